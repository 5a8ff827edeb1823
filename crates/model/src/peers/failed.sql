-- Host $1 did not answer at $3 because of $2. The wait grows by a quarter each time; 1.25 ^ 36 times 30 seconds is a day.
INSERT INTO peers AS peer (host, failures, failing_since, next_attempt_at, last_error)
VALUES ($1, 1, $3, $3 + interval '30 seconds', $2)
ON CONFLICT (host) DO UPDATE SET
    failures = CASE WHEN peer.next_attempt_at > $3 THEN peer.failures ELSE peer.failures + 1 END,
    failing_since = coalesce(peer.failing_since, $3),
    next_attempt_at = CASE
        WHEN peer.next_attempt_at > $3 THEN peer.next_attempt_at
        ELSE $3 + least(interval '30 seconds' * power(1.25, least(peer.failures, 50)), interval '1 day')
    END,
    last_error = $2
RETURNING next_attempt_at
