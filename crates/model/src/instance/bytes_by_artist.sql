SELECT artist_id, sum(bytes)::bigint AS bytes
FROM (
  SELECT artist_id, bytes FROM masters
  UNION ALL
  SELECT artist_id, bytes FROM extras
  UNION ALL
  SELECT artist_id, bytes_total FROM uploads WHERE expires_at > now() AND finished_at IS NULL
) AS taken
WHERE artist_id = ANY ($1)
GROUP BY artist_id
