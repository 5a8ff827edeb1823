SELECT encodings.master_id, encodings.fingerprint
FROM tracks JOIN encodings ON encodings.id = tracks.encoding_id
WHERE encodings.master_id = $1 AND encodings.fingerprint IS NOT NULL
