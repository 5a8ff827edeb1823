CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    -- The track this file is to mend; null makes a new track.
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    filename text NOT NULL,
    position integer,
    bytes_total bigint NOT NULL CHECK (bytes_total >= 0),
    completed_at timestamptz,
    -- When the worker was done with it. The row stays for a day, so that a client whose last answer was lost learns that
    -- its file arrived and does not send it again.
    finished_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX uploads_release ON uploads (release_id);
CREATE INDEX uploads_expiry ON uploads (expires_at);
