-- Writes a row of activity $1 for everything addressed: (inbox, host, actor_host). The two hosts differ where handles are at
-- another domain than the server; the instance must speak to both, by the same rule as everywhere. An inbox that comes twice, of
-- handles at two domains, is written once.
, hosts AS (
    SELECT host FROM addressed WHERE host IS NOT NULL UNION SELECT actor_host FROM addressed WHERE actor_host IS NOT NULL
), refused AS MATERIALIZED (
    SELECT host FROM hosts WHERE host_is_refused(host)
), spoken_to AS (
    SELECT DISTINCT inbox, host
    FROM addressed
    WHERE host IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM dead_inboxes WHERE dead_inboxes.inbox = addressed.inbox)
      AND NOT EXISTS (SELECT 1 FROM refused WHERE refused.host IN (addressed.host, addressed.actor_host))
)
INSERT INTO deliveries (id, activity_id, inbox, host, object)
SELECT gen_random_uuid(), activities.id, spoken_to.inbox, spoken_to.host, activities.object
FROM spoken_to CROSS JOIN activities
WHERE activities.id = $1
ON CONFLICT (activity_id, inbox) DO NOTHING
