-- Files in the newer formats stay in storage, where nothing leads to them any more.
ALTER TABLE masters DROP COLUMN bitrate_kbps;
DELETE FROM downloads WHERE format NOT IN ('flac', 'mp3-320') OR state = 'failed';
ALTER TABLE downloads
    DROP COLUMN master_id,
    DROP COLUMN crc32,
    DROP COLUMN changed_at,
    DROP COLUMN used_at,
    DROP CONSTRAINT downloads_format_check,
    ADD CONSTRAINT downloads_format_check CHECK (format IN ('flac', 'mp3-320')),
    DROP CONSTRAINT downloads_state_check,
    ADD CONSTRAINT downloads_state_check CHECK (state IN ('queued', 'ready', 'refused'));
