SELECT shows.id, shows.title, ARRAY[artists.name, artists.handle] AS made_by, '{}'::text[] AS stands_on,
    shows.about AS text, '' AS lyrics, '' AS lyrics_synced, '{}'::text[] AS tags,
    btrim(artists.place) AS place, NULL AS price, '' AS licence,
    extract(year FROM coalesce(shows.started_at, shows.starts_at, shows.created_at) AT TIME ZONE 'UTC')::int AS year,
    shows.kind AS form,
    extract(epoch FROM shows.created_at)::bigint AS published_at, 0::bigint AS popularity
FROM shows JOIN artists ON artists.id = shows.artist_id
    JOIN searchable ON searchable.kind = 'show' AND searchable.id = shows.id
WHERE shows.id = ANY ($1) AND searchable.id = ANY ($1)
