SELECT encodings.master_id, encodings.fingerprint
FROM masters AS own
JOIN masters ON abs(masters.duration_ms - own.duration_ms) <= $2 AND masters.track_id <> own.track_id
JOIN tracks ON tracks.id = masters.track_id
JOIN encodings ON encodings.id = tracks.encoding_id AND encodings.master_id = masters.id
WHERE own.id = $1 AND encodings.fingerprint IS NOT NULL AND masters.id > $3
ORDER BY masters.id
LIMIT $4
