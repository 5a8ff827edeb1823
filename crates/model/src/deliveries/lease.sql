-- Leases up to $1 deliveries for $5 seconds, at most $2 of a lane at once, none of lanes $3, the lanes by name from behind $4
-- round to $4. Lanes are found by hopping through the index from one host to the next, and only as many as are needed: what
-- waits for a host that does not answer costs one hop, however much it is.
WITH RECURSIVE behind AS (
    (SELECT host FROM deliveries WHERE state = 'waiting' AND host > $4 ORDER BY host LIMIT 1)
    UNION ALL
    SELECT (SELECT host FROM deliveries WHERE state = 'waiting' AND host > behind.host ORDER BY host LIMIT 1)
    FROM behind WHERE behind.host IS NOT NULL
), before AS (
    (SELECT host FROM deliveries WHERE state = 'waiting' AND host <= $4 ORDER BY host LIMIT 1)
    UNION ALL
    SELECT (SELECT host FROM deliveries WHERE state = 'waiting' AND host > before.host AND host <= $4 ORDER BY host LIMIT 1)
    FROM before WHERE before.host IS NOT NULL
), lanes AS (
    SELECT host FROM behind WHERE host IS NOT NULL UNION ALL SELECT host FROM before WHERE host IS NOT NULL
), due AS MATERIALIZED (
    SELECT delivery.id
    FROM lanes
    CROSS JOIN LATERAL (
        SELECT count(*) AS leased FROM deliveries
        WHERE deliveries.host = lanes.host AND state = 'waiting' AND leased_until IS NOT NULL AND leased_until > now()
    ) AS lane
    CROSS JOIN LATERAL (
        SELECT waiting.id FROM deliveries AS waiting
        WHERE waiting.host = lanes.host AND waiting.state = 'waiting' AND waiting.next_attempt_at <= now()
          -- It is the first of its line. A join would be planned over everything that waits.
          AND waiting.activity_id = (
              SELECT activity_id FROM deliveries AS line
              WHERE line.inbox = waiting.inbox AND line.object = waiting.object AND line.state = 'waiting'
              ORDER BY activity_id LIMIT 1
          )
        ORDER BY waiting.next_attempt_at, waiting.activity_id
        LIMIT greatest($2 - lane.leased, 0)
        FOR UPDATE SKIP LOCKED
    ) AS delivery
    WHERE lanes.host <> ALL ($3)
      AND coalesce((SELECT next_attempt_at FROM peers WHERE peers.host = lanes.host), '-infinity') <= now()
    LIMIT $1
), leased AS (
    UPDATE deliveries
    SET leased_until = now() + make_interval(secs => $5), next_attempt_at = now() + make_interval(secs => $5),
        attempts = attempts + 1
    FROM due WHERE deliveries.id = due.id
    RETURNING deliveries.id, deliveries.activity_id, deliveries.inbox, deliveries.host, deliveries.attempts
)
SELECT leased.*, activities.actor_id, activities.body, actor_keys.id AS key_id
FROM leased JOIN activities ON activities.id = leased.activity_id
LEFT JOIN actor_keys ON actor_keys.actor_id = activities.actor_id AND actor_keys.retired_at IS NULL
ORDER BY leased.host <= $4, leased.host, leased.activity_id
