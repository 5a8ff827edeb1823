SELECT actors.id, coalesce(nullif(btrim(actors.name), ''), actors.username) AS title,
    ARRAY[actors.username, actors.host] AS made_by, '{}'::text[] AS stands_on,
    regexp_replace(actors.summary, '<[^>]*>', ' ', 'g') AS text, '' AS lyrics, '' AS lyrics_synced,
    ARRAY(SELECT DISTINCT lower(tag) FROM remote_releases, unnest(remote_releases.tags) AS tag
        WHERE actor_id = actors.id AND remote_releases.deleted_at IS NULL LIMIT 40) AS tags,
    '' AS place, NULL AS price, '' AS licence, NULL::int AS year,
    CASE actors.kind WHEN 'organization' THEN 'label' ELSE '' END AS form,
    extract(epoch FROM actors.created_at)::bigint AS published_at, 0::bigint AS popularity
FROM actors JOIN searchable ON searchable.kind = 'remote_artist' AND searchable.id = actors.id
WHERE actors.id = ANY ($1) AND searchable.id = ANY ($1)
