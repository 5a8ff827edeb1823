-- What waits for hosts: of actor $1, or of everybody if it is null.
WITH lanes AS (
    SELECT host, count(*) AS waiting, min(deliveries.created_at) AS oldest, max(last_error) AS last_error
    FROM deliveries
    WHERE state = 'waiting'
      AND ($1 IS NULL OR EXISTS (
          SELECT 1 FROM activities WHERE activities.id = deliveries.activity_id AND activities.actor_id = $1))
    GROUP BY host
)
SELECT lanes.host, waiting, oldest, coalesce(peers.failures, 0) AS failures, peers.failing_since, peers.next_attempt_at,
       coalesce(peers.last_error, lanes.last_error) AS last_error
FROM lanes LEFT JOIN peers ON peers.host = lanes.host
ORDER BY oldest, lanes.host
