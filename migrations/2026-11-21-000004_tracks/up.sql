CREATE TABLE tracks (
    id uuid PRIMARY KEY,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    position integer NOT NULL CHECK (position BETWEEN 1 AND 999),
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
    title text NOT NULL,
    artist_name text NOT NULL DEFAULT '',
    isrc text NOT NULL DEFAULT '',
    explicit boolean NOT NULL DEFAULT false,
    lyrics text NOT NULL DEFAULT '',
    lyrics_synced text NOT NULL DEFAULT '',
    filename text NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'processing', 'ready', 'refused')),
    progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    refusal_code text,
    refusal_message text,
    refusal_at_ms bigint,
    upload_id uuid,
    master_id uuid,
    encoding_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (release_id, slug),
    CONSTRAINT tracks_position UNIQUE (release_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- The accepted original, bit for bit. Its bytes are in storage under its id.
CREATE TABLE masters (
    id uuid PRIMARY KEY,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    filename text NOT NULL,
    extension text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    container text NOT NULL,
    codec text NOT NULL,
    lossless boolean NOT NULL,
    sample_rate integer NOT NULL,
    channels smallint NOT NULL,
    bits smallint,
    frames bigint NOT NULL,
    duration_ms bigint NOT NULL,
    tags jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX masters_track ON masters (track_id);
CREATE INDEX masters_artist ON masters (artist_id);

-- One run of a master through the ladder. A track plays from the encoding it points at.
CREATE TABLE encodings (
    id uuid PRIMARY KEY,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    master_id uuid NOT NULL REFERENCES masters ON DELETE CASCADE,
    frames bigint NOT NULL,
    sample_rate integer NOT NULL,
    priming integer NOT NULL,
    loudness_lufs double precision,
    true_peak_dbtp double precision,
    waveform bytea NOT NULL,
    progressive_m4a_bytes bigint NOT NULL,
    progressive_mp3_bytes bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz
);
CREATE INDEX encodings_track ON encodings (track_id);

CREATE TABLE renditions (
    encoding_id uuid NOT NULL REFERENCES encodings ON DELETE CASCADE,
    rung text NOT NULL,
    codec text NOT NULL,
    average_bandwidth integer NOT NULL,
    peak_bandwidth integer NOT NULL,
    bytes bigint NOT NULL,
    segments jsonb NOT NULL,
    PRIMARY KEY (encoding_id, rung)
);

ALTER TABLE tracks
    ADD FOREIGN KEY (master_id) REFERENCES masters,
    ADD FOREIGN KEY (encoding_id) REFERENCES encodings;

CREATE TABLE credits (
    id uuid PRIMARY KEY,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL,
    role text NOT NULL
);
CREATE INDEX credits_release ON credits (release_id);

-- A master in a download format, with the tags and the cover of the moment its fingerprint names.
CREATE TABLE downloads (
    id uuid PRIMARY KEY,
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    format text NOT NULL CHECK (format IN ('flac', 'mp3-320')),
    fingerprint text NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'ready', 'refused')),
    bytes bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (track_id, format, fingerprint)
);
