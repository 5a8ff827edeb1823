SELECT artists.id, artists.name AS title, ARRAY[artists.handle] AS made_by,
    ARRAY(SELECT labels.name FROM roster_entries JOIN artists AS labels ON labels.id = roster_entries.label_id
        WHERE roster_entries.artist_id = artists.id AND labels.suspended_at IS NULL ORDER BY labels.name LIMIT 10) AS stands_on,
    artists.bio AS text, '' AS lyrics, '' AS lyrics_synced,
    ARRAY(SELECT DISTINCT tag FROM releases, unnest(array_append(releases.tags, lower(btrim(releases.genre)))) AS tag
        WHERE releases.artist_id = artists.id AND releases.published_at IS NOT NULL AND NOT releases.members_only
            AND tag <> '' ORDER BY tag LIMIT 40) AS tags,
    btrim(artists.place) AS place, NULL AS price, '' AS licence, NULL::int AS year, artists.kind AS form,
    extract(epoch FROM artists.created_at)::bigint AS published_at,
    coalesce((SELECT sum(listeners) FROM listener_sums
        WHERE object_id = artists.id AND day > current_date - 30), 0)::bigint AS popularity
FROM artists JOIN searchable ON searchable.kind = 'artist' AND searchable.id = artists.id
WHERE artists.id = ANY ($1) AND searchable.id = ANY ($1)
