-- How many listened to show $1 at some 120 moments from the first listen to the last, at least a minute apart.
WITH bounds AS (
    SELECT date_trunc('minute', min(began_at)) AS first, max(coalesce(ended_at, heard_at)) AS last
    FROM show_sessions WHERE show_id = $1
), moments AS (
    SELECT generate_series(first, last, greatest(interval '1 minute', (last - first) / 120)) AS at
    FROM bounds WHERE first IS NOT NULL
)
SELECT at, (
    SELECT count(*) FROM show_sessions
    WHERE show_id = $1 AND began_at < at + interval '1 minute' AND coalesce(ended_at, heard_at) >= at
) AS listeners
FROM moments ORDER BY at
