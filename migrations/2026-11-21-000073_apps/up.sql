-- A password of one app, for OpenSubsonic: it can be told to the app again and ends by itself.
CREATE TABLE app_passwords (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL,
    -- The password, sealed with the instance's key: `md5(password + salt)` cannot be checked against a hash.
    sealed bytea NOT NULL,
    key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    last_client text NOT NULL DEFAULT '',
    revoked_at timestamptz
);
CREATE INDEX app_passwords_account ON app_passwords (account_id) WHERE revoked_at IS NULL;

CREATE TABLE bookmarks (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    position_ms bigint NOT NULL CHECK (position_ms >= 0),
    comment text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, track_id)
);

-- What somebody listens to, wherever they go on.
CREATE TABLE play_queues (
    account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    track_ids uuid[] NOT NULL DEFAULT '{}',
    -- Which of them, from 0; none where the queue is empty.
    current integer,
    position_ms bigint NOT NULL DEFAULT 0 CHECK (position_ms >= 0),
    playing boolean NOT NULL DEFAULT false,
    -- The browser tab or app that has it, and what to call it.
    device_id text NOT NULL DEFAULT '',
    device_name text NOT NULL DEFAULT '',
    -- Grows with every change.
    version bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK (current IS NULL OR current >= 0)
);

-- The word in the address of a member's own feed.
CREATE TABLE feed_keys (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    UNIQUE (account_id, artist_id)
);
