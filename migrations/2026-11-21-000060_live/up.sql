-- Shows: live sets, planned, on air and over; and stations, which are on air as long as somebody or a rotation feeds them.
CREATE TABLE shows (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    kind text NOT NULL DEFAULT 'set' CHECK (kind IN ('set', 'station')),
    -- The word in its address, and its mount.
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    title text NOT NULL,
    about text NOT NULL DEFAULT '',
    image_id uuid REFERENCES images ON DELETE SET NULL,
    starts_at timestamptz,
    ends_at timestamptz CHECK (ends_at > starts_at),
    gate text NOT NULL DEFAULT 'open' CHECK (gate IN ('open', 'password', 'members', 'ticket')),
    password_hash text,
    ticket_minor bigint CHECK (ticket_minor > 0),
    ticket_currency text CHECK (ticket_currency ~ '^[A-Z]{3}$'),
    -- How many may listen with one ticket, membership or signed address at the same time.
    sessions_at_once integer NOT NULL DEFAULT 2 CHECK (sessions_at_once BETWEEN 1 AND 20),
    chat text NOT NULL DEFAULT 'accounts' CHECK (chat IN ('off', 'accounts', 'guests')),
    slow_mode_seconds integer NOT NULL DEFAULT 0 CHECK (slow_mode_seconds BETWEEN 0 AND 600),
    allows_takeover boolean NOT NULL DEFAULT false,
    records boolean NOT NULL DEFAULT true,
    replays boolean NOT NULL DEFAULT true,
    -- What happens to the go-live post when the show is over.
    announces boolean NOT NULL DEFAULT true,
    post_after text NOT NULL DEFAULT 'edited' CHECK (post_after IN ('edited', 'deleted')),
    post_id uuid REFERENCES posts ON DELETE SET NULL,
    started_at timestamptz,
    ended_at timestamptz CHECK (ended_at >= started_at),
    cancelled_at timestamptz,
    recording_release_id uuid REFERENCES releases ON DELETE SET NULL,
    -- What the source says is playing.
    playing_title text NOT NULL DEFAULT '',
    playing_artist text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (gate <> 'password' OR password_hash IS NOT NULL),
    CHECK (gate <> 'ticket' OR (ticket_minor IS NOT NULL AND ticket_currency IS NOT NULL))
);
CREATE INDEX shows_artist ON shows (artist_id, created_at DESC);
CREATE INDEX shows_planned ON shows (starts_at) WHERE started_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX shows_on_air ON shows (started_at) WHERE started_at IS NOT NULL AND ended_at IS NULL;

-- What lets a source in: 32 random bytes, shown once, kept as a hash. For one show, or for whatever its artist plays.
CREATE TABLE stream_keys (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    show_id uuid REFERENCES shows ON DELETE CASCADE,
    name text NOT NULL DEFAULT '',
    key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX stream_keys_artist ON stream_keys (artist_id);

-- Workers that take live sets: where servers reach them, and the sound cards they have.
CREATE TABLE live_workers (
    id uuid PRIMARY KEY,
    address text NOT NULL,
    devices jsonb NOT NULL DEFAULT '[]',
    heard_at timestamptz NOT NULL DEFAULT now()
);

-- Which worker owns a show. The epoch counts its owners: what an old one still writes is refused.
CREATE TABLE show_leases (
    show_id uuid PRIMARY KEY REFERENCES shows ON DELETE CASCADE,
    worker_id uuid NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Stretches of a show that one source fed without a break.
CREATE TABLE show_runs (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    number integer NOT NULL,
    source text NOT NULL CHECK (source IN ('icecast', 'rtmp', 'browser', 'capture', 'rotation')),
    client text NOT NULL DEFAULT '',
    content_type text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    end_reason text NOT NULL DEFAULT '',
    UNIQUE (show_id, number)
);

-- Segments that lie in storage: `live/{show}/{rendition}/{number}.m4s`, and of the recording `live/{show}/recording/{number}.flac`.
CREATE TABLE show_segments (
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    number bigint NOT NULL CHECK (number >= 0),
    run_number integer NOT NULL,
    begins_at timestamptz NOT NULL,
    -- At 48,000 a second.
    frames integer NOT NULL CHECK (frames > 0),
    -- Bytes by rendition: {"aac-64": 31024, …}.
    renditions jsonb NOT NULL,
    recording_bytes bigint,
    PRIMARY KEY (show_id, number)
);

-- Where something begins in a show: told by the source, by the artist, by the rotation. Milliseconds of recorded time, gaps left out.
CREATE TABLE show_marks (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    at_ms bigint NOT NULL CHECK (at_ms >= 0),
    title text NOT NULL,
    artist_name text NOT NULL DEFAULT '',
    origin text NOT NULL CHECK (origin IN ('source', 'artist', 'rotation', 'import')),
    track_id uuid REFERENCES tracks ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX show_marks_show ON show_marks (show_id, at_ms);

-- What plays when nobody is live: a station's programme, or what bridges a set's gaps.
CREATE TABLE rotations (
    show_id uuid PRIMARY KEY REFERENCES shows ON DELETE CASCADE,
    mode text NOT NULL DEFAULT 'shuffle' CHECK (mode IN ('order', 'shuffle')),
    crossfade_ms integer NOT NULL DEFAULT 3000 CHECK (crossfade_ms BETWEEN 0 AND 15000),
    -- After how many tracks an ident comes; 0 for never.
    idents_every integer NOT NULL DEFAULT 0 CHECK (idents_every BETWEEN 0 AND 100),
    time_zone text NOT NULL DEFAULT 'UTC',
    enabled boolean NOT NULL DEFAULT true
);
CREATE TABLE rotation_tracks (
    show_id uuid NOT NULL REFERENCES rotations ON DELETE CASCADE,
    position integer NOT NULL,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    is_ident boolean NOT NULL DEFAULT false,
    PRIMARY KEY (show_id, is_ident, position)
);
-- When the rotation plays, in the rotation's time zone; none means always. 0 is Monday; until may be past midnight.
CREATE TABLE rotation_hours (
    show_id uuid NOT NULL REFERENCES rotations ON DELETE CASCADE,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    until_minute smallint NOT NULL CHECK (until_minute BETWEEN 1 AND 2880),
    PRIMARY KEY (show_id, weekday, from_minute),
    CHECK (until_minute > from_minute)
);

-- Other stations that get the same sound: an Icecast mount or an RTMP address, with its password.
CREATE TABLE show_relays (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    address text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'failed')),
    problem text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX show_relays_show ON show_relays (show_id);

-- Chat beside a show.
CREATE TABLE chat_messages (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('said', 'tip', 'post', 'notice')),
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    -- A guest, as a word that cannot be turned back into an address.
    guest bytea,
    -- The reply on the fediverse that it stands for.
    post_id uuid UNIQUE REFERENCES posts ON DELETE CASCADE,
    purchase_id uuid UNIQUE REFERENCES purchases,
    name text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deleted_by uuid REFERENCES accounts ON DELETE SET NULL
);
CREATE INDEX chat_messages_show ON chat_messages (show_id, created_at, id);
CREATE TABLE chat_bans (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('mute', 'ban')),
    account_id uuid REFERENCES accounts ON DELETE CASCADE,
    guest bytea,
    name text NOT NULL,
    until timestamptz,
    created_by uuid REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((account_id IS NULL) <> (guest IS NULL))
);
CREATE INDEX chat_bans_artist ON chat_bans (artist_id);
CREATE TABLE chat_words (
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    word text NOT NULL CHECK (length(word) BETWEEN 2 AND 60),
    PRIMARY KEY (artist_id, word)
);
CREATE TABLE chat_moderators (
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (artist_id, account_id)
);

-- Who listened, without who they are: a listen from its first to its last request, never an address.
CREATE TABLE show_sessions (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL REFERENCES shows ON DELETE CASCADE,
    delivery text NOT NULL CHECK (delivery IN ('hls', 'mount')),
    client text NOT NULL DEFAULT '',
    country text NOT NULL DEFAULT '' CHECK (country ~ '^([A-Z]{2})?$'),
    -- What it was let in with (a ticket, a membership, a signed address), as a hash: for the limit of listens at once.
    pass bytea,
    began_at timestamptz NOT NULL DEFAULT now(),
    heard_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
CREATE INDEX show_sessions_show ON show_sessions (show_id, began_at);
CREATE INDEX show_sessions_running ON show_sessions (show_id, pass) WHERE ended_at IS NULL;

-- A ticket lets its buyer into one show. What is paid for it is a purchase like others.
ALTER TABLE purchases DROP CONSTRAINT purchases_kind_check;
ALTER TABLE purchases ADD CONSTRAINT purchases_kind_check CHECK (kind IN ('release', 'track', 'tip', 'membership', 'ticket'));
CREATE TABLE tickets (
    purchase_id uuid PRIMARY KEY REFERENCES purchases,
    show_id uuid NOT NULL REFERENCES shows
);
CREATE INDEX tickets_show ON tickets (show_id);
