SELECT tracks.id, tracks.title,
    ARRAY[tracks.artist_name, artists.name, artists.handle] || ARRAY(SELECT name FROM credits
        WHERE credits.release_id = tracks.release_id AND track_id = tracks.id
        GROUP BY name ORDER BY min(position), name LIMIT 40) AS made_by,
    ARRAY[releases.title, releases.label] AS stands_on,
    tracks.isrc AS text, tracks.lyrics, tracks.lyrics_synced,
    array_append(releases.tags, lower(btrim(releases.genre))) AS tags,
    btrim(coalesce(nullif(btrim(releases.place), ''), artists.place)) AS place,
    coalesce(tracks.price_mode, releases.price_mode) AS price, releases.licence,
    extract(year FROM coalesce(releases.release_date, (releases.first_published_at AT TIME ZONE 'UTC')::date,
        (releases.published_at AT TIME ZONE 'UTC')::date))::int AS year,
    releases.kind AS form,
    extract(epoch FROM coalesce(releases.first_published_at, releases.published_at))::bigint AS published_at,
    coalesce((SELECT sum(listeners) FROM listener_sums
        WHERE object_id = tracks.id AND day > current_date - 30), 0)::bigint AS popularity
FROM tracks JOIN releases ON releases.id = tracks.release_id JOIN artists ON artists.id = releases.artist_id
    JOIN searchable ON searchable.kind = 'track' AND searchable.id = tracks.id
WHERE tracks.id = ANY ($1) AND searchable.id = ANY ($1)
