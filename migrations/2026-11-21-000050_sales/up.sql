-- How an artist sells: the currency, the country, the tax, the account with the payment provider, and what others hear.
CREATE TABLE sellers (
    artist_id uuid PRIMARY KEY REFERENCES artists ON DELETE CASCADE,
    currency text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    country text NOT NULL DEFAULT '' CHECK (country ~ '^([A-Z]{2})?$'),
    legal_name text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    charges_tax boolean NOT NULL DEFAULT false,
    tax_number text NOT NULL DEFAULT '',
    society text NOT NULL DEFAULT '',
    society_bp integer NOT NULL DEFAULT 0 CHECK (society_bp BETWEEN 0 AND 5000),
    takes_tips boolean NOT NULL DEFAULT true,
    preview text NOT NULL DEFAULT 'full' CHECK (preview IN ('full', 'first_30', 'first_90', 'plays')),
    preview_plays integer NOT NULL DEFAULT 3 CHECK (preview_plays BETWEEN 1 AND 100),
    provider text CHECK (provider IN ('stripe', 'sandbox')),
    provider_account text,
    charges_enabled boolean NOT NULL DEFAULT false,
    payouts_enabled boolean NOT NULL DEFAULT false,
    missing text[] NOT NULL DEFAULT '{}',
    checked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, provider_account)
);

ALTER TABLE releases ADD copies integer CHECK (copies BETWEEN 1 AND 1000000);
ALTER TABLE tracks
    ADD price_mode text CHECK (price_mode IN ('fixed', 'minimum')),
    ADD price_amount_minor bigint NOT NULL DEFAULT 0 CHECK (price_amount_minor >= 0);

-- What somebody buys or gives: made when they go to pay, and never changed in what was agreed.
CREATE TABLE purchases (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists,
    kind text NOT NULL CHECK (kind IN ('release', 'track', 'tip', 'membership')),
    release_id uuid REFERENCES releases,
    track_id uuid REFERENCES tracks,
    membership_id uuid,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    email text NOT NULL,
    title text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'paid', 'refunded', 'disputed', 'lost', 'expired')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    tax_minor bigint NOT NULL DEFAULT 0 CHECK (tax_minor >= 0 AND tax_minor < amount_minor),
    tax_rate_bp integer NOT NULL DEFAULT 0,
    co_op_fee_minor bigint NOT NULL DEFAULT 0 CHECK (co_op_fee_minor >= 0),
    society_minor bigint NOT NULL DEFAULT 0 CHECK (society_minor >= 0),
    processor_fee_minor bigint,
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    country_said text NOT NULL DEFAULT '',
    country_billing text NOT NULL DEFAULT '',
    country_card text NOT NULL DEFAULT '',
    consented_at timestamptz,
    wants_letters boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    provider text NOT NULL CHECK (provider IN ('stripe', 'sandbox')),
    provider_account text NOT NULL,
    checkout_id text UNIQUE,
    payment_id text UNIQUE,
    invoice_number text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    completed_at timestamptz
);
CREATE INDEX purchases_artist ON purchases (artist_id, completed_at DESC);
CREATE INDEX purchases_release ON purchases (release_id, state);
CREATE INDEX purchases_account ON purchases (account_id);
CREATE INDEX purchases_email ON purchases (email);
CREATE INDEX purchases_open ON purchases (expires_at) WHERE state = 'open';

-- What a buyer's bank took back, or tried to.
CREATE TABLE purchase_disputes (
    purchase_id uuid NOT NULL REFERENCES purchases,
    dispute_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
    PRIMARY KEY (purchase_id, dispute_id)
);

-- Which browser ordered something, as a hash of its cookie: asked twice, it buys once.
CREATE TABLE orders (
    purchase_id uuid PRIMARY KEY REFERENCES purchases ON DELETE CASCADE,
    browser text NOT NULL
);
CREATE INDEX orders_browser ON orders (browser);

-- The number of the last invoice of a seller's year: taken in the transaction that completes a purchase, so none is missing.
CREATE TABLE invoice_numbers (
    artist_id uuid NOT NULL REFERENCES artists,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (artist_id, year)
);

-- The right to stream in full and download, whatever gave it. Memberships give theirs by being current.
CREATE TABLE entitlements (
    id uuid PRIMARY KEY,
    purchase_id uuid UNIQUE REFERENCES purchases,
    download_code_id uuid UNIQUE,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    email text NOT NULL,
    release_id uuid NOT NULL REFERENCES releases,
    track_id uuid REFERENCES tracks,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CHECK ((purchase_id IS NULL) <> (download_code_id IS NULL))
);
CREATE INDEX entitlements_account ON entitlements (account_id);
CREATE INDEX entitlements_email ON entitlements (email) WHERE account_id IS NULL;
CREATE INDEX entitlements_release ON entitlements (release_id);

-- Full plays that somebody without an entitlement has had of a track, where the artist grants a number of them.
CREATE TABLE preview_plays (
    listener bytea NOT NULL,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    plays integer NOT NULL DEFAULT 0,
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (listener, track_id)
);

-- The first seconds of an encoding as files by themselves.
ALTER TABLE encodings
    ADD preview_seconds integer CHECK (preview_seconds IN (30, 90)),
    ADD preview_m4a_bytes bigint,
    ADD preview_mp3_bytes bigint;

-- Double entry. A transaction sums to zero in its one currency and is never changed: what was wrong is reversed by another.
CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('sale', 'processor_fee', 'refund', 'dispute', 'dispute_won', 'dispute_lost', 'correction')),
    purchase_id uuid NOT NULL REFERENCES purchases,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    occurred_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ledger_transactions_purchase ON ledger_transactions (purchase_id);
CREATE INDEX ledger_transactions_occurred ON ledger_transactions (occurred_at);

CREATE TABLE ledger_entries (
    transaction_id uuid NOT NULL REFERENCES ledger_transactions,
    line integer NOT NULL,
    book text NOT NULL CHECK (book IN ('buyer', 'tax', 'processor', 'co_op', 'artist', 'split', 'dispute', 'society')),
    artist_id uuid REFERENCES artists,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, line),
    CHECK ((book IN ('artist', 'split')) = (artist_id IS NOT NULL))
);
CREATE INDEX ledger_entries_artist ON ledger_entries (artist_id);

CREATE FUNCTION ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT coalesce(sum(amount_minor), 0) FROM ledger_entries WHERE transaction_id = NEW.transaction_id) <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entries_sum AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_sums_to_zero();

CREATE FUNCTION ledger_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is never edited: reverse with another transaction' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER ledger_entries_once BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION ledger_is_written_once();
CREATE TRIGGER ledger_transactions_once BEFORE UPDATE OR DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION ledger_is_written_once();

-- What the provider told us of, once each.
CREATE TABLE payment_events (
    provider text NOT NULL,
    event_id text NOT NULL,
    account text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL CHECK (subject IN ('checkout', 'payment', 'subscription', 'account')),
    object_id text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    processed_at timestamptz,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX payment_events_waiting ON payment_events (received_at) WHERE processed_at IS NULL;

-- What the sandbox provider remembers: its accounts, checkouts, payments and subscriptions.
CREATE TABLE sandbox_objects (
    id text PRIMARY KEY,
    value jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Standard rates of value added tax, in hundredths of a percent. A change of rate is a new row.
CREATE TABLE tax_rates (
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    starts_on date NOT NULL,
    rate_bp integer NOT NULL CHECK (rate_bp BETWEEN 0 AND 5000),
    PRIMARY KEY (country, starts_on)
);
INSERT INTO tax_rates (country, starts_on, rate_bp) VALUES
    ('AT', '2000-01-01', 2000), ('BE', '2000-01-01', 2100), ('BG', '2000-01-01', 2000), ('CY', '2014-01-13', 1900),
    ('CZ', '2013-01-01', 2100), ('DE', '2007-01-01', 1900), ('DK', '2000-01-01', 2500), ('EE', '2024-01-01', 2200),
    ('EE', '2025-07-01', 2400), ('ES', '2012-09-01', 2100), ('FI', '2013-01-01', 2400), ('FI', '2024-09-01', 2550),
    ('FR', '2014-01-01', 2000), ('GR', '2016-06-01', 2400), ('HR', '2012-03-01', 2500), ('HU', '2012-01-01', 2700),
    ('IE', '2012-01-01', 2300), ('IT', '2013-10-01', 2200), ('LT', '2009-09-01', 2100), ('LU', '2015-01-01', 1700),
    ('LU', '2023-01-01', 1600), ('LU', '2024-01-01', 1700), ('LV', '2012-07-01', 2100), ('MT', '2004-05-01', 1800),
    ('NL', '2012-10-01', 2100), ('PL', '2011-01-01', 2300), ('PT', '2011-01-01', 2300), ('RO', '2017-01-01', 1900),
    ('RO', '2025-08-01', 2100), ('SE', '2000-01-01', 2500), ('SI', '2013-07-01', 2200), ('SK', '2011-01-01', 2000),
    ('SK', '2025-01-01', 2300), ('GB', '2011-01-04', 2000), ('NO', '2005-01-01', 2500), ('CH', '2018-01-01', 770),
    ('CH', '2024-01-01', 810);
