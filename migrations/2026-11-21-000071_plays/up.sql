-- One listen, from its first sound on. Rows live for thirty days; what is left then are the sums below.
CREATE TABLE plays (
    -- Made by whoever plays it, so that one listen told twice is one row.
    id uuid PRIMARY KEY,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    -- Who listened, as a word that cannot be turned back into an address or an account and changes every day.
    listener bytea NOT NULL,
    source text NOT NULL CHECK (source IN ('page', 'embed', 'subsonic', 'podcast')),
    device text NOT NULL CHECK (device IN ('desktop', 'phone', 'tablet', 'app', 'other')),
    rung text NOT NULL DEFAULT '',
    -- By the server's clock.
    started_at timestamptz NOT NULL DEFAULT now(),
    heard_at timestamptz NOT NULL DEFAULT now(),
    -- Since when it counts as a play: after 30 seconds or half the track, whichever is first.
    counted_at timestamptz,
    -- Since when enough of it was heard, whether it counts or not: then it is in its listener's history.
    listened_at timestamptz,
    -- Of somebody who manages the artist: it counts nowhere.
    is_own boolean NOT NULL DEFAULT false,
    start_delay_ms integer CHECK (start_delay_ms >= 0),
    heard_ms bigint NOT NULL DEFAULT 0 CHECK (heard_ms >= 0),
    -- How far into the track it came.
    reached_ms bigint NOT NULL DEFAULT 0 CHECK (reached_ms >= 0),
    ending text CHECK (ending IN ('completed', 'skipped', 'stopped')),
    stalls integer NOT NULL DEFAULT 0 CHECK (stalls >= 0),
    stall_ms bigint NOT NULL DEFAULT 0 CHECK (stall_ms >= 0),
    -- Since when it is in the sums.
    summed_at timestamptz
);
CREATE INDEX plays_track ON plays (track_id, counted_at);
CREATE INDEX plays_listener ON plays (listener, track_id, counted_at);
CREATE INDEX plays_started ON plays (started_at);
CREATE INDEX plays_counted ON plays (counted_at) WHERE counted_at IS NOT NULL;
CREATE INDEX plays_charts ON plays (counted_at, track_id, listener) WHERE counted_at IS NOT NULL;
CREATE INDEX plays_unsummed ON plays (heard_at) WHERE summed_at IS NULL;

-- A day of a track by where and on what it was heard. No person in it.
CREATE TABLE play_sums (
    day date NOT NULL,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    source text NOT NULL,
    device text NOT NULL,
    rung text NOT NULL,
    starts bigint NOT NULL DEFAULT 0,
    plays bigint NOT NULL DEFAULT 0,
    completed bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    heard_ms bigint NOT NULL DEFAULT 0,
    stalls bigint NOT NULL DEFAULT 0,
    stall_ms bigint NOT NULL DEFAULT 0,
    -- Of how many it is known how long they took to begin, and how long all of them did.
    delays bigint NOT NULL DEFAULT 0,
    start_delay_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, track_id, source, device, rung)
);
CREATE INDEX play_sums_track ON play_sums (track_id, day);

-- How many different people played it on a day: of a track, a release or an artist.
CREATE TABLE listener_sums (
    day date NOT NULL,
    object_id uuid NOT NULL,
    listeners bigint NOT NULL,
    PRIMARY KEY (day, object_id)
);
CREATE INDEX listener_sums_object ON listener_sums (object_id, day);

-- Where listeners left, in hundredths of the track; 100 is its end.
CREATE TABLE leave_sums (
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    day date NOT NULL,
    hundredth smallint NOT NULL CHECK (hundredth BETWEEN 0 AND 100),
    listens bigint NOT NULL,
    PRIMARY KEY (track_id, day, hundredth)
);

-- What is in the sums, and what will be.
CREATE VIEW play_days AS
SELECT day, track_id, source, device, rung, starts, plays, completed, skipped, heard_ms, stalls, stall_ms, delays, start_delay_ms
FROM play_sums
UNION ALL
SELECT (started_at AT TIME ZONE 'UTC')::date, track_id, source, device, rung, 1, (counted_at IS NOT NULL)::int,
    (ending IS NOT DISTINCT FROM 'completed')::int, (ending IS NOT DISTINCT FROM 'skipped')::int, heard_ms, stalls, stall_ms,
    (start_delay_ms IS NOT NULL)::int, coalesce(start_delay_ms, 0)
FROM plays
WHERE summed_at IS NULL AND NOT is_own;

-- Where each listen ended, in hundredths. What was fetched as a file ended nowhere.
CREATE VIEW play_leaves AS
SELECT plays.id, plays.track_id, (plays.started_at AT TIME ZONE 'UTC')::date AS day,
    CASE WHEN plays.ending = 'completed' THEN 100
         ELSE least(100, plays.reached_ms * 100 / greatest(masters.duration_ms, 1)) END::smallint AS hundredth,
    plays.ending, plays.summed_at
FROM plays JOIN tracks ON tracks.id = plays.track_id JOIN masters ON masters.id = tracks.master_id
WHERE NOT plays.is_own AND plays.source <> 'podcast';

CREATE VIEW leave_days AS
SELECT track_id, day, hundredth, listens FROM leave_sums
UNION ALL
SELECT track_id, day, hundredth, 1 FROM play_leaves WHERE summed_at IS NULL AND ending IS NOT NULL;

-- A fan's own history: theirs alone, kept until they erase it.
CREATE TABLE history_entries (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    source text NOT NULL,
    played_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX history_entries_account ON history_entries (account_id, played_at DESC, id DESC);
CREATE INDEX history_entries_track ON history_entries (account_id, track_id);
ALTER TABLE accounts ADD history_paused boolean NOT NULL DEFAULT false;

-- A fan's account with ListenBrainz or a server that speaks as it does.
CREATE TABLE scrobblers (
    account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    base_url text NOT NULL,
    -- Sealed with the instance's key.
    token_sealed bytea NOT NULL,
    user_name text NOT NULL,
    last_error text NOT NULL DEFAULT '',
    last_delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE scrobbles (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES scrobblers ON DELETE CASCADE,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    listened_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, track_id, listened_at)
);
CREATE INDEX scrobbles_due ON scrobbles (next_attempt_at);
