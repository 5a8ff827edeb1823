-- Delivery $1 did not arrive because of $2 and is tried again at $3; nothing behind it in its line goes before.
WITH again AS (
    UPDATE deliveries SET next_attempt_at = $3, leased_until = NULL, last_error = $2
    WHERE id = $1 AND state = 'waiting'
    RETURNING id, activity_id, inbox, object
)
UPDATE deliveries SET next_attempt_at = $3
FROM again
WHERE deliveries.inbox = again.inbox AND deliveries.object = again.object AND deliveries.state = 'waiting'
  AND deliveries.activity_id > again.activity_id AND deliveries.next_attempt_at < $3
