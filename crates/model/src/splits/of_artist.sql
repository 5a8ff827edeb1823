SELECT splits.id, splits.release_id, releases.title AS release_title, tracks.title AS track_title,
       splits.artist_id = $1 AS gives, other.handle AS other_handle, other.name AS other_name,
       splits.share_bp, splits.reason, splits.state, splits.starts_on, splits.ends_on, splits.answered_at
FROM splits
JOIN releases ON releases.id = splits.release_id
LEFT JOIN tracks ON tracks.id = splits.track_id
JOIN artists other ON other.id = CASE WHEN splits.artist_id = $1 THEN splits.payee_id ELSE splits.artist_id END
WHERE splits.artist_id = $1 OR splits.payee_id = $1
ORDER BY splits.created_at DESC, splits.id DESC
