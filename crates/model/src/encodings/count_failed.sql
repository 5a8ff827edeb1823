-- How many tracks that are to be made anew (of release $1, or all if it is null) have a job that is not tried again.
SELECT count(DISTINCT tracks.id) AS count
FROM tracks
JOIN encodings ON encodings.id = tracks.encoding_id AND encodings.outdated_at IS NOT NULL
JOIN graphile_worker._private_jobs AS jobs ON jobs.key = 'complete:' || encodings.id
WHERE jobs.attempts >= jobs.max_attempts AND jobs.locked_at IS NULL AND ($1 IS NULL OR tracks.release_id = $1)
