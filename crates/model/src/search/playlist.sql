SELECT playlists.id, playlists.title,
    array_append(ARRAY(SELECT username FROM actors
        WHERE actors.account_id = playlists.account_id AND actors.deleted_at IS NULL), accounts.name) AS made_by,
    '{}'::text[] AS stands_on,
    concat_ws(E'\n', playlists.about, (SELECT string_agg(title, E'\n' ORDER BY position) FROM (
        -- Only those that everybody may see: a title that is not out yet is found nowhere.
        SELECT tracks.title, playlist_entries.position FROM playlist_entries JOIN tracks ON tracks.id = track_id
            JOIN searchable AS open ON open.kind = 'track' AND open.id = track_id
        WHERE playlist_id = playlists.id ORDER BY playlist_entries.position LIMIT 500) AS listed)) AS text,
    '' AS lyrics, '' AS lyrics_synced, '{}'::text[] AS tags,
    '' AS place, NULL AS price, '' AS licence, NULL::int AS year, '' AS form,
    extract(epoch FROM playlists.created_at)::bigint AS published_at, 0::bigint AS popularity
FROM playlists JOIN accounts ON accounts.id = playlists.account_id
    JOIN searchable ON searchable.kind = 'playlist' AND searchable.id = playlists.id
WHERE playlists.id = ANY ($1) AND searchable.id = ANY ($1)
