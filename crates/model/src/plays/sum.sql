-- Adds listens that are over to the sums, at $1: those that ended before $2, those of which nothing was heard since $3. With $4 all
-- that began before $2. What was added is marked, so a second run finds nothing.
WITH over AS (
    UPDATE plays SET summed_at = $1
    WHERE summed_at IS NULL
      AND CASE WHEN $4 THEN started_at < $2 ELSE heard_at < $3 OR (ending IS NOT NULL AND heard_at < $2) END
    RETURNING *
), days AS (
    INSERT INTO play_sums (day, track_id, source, device, rung, starts, plays, completed, skipped, heard_ms, stalls, stall_ms, delays, start_delay_ms)
    SELECT (started_at AT TIME ZONE 'UTC')::date, track_id, source, device, rung, count(*), count(counted_at),
        count(*) FILTER (WHERE ending = 'completed'), count(*) FILTER (WHERE ending = 'skipped'),
        sum(heard_ms), sum(stalls), sum(stall_ms), count(start_delay_ms), coalesce(sum(start_delay_ms), 0)
    FROM over WHERE NOT is_own
    GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (day, track_id, source, device, rung) DO UPDATE SET
        starts = play_sums.starts + excluded.starts, plays = play_sums.plays + excluded.plays,
        completed = play_sums.completed + excluded.completed, skipped = play_sums.skipped + excluded.skipped,
        heard_ms = play_sums.heard_ms + excluded.heard_ms, stalls = play_sums.stalls + excluded.stalls,
        stall_ms = play_sums.stall_ms + excluded.stall_ms, delays = play_sums.delays + excluded.delays,
        start_delay_ms = play_sums.start_delay_ms + excluded.start_delay_ms
), leaves AS (
    -- The view still has them as they were before this statement.
    INSERT INTO leave_sums (track_id, day, hundredth, listens)
    SELECT track_id, day, hundredth, count(*) FROM play_leaves WHERE id IN (SELECT id FROM over)
    GROUP BY 1, 2, 3
    ON CONFLICT (track_id, day, hundredth) DO UPDATE SET listens = leave_sums.listens + excluded.listens
)
SELECT count(*) AS listens FROM over
