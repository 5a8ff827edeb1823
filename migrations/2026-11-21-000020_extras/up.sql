-- Extras: what a release comes with besides its tracks: a booklet, a video, a text, a picture.
-- The bytes are in storage under the id; sha256 and crc32 are those of the bytes.
CREATE TABLE extras (
    id uuid PRIMARY KEY,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 1),
    filename text NOT NULL,
    description text NOT NULL DEFAULT '',
    kind text NOT NULL CHECK (kind IN ('document', 'video', 'image', 'text')),
    media_type text NOT NULL,
    extension text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 bytea NOT NULL,
    crc32 bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX extras_release ON extras (release_id);
CREATE INDEX extras_artist ON extras (artist_id);
