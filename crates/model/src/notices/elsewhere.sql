SELECT tracks.id AS track_id, other.title,
       CASE WHEN other.artist_name = '' THEN artists.name ELSE other.artist_name END AS artist,
       releases.title AS release
FROM tracks
JOIN same_recordings ON same_recordings.master_id = tracks.master_id
JOIN tracks AS other ON other.master_id = same_recordings.other_id
JOIN releases ON releases.id = other.release_id
JOIN artists ON artists.id = releases.artist_id
LEFT JOIN artist_members ON artist_members.artist_id = artists.id AND artist_members.account_id = $2
WHERE tracks.release_id = $1
  AND (artist_members.account_id IS NOT NULL 
       OR (releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL))
ORDER BY tracks.id, releases.published_at, other.created_at
