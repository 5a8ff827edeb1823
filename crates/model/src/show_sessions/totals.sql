-- Of a show $1: how many listen, the most that did at one time, how many listens there were, and how long they last.
WITH listens AS (
    SELECT began_at, heard_at, ended_at, coalesce(ended_at, heard_at) AS until FROM show_sessions WHERE show_id = $1
), steps AS (
    -- Who goes at the moment that another comes is not counted beside them.
    SELECT sum(step) OVER (ORDER BY at, step ROWS UNBOUNDED PRECEDING) AS listeners
    FROM (
        SELECT began_at AS at, 1 AS step FROM listens
        UNION ALL SELECT ended_at, -1 FROM listens WHERE ended_at > began_at
    ) AS turns
)
SELECT
    (SELECT count(*) FROM listens WHERE ended_at IS NULL) AS now,
    coalesce((SELECT max(listeners) FROM steps), 0)::bigint AS peak,
    (SELECT count(*) FROM listens) AS listens,
    coalesce((SELECT round(avg(extract(epoch FROM until - began_at))) FROM listens), 0)::bigint AS average_seconds
