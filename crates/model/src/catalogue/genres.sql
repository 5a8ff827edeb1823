SELECT genre.name,
       count(*) AS releases,
       coalesce(sum((SELECT count(*) FROM tracks WHERE tracks.release_id = releases.id AND tracks.encoding_id IS NOT NULL)), 0)::bigint
           AS tracks
FROM releases
JOIN artists ON artists.id = releases.artist_id
CROSS JOIN LATERAL (
    SELECT DISTINCT lower(trim(word)) AS name FROM unnest(array_append(releases.tags, releases.genre)) AS word WHERE trim(word) <> ''
) AS genre
WHERE artists.suspended_at IS NULL
  AND ((releases.published_at IS NOT NULL AND NOT releases.members_only) OR releases.id = ANY($1))
  AND (NOT $2 OR releases.id = ANY($3))
GROUP BY genre.name
ORDER BY genre.name
LIMIT $4
