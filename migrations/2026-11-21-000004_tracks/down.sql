ALTER TABLE tracks DROP COLUMN master_id, DROP COLUMN encoding_id;
DROP TABLE downloads, credits, renditions, encodings, masters, tracks;
