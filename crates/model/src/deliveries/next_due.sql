-- The earliest moment at which anything waiting is due that is the first of its line.
WITH RECURSIVE lanes AS (
    (SELECT host FROM deliveries WHERE state = 'waiting' ORDER BY host LIMIT 1)
    UNION ALL
    SELECT (SELECT host FROM deliveries WHERE state = 'waiting' AND host > lanes.host ORDER BY host LIMIT 1)
    FROM lanes WHERE lanes.host IS NOT NULL
)
SELECT min(greatest(first.next_attempt_at, peers.next_attempt_at)) AS due_at
FROM lanes
LEFT JOIN peers ON peers.host = lanes.host
CROSS JOIN LATERAL (
    SELECT next_attempt_at FROM deliveries AS waiting
    WHERE waiting.host = lanes.host AND waiting.state = 'waiting'
      AND waiting.activity_id = (
          SELECT activity_id FROM deliveries AS line
          WHERE line.inbox = waiting.inbox AND line.object = waiting.object AND line.state = 'waiting'
          ORDER BY activity_id LIMIT 1
      )
    ORDER BY waiting.next_attempt_at LIMIT 1
) AS first
