-- Everybody who speaks ActivityPub, here and elsewhere. A local actor has no uri and no host: its addresses are made from its id.
CREATE TABLE actors (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'group', 'organization', 'application', 'service')),
    username text NOT NULL CHECK (length(username) BETWEEN 1 AND 300),
    -- Local: whose it is. One of the three, or none where the artist or the account was removed: then it is deleted, and stays
    -- to say so and to have it delivered.
    artist_id uuid UNIQUE REFERENCES artists ON DELETE SET NULL,
    account_id uuid UNIQUE REFERENCES accounts ON DELETE SET NULL,
    service text UNIQUE CHECK (service IN ('instance', 'new_releases')),
    -- Remote: its id, and the host (with the port, where one is named) its handle is at.
    uri text UNIQUE,
    host text,
    name text NOT NULL DEFAULT '',
    -- HTML that is safe to show.
    summary text NOT NULL DEFAULT '',
    url text,
    icon_url text,
    image_url text,
    -- [{name, value}, …], values as HTML that is safe to show.
    fields jsonb NOT NULL DEFAULT '[]',
    inbox text,
    shared_inbox text,
    outbox text,
    followers text,
    featured text,
    also_known_as text[] NOT NULL DEFAULT '{}',
    moved_to text,
    manually_approves boolean NOT NULL DEFAULT false,
    followers_hidden boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,
    -- Remote: keys by their ids: [{id, kind: rsa|ed25519, key: PEM|multibase}, …]
    public_keys jsonb NOT NULL DEFAULT '[]',
    fetched_at timestamptz,
    published_at timestamptz,
    suspended_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(artist_id, account_id, service, uri) <= 1),
    CHECK ((uri IS NULL) = (host IS NULL)),
    CHECK ((uri IS NULL) = (inbox IS NULL))
);
CREATE UNIQUE INDEX actors_local_username ON actors (username) WHERE host IS NULL AND deleted_at IS NULL;
CREATE INDEX actors_handle ON actors (host, lower(username));

-- Private keys of local actors. One that was rotated away still verifies for others until they fetch anew; it signs no more.
CREATE TABLE actor_keys (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    -- PKCS #8, DER.
    rsa_private bytea NOT NULL,
    rsa_public_pem text NOT NULL,
    ed25519_private bytea NOT NULL,
    ed25519_multibase text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);
CREATE UNIQUE INDEX actor_keys_current ON actor_keys (actor_id) WHERE retired_at IS NULL;

CREATE TABLE follows (
    id uuid PRIMARY KEY,
    follower_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    followed_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    -- The id of the Follow activity where it came from elsewhere.
    uri text,
    state text NOT NULL CHECK (state IN ('requested', 'accepted')),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (follower_id, followed_id),
    CHECK (follower_id <> followed_id)
);
CREATE INDEX follows_followed ON follows (followed_id, state, id DESC);

-- What local actors said, as it is sent and shown in the outbox.
CREATE TABLE activities (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    kind text NOT NULL,
    -- The id of what it is about; activities about one object are sent to one inbox in order.
    object text NOT NULL,
    -- One event is said once: `release:{id}:published:{when}:{variant}` or the like.
    event text UNIQUE,
    body jsonb NOT NULL,
    is_public boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX activities_object ON activities (object, id);
CREATE INDEX activities_outbox ON activities (actor_id, id DESC) WHERE is_public;

-- Another server. Who has not answered waits longer each time.
CREATE TABLE peers (
    host text PRIMARY KEY,
    -- By NodeInfo, in lower case.
    software text,
    software_version text,
    inspected_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    next_attempt_at timestamptz,
    last_error text,
    last_delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE deliveries (
    id uuid PRIMARY KEY,
    activity_id uuid NOT NULL REFERENCES activities ON DELETE CASCADE,
    inbox text NOT NULL,
    host text NOT NULL,
    object text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'refused')),
    attempts integer NOT NULL DEFAULT 0,
    -- Who has it has it until then; it is moved there too, so that what is due is found in one index.
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    UNIQUE (activity_id, inbox)
);
-- Activities' ids sort by time, so they are the order within one inbox.
CREATE INDEX deliveries_waiting ON deliveries (host, next_attempt_at, activity_id) WHERE state = 'waiting';
CREATE INDEX deliveries_order ON deliveries (inbox, object, activity_id) WHERE state = 'waiting';
CREATE INDEX deliveries_leased ON deliveries (host) WHERE state = 'waiting' AND leased_until IS NOT NULL;
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE state <> 'waiting';

-- Inboxes that said 404 or 410: nothing is sent there until their actor is heard from again.
CREATE TABLE dead_inboxes (
    inbox text PRIMARY KEY,
    died_at timestamptz NOT NULL DEFAULT now()
);

-- Activities that came: the same one from the same host is taken once.
CREATE TABLE received_activities (
    host text NOT NULL,
    uri text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (host, uri)
);
CREATE INDEX received_activities_age ON received_activities (received_at);

INSERT INTO actors (id, kind, username, name, artist_id, published_at)
SELECT gen_random_uuid(), CASE kind WHEN 'label' THEN 'organization' ELSE 'person' END, handle, name, id, created_at
FROM artists;
