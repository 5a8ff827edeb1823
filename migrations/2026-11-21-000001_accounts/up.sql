CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    name text NOT NULL,
    password_hash text NOT NULL,
    is_admin boolean NOT NULL DEFAULT false,
    confirmed_at timestamptz,
    approved_at timestamptz,
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One-time links sent by mail, and the one that makes the first admin (account_id is null there).
-- Only the SHA-256 of the token is kept.
CREATE TABLE account_links (
    id uuid PRIMARY KEY,
    account_id uuid REFERENCES accounts ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('confirm', 'reset', 'change_email', 'first_admin')),
    token_hash bytea NOT NULL UNIQUE,
    new_email text,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((purpose = 'first_admin') = (account_id IS NULL))
);
CREATE INDEX account_links_account ON account_links (account_id);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('read', 'write')),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

-- Counts attempts per key (a hash of address or account and of what was attempted) in a fixed window.
CREATE TABLE throttles (
    key bytea PRIMARY KEY,
    attempts integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);

-- What an admin decides at run time; a null leaves the decision to the settings.
CREATE TABLE instance (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    registration text CHECK (registration IN ('open', 'approval', 'closed')),
    seed_progress integer CHECK (seed_progress BETWEEN 0 AND 100),
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO instance (singleton) VALUES (true);

-- Keys made at random at the first start, shared by all servers of the instance.
CREATE TABLE secrets (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
