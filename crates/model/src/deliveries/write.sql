-- Writes a row of activity $1 for everything addressed: (inbox, host, actor_host). The two hosts differ where handles are at
-- another domain than the server; the instance must speak to both. A domain's rule holds for everything below it, so each host
-- is looked up with all domains above it. An inbox that comes twice, of handles at two domains, is written once.
, domains AS (
    SELECT inbox, host, actor_host, side, array_to_string(labels[depth:], '.') AS domain
    FROM addressed, LATERAL (VALUES (1, host), (2, actor_host)) AS sides (side, name),
         string_to_array(regexp_replace(name, ':[0-9]+$', ''), '.') AS labels, generate_subscripts(labels, 1) AS depth
    WHERE host IS NOT NULL AND NOT EXISTS (SELECT 1 FROM dead_inboxes WHERE dead_inboxes.inbox = addressed.inbox)
), spoken_to AS (
    SELECT inbox, host
    FROM domains LEFT JOIN domain_blocks USING (domain) LEFT JOIN domain_allows USING (domain)
    GROUP BY inbox, host, actor_host
    HAVING count(*) FILTER (WHERE domain_blocks.severity = 'suspend') = 0
       AND (NOT (SELECT allow_list FROM instance)
            OR count(DISTINCT side) FILTER (WHERE domain_allows.domain IS NOT NULL) = 2)
)
INSERT INTO deliveries (id, activity_id, inbox, host, object)
SELECT gen_random_uuid(), activities.id, spoken_to.inbox, spoken_to.host, activities.object
FROM spoken_to CROSS JOIN activities
WHERE activities.id = $1
ON CONFLICT (activity_id, inbox) DO NOTHING
