-- Delivery $1 arrived. Gives its host where that was failing until now. A busy server's row is written once a minute only.
WITH done AS (
    UPDATE deliveries SET state = 'delivered', ended_at = now(), leased_until = NULL, last_error = NULL
    WHERE id = $1 AND state = 'waiting'
    RETURNING host
), noted AS (
    INSERT INTO peers AS peer (host, last_delivered_at) SELECT host, now() FROM done
    ON CONFLICT (host) DO UPDATE SET last_delivered_at = now()
    WHERE peer.last_delivered_at IS NULL OR peer.last_delivered_at < now() - interval '1 minute'
)
SELECT done.host FROM done JOIN peers ON peers.host = done.host WHERE peers.failures > 0
