-- Every format is made when somebody asks for it; when the cache is full, the files asked for longest ago go.
ALTER TABLE downloads
    DROP CONSTRAINT downloads_format_check,
    ADD CONSTRAINT downloads_format_check
        CHECK (format IN ('flac', 'wav', 'aiff', 'alac', 'mp3-320', 'mp3-v0', 'aac-256', 'opus-160')),
    DROP CONSTRAINT downloads_state_check,
    ADD CONSTRAINT downloads_state_check CHECK (state IN ('queued', 'ready', 'refused', 'failed')),
    -- What it was made from: names its file in storage after the track has a better master.
    ADD COLUMN master_id uuid REFERENCES masters ON DELETE CASCADE,
    -- Of its bytes, so that a ZIP can be sent from any byte on.
    ADD COLUMN crc32 bigint,
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
UPDATE downloads SET master_id = tracks.master_id FROM tracks WHERE tracks.id = downloads.track_id;
CREATE INDEX downloads_used ON downloads (used_at) WHERE state = 'ready';

-- Of a lossy master: only what is smaller than it is worth making from it.
ALTER TABLE masters ADD COLUMN bitrate_kbps integer;
