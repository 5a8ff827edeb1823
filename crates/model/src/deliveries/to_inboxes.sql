-- To the inboxes $2.
WITH asked AS (
    SELECT DISTINCT inbox, lower(substring(inbox FROM '^https?://(?:[^/?#@]*@)?([^/?#]+)')) AS host
    FROM unnest($2) AS inbox
), addressed AS (
    SELECT inbox, host, host AS actor_host FROM asked
)
