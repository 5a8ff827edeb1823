-- $1 the last label of the part before, $2 how many.
SELECT label.id, counted.artists, counted.releases
FROM artists AS label
CROSS JOIN LATERAL (
    SELECT count(DISTINCT artists.id) FILTER (WHERE artists.id <> label.id) AS artists, count(releases.id) AS releases
    FROM (SELECT label.id AS artist_id
          UNION ALL
          SELECT roster_entries.artist_id FROM roster_entries WHERE roster_entries.label_id = label.id) AS house
    JOIN artists ON artists.id = house.artist_id AND artists.suspended_at IS NULL
    LEFT JOIN releases ON releases.artist_id = artists.id AND releases.published_at IS NOT NULL AND NOT releases.members_only
) AS counted
WHERE label.kind = 'label' AND label.suspended_at IS NULL AND counted.artists + counted.releases > 0
  AND ($1 IS NULL OR (lower(label.name), label.id) > (
       SELECT lower(before.name), before.id FROM artists AS before WHERE before.id = $1))
ORDER BY lower(label.name), label.id
LIMIT $2
