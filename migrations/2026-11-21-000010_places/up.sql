-- Where a track stood in its release when it was encoded: frames of the release before it, at the encoding's rate, and the
-- masters whose sound the encoder heard before and after it. They are no foreign keys: a neighbour that is gone is not the
-- same as none.
ALTER TABLE encodings
    ADD COLUMN start bigint NOT NULL DEFAULT 0 CHECK (start >= 0),
    ADD COLUMN previous_master_id uuid,
    ADD COLUMN next_master_id uuid,
    -- Lengths of the segments as heard, in frames at the encoding's rate: [[length, how many in a row], …].
    ADD COLUMN cuts jsonb NOT NULL DEFAULT '[]',
    -- Gating blocks of 400 ms: [[tenths of LUFS, how many], …], for the loudness of a whole album.
    ADD COLUMN loudness_blocks jsonb,
    -- Chromaprint, 32-bit words, little-endian.
    ADD COLUMN fingerprint bytea,
    -- SHA-256 of the progressive m4a, then of the MP3.
    ADD COLUMN progressive_m4a_sha256 bytea,
    ADD COLUMN progressive_mp3_sha256 bytea,
    -- Since when the ladder is to be made anew, though the master and the place are as they were.
    ADD COLUMN outdated_at timestamptz,
    -- Since when the track plays from another encoding.
    ADD COLUMN replaced_at timestamptz;
CREATE INDEX encodings_replaced ON encodings (replaced_at) WHERE replaced_at IS NOT NULL;

ALTER TABLE renditions
    ADD COLUMN sample_rate integer NOT NULL DEFAULT 0,
    ADD COLUMN priming integer NOT NULL DEFAULT 0,
    -- SHA-256 of all its files in order: the init segment, then the media segments.
    ADD COLUMN sha256 bytea;
UPDATE renditions SET sample_rate = encodings.sample_rate, priming = encodings.priming
    FROM encodings WHERE encodings.id = renditions.encoding_id;

ALTER TABLE releases
    ADD COLUMN loudness_lufs double precision,
    ADD COLUMN true_peak_dbtp double precision;

-- SHA-256 of all sizes in order.
ALTER TABLE images ADD COLUMN sha256 bytea;
