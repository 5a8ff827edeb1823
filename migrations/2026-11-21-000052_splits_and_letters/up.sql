-- A share of what an artist earns with a release or a track, for another artist of this instance. It counts once it was accepted,
-- for sales between its days. A change is a new split; the old one ends.
CREATE TABLE splits (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    payee_id uuid NOT NULL REFERENCES artists,
    share_bp integer NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    reason text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined', 'ended')),
    starts_on date NOT NULL,
    ends_on date,
    answered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (payee_id <> artist_id)
);
CREATE INDEX splits_release ON splits (release_id);
CREATE INDEX splits_payee ON splits (payee_id);

-- The splits that counted when a purchase was completed: what becomes of them later does not touch it. Of a split of one track, a
-- release's sale holds as many parts as the release had tracks.
CREATE TABLE purchase_shares (
    purchase_id uuid NOT NULL REFERENCES purchases,
    split_id uuid NOT NULL REFERENCES splits,
    payee_id uuid NOT NULL REFERENCES artists,
    share_bp integer NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    parts integer NOT NULL DEFAULT 1 CHECK (parts >= 1),
    PRIMARY KEY (purchase_id, split_id)
);
CREATE INDEX purchase_shares_payee ON purchase_shares (payee_id);

-- Who asked for an artist's letters, and when they said so.
CREATE TABLE subscribers (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    email text NOT NULL,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    source text NOT NULL CHECK (source IN ('artist_page', 'checkout', 'membership', 'download_code')),
    consented_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,
    unsubscribed_at timestamptz,
    UNIQUE (artist_id, email)
);

CREATE TABLE letters (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    audience text NOT NULL CHECK (audience IN ('subscribers', 'followers', 'members', 'buyers')),
    release_id uuid REFERENCES releases ON DELETE SET NULL,
    subject text NOT NULL,
    body text NOT NULL,
    sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX letters_artist ON letters (artist_id, created_at DESC);

CREATE TABLE letter_copies (
    letter_id uuid NOT NULL REFERENCES letters ON DELETE CASCADE,
    subscriber_id uuid NOT NULL REFERENCES subscribers ON DELETE CASCADE,
    sent_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    refused_at timestamptz,
    PRIMARY KEY (letter_id, subscriber_id)
);

-- What running the instance cost in a month, as its admins say: it stands beside the fees on the public page of the books.
CREATE TABLE costs (
    id uuid PRIMARY KEY,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    what text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);
