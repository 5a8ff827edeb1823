INSERT INTO search_changes (kind, object_id)
SELECT searchable.kind, searchable.id
FROM (SELECT DISTINCT object_id FROM listener_sums WHERE day >= current_date - 1) AS heard
    JOIN searchable ON searchable.kind IN ('artist', 'release', 'track') AND searchable.id = heard.object_id
