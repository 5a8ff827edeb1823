-- The tracks, or with $3 the releases, that most people heard since $1, at most $2. A listener's word is another one each day: so
-- each counts once a day, and two on the same day are needed to be in.
WITH days AS (
    SELECT CASE WHEN $3 THEN releases.id ELSE tracks.id END AS id, min(releases.first_published_at) AS out_since,
        (plays.counted_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT plays.listener) AS listeners
    FROM plays
    JOIN tracks ON tracks.id = plays.track_id
    JOIN releases ON releases.id = tracks.release_id
    JOIN artists ON artists.id = releases.artist_id
    WHERE plays.counted_at > $1
      AND releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
    GROUP BY 1, 3
)
SELECT id, sum(listeners)::bigint AS listeners
FROM days
GROUP BY id
HAVING max(listeners) >= 2
-- Of two with as many, the one that is out for longer: being published again moves nothing.
ORDER BY 2 DESC, min(out_since) NULLS LAST, id
LIMIT $2
