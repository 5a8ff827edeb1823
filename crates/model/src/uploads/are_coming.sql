-- Whether more of release $1 is on its way. Bytes that have stood still for ten minutes and files that have waited for an
-- hour are not waited for; $2 is how many hours an upload is kept after its last byte.
SELECT EXISTS (
    SELECT 1 FROM uploads
    WHERE release_id = $1 AND finished_at IS NULL
      AND CASE WHEN completed_at IS NULL
          THEN expires_at > now() + make_interval(hours => $2) - interval '10 minutes'
          ELSE completed_at > now() - interval '1 hour' END
) OR EXISTS (
    SELECT 1 FROM tracks LEFT JOIN encodings ON encodings.id = tracks.encoding_id
    WHERE tracks.release_id = $1 AND tracks.state <> 'refused' AND tracks.master_id IS NOT NULL
      AND encodings.master_id IS DISTINCT FROM tracks.master_id
) AS coming
