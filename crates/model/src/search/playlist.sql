SELECT playlists.id, playlists.title,
    array_append(ARRAY(SELECT username FROM actors
        WHERE actors.account_id = playlists.account_id AND actors.deleted_at IS NULL), accounts.name) AS made_by,
    '{}'::text[] AS stands_on, playlists.about AS text, '' AS lyrics, '' AS lyrics_synced, '{}'::text[] AS tags,
    '' AS place, NULL AS price, '' AS licence, NULL::int AS year, '' AS form,
    extract(epoch FROM playlists.created_at)::bigint AS published_at, 0::bigint AS popularity
FROM playlists JOIN accounts ON accounts.id = playlists.account_id
    JOIN searchable ON searchable.kind = 'playlist' AND searchable.id = playlists.id
WHERE playlists.id = ANY ($1) AND searchable.id = ANY ($1)
