SELECT releases.id, releases.title,
    ARRAY[artists.name, artists.handle] || ARRAY(SELECT name FROM credits WHERE release_id = releases.id
        GROUP BY name ORDER BY min(position), name LIMIT 40) AS made_by,
    ARRAY[releases.label] AS stands_on,
    concat_ws(E'\n', releases.catalogue_number, releases.upc,
        (SELECT string_agg(title, E'\n' ORDER BY position) FROM tracks WHERE release_id = releases.id AND encoding_id IS NOT NULL),
        releases.about) AS text,
    '' AS lyrics, '' AS lyrics_synced,
    array_append(releases.tags, lower(btrim(releases.genre))) AS tags,
    btrim(coalesce(nullif(btrim(releases.place), ''), artists.place)) AS place,
    releases.price_mode AS price, releases.licence,
    extract(year FROM coalesce(releases.release_date, (releases.first_published_at AT TIME ZONE 'UTC')::date,
        (releases.published_at AT TIME ZONE 'UTC')::date))::int AS year,
    releases.kind AS form,
    extract(epoch FROM coalesce(releases.first_published_at, releases.published_at))::bigint AS published_at,
    coalesce((SELECT sum(listeners) FROM listener_sums
        WHERE object_id = releases.id AND day > current_date - 30), 0)::bigint AS popularity
FROM releases JOIN artists ON artists.id = releases.artist_id
    JOIN searchable ON searchable.kind = 'release' AND searchable.id = releases.id
WHERE releases.id = ANY ($1) AND searchable.id = ANY ($1)
