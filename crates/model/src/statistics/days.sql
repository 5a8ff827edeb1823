-- The days from $2 to $3 of the tracks $1, which are all tracks of the object $4. A file that was fetched is a play, but nobody knows
-- how it was heard: it is left out of what is said of starts and ends. The listeners of a day are counted from its listens as long as
-- these are kept; then they stand in the sums.
WITH heard AS (
    SELECT day, sum(plays)::bigint AS plays,
        coalesce(sum(starts) FILTER (WHERE source <> 'podcast'), 0)::bigint AS starts,
        sum(completed)::bigint AS completed, sum(skipped)::bigint AS skipped, sum(heard_ms)::bigint AS heard_ms,
        sum(stalls)::bigint AS stalls, sum(stall_ms)::bigint AS stall_ms,
        sum(delays)::bigint AS delays, sum(start_delay_ms)::bigint AS start_delay_ms
    FROM play_days WHERE track_id = ANY($1) AND day BETWEEN $2 AND $3
    GROUP BY day
), listeners AS (
    SELECT day, sum(listeners)::bigint AS listeners FROM (
        SELECT (started_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT listener) AS listeners
        FROM plays
        WHERE track_id = ANY($1) AND counted_at IS NOT NULL
          AND started_at >= $2::timestamp AT TIME ZONE 'UTC' AND started_at < ($3 + 1)::timestamp AT TIME ZONE 'UTC'
        GROUP BY 1
        UNION ALL
        SELECT day, listeners FROM listener_sums WHERE object_id = $4 AND day BETWEEN $2 AND $3
    ) AS both_kinds
    GROUP BY day
)
SELECT heard.day, plays, coalesce(listeners, 0) AS listeners, starts, completed, skipped, heard_ms, stalls, stall_ms, delays, start_delay_ms
FROM heard LEFT JOIN listeners USING (day)
ORDER BY day
