SELECT remote_releases.id, remote_releases.title,
    ARRAY[coalesce(nullif(btrim(actors.name), ''), actors.username), actors.username, actors.host] AS made_by,
    '{}'::text[] AS stands_on,
    concat_ws(E'\n', (SELECT string_agg(track ->> 'title', E'\n') FROM jsonb_array_elements(
            CASE jsonb_typeof(remote_releases.tracks) WHEN 'array' THEN remote_releases.tracks ELSE '[]' END) AS track),
        regexp_replace(remote_releases.about, '<[^>]*>', ' ', 'g')) AS text,
    '' AS lyrics, '' AS lyrics_synced,
    ARRAY(SELECT lower(tag) FROM unnest(remote_releases.tags) AS tag) AS tags,
    '' AS place, NULL AS price, coalesce(remote_releases.licence_url, '') AS licence,
    extract(year FROM remote_releases.published_at AT TIME ZONE 'UTC')::int AS year, '' AS form,
    extract(epoch FROM remote_releases.published_at)::bigint AS published_at, 0::bigint AS popularity
FROM remote_releases JOIN actors ON actors.id = remote_releases.actor_id
    JOIN searchable ON searchable.kind = 'remote_release' AND searchable.id = remote_releases.id
WHERE remote_releases.id = ANY ($1) AND searchable.id = ANY ($1)
