ALTER TABLE images DROP COLUMN sha256;
ALTER TABLE releases DROP COLUMN true_peak_dbtp, DROP COLUMN loudness_lufs;
ALTER TABLE renditions DROP COLUMN sha256, DROP COLUMN priming, DROP COLUMN sample_rate;
DROP INDEX encodings_replaced;
ALTER TABLE encodings
    DROP COLUMN replaced_at,
    DROP COLUMN outdated_at,
    DROP COLUMN progressive_mp3_sha256,
    DROP COLUMN progressive_m4a_sha256,
    DROP COLUMN fingerprint,
    DROP COLUMN loudness_blocks,
    DROP COLUMN cuts,
    DROP COLUMN next_master_id,
    DROP COLUMN previous_master_id,
    DROP COLUMN start;
