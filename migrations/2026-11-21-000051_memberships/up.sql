-- What an artist offers to members, paid monthly or yearly.
CREATE TABLE tiers (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists,
    name text NOT NULL,
    about text NOT NULL DEFAULT '',
    position integer NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    monthly_minor bigint CHECK (monthly_minor > 0),
    yearly_minor bigint CHECK (yearly_minor > 0),
    includes_releases boolean NOT NULL DEFAULT true,
    includes_members_only boolean NOT NULL DEFAULT true,
    includes_live boolean NOT NULL DEFAULT true,
    discount_bp integer NOT NULL DEFAULT 0 CHECK (discount_bp BETWEEN 0 AND 10000),
    early_days integer NOT NULL DEFAULT 0 CHECK (early_days BETWEEN 0 AND 90),
    trial_days integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 90),
    archived_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (monthly_minor IS NOT NULL OR yearly_minor IS NOT NULL)
);
CREATE INDEX tiers_artist ON tiers (artist_id, position);

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    tier_id uuid NOT NULL REFERENCES tiers,
    artist_id uuid NOT NULL REFERENCES artists,
    account_id uuid NOT NULL REFERENCES accounts,
    interval text NOT NULL CHECK (interval IN ('month', 'year')),
    state text NOT NULL CHECK (state IN ('open', 'trialing', 'active', 'past_due', 'ended', 'expired')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    country_said text NOT NULL DEFAULT '',
    consented_at timestamptz,
    wants_letters boolean NOT NULL DEFAULT false,
    period_ends_at timestamptz,
    trial_ends_at timestamptz,
    ends_at_period boolean NOT NULL DEFAULT false,
    co_op_fee_bp integer NOT NULL DEFAULT 0 CHECK (co_op_fee_bp BETWEEN 0 AND 10000),
    changes integer NOT NULL DEFAULT 0,
    renewal_noticed_for timestamptz,
    past_due_noticed_for timestamptz,
    provider text NOT NULL CHECK (provider IN ('stripe', 'sandbox')),
    provider_account text NOT NULL,
    checkout_id text UNIQUE,
    subscription_id text UNIQUE,
    customer_id text,
    observed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX memberships_account ON memberships (account_id);
CREATE INDEX memberships_artist ON memberships (artist_id, state);
-- One running membership of an artist at a time: a change of tier changes it.
CREATE UNIQUE INDEX memberships_running ON memberships (artist_id, account_id) WHERE state IN ('trialing', 'active', 'past_due');
ALTER TABLE purchases ADD FOREIGN KEY (membership_id) REFERENCES memberships;

ALTER TABLE releases ADD members_only boolean NOT NULL DEFAULT false;
ALTER TABLE posts ADD members_only boolean NOT NULL DEFAULT false;

-- Words that give a release to whoever redeems them, made in batches.
CREATE TABLE code_batches (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    name text NOT NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX code_batches_release ON code_batches (release_id);

CREATE TABLE download_codes (
    id uuid PRIMARY KEY,
    batch_id uuid NOT NULL REFERENCES code_batches ON DELETE CASCADE,
    code text NOT NULL UNIQUE,
    redeemed_at timestamptz
);
CREATE INDEX download_codes_batch ON download_codes (batch_id);
ALTER TABLE entitlements ADD FOREIGN KEY (download_code_id) REFERENCES download_codes;
