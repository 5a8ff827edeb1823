-- The newest $2 things of each kind that everybody may see and whose names have every pattern of $1.
WITH named (kind, id, said, since, nth) AS (
    SELECT 'artist', id, concat_ws(' ', name, handle), created_at, 0 FROM artists
    UNION ALL
    SELECT 'release', releases.id,
        concat_ws(' ', releases.title, artists.name, releases.genre, releases.label, array_to_string(releases.tags, ' ')),
        releases.first_published_at, 0
    FROM releases JOIN artists ON artists.id = releases.artist_id
    UNION ALL
    SELECT 'track', tracks.id, concat_ws(' ', tracks.title, tracks.artist_name, artists.name),
        releases.first_published_at, tracks.position
    FROM tracks JOIN releases ON releases.id = tracks.release_id JOIN artists ON artists.id = releases.artist_id
    UNION ALL
    SELECT 'show', shows.id, concat_ws(' ', shows.title, artists.name), shows.created_at, 0
    FROM shows JOIN artists ON artists.id = shows.artist_id
    UNION ALL
    SELECT 'playlist', playlists.id, concat_ws(' ', playlists.title, accounts.name), playlists.created_at, 0
    FROM playlists JOIN accounts ON accounts.id = playlists.account_id
    UNION ALL
    SELECT 'remote_artist', id, concat_ws(' ', name, username, host), created_at, 0 FROM actors WHERE host IS NOT NULL
    UNION ALL
    SELECT 'remote_release', remote_releases.id,
        concat_ws(' ', remote_releases.title, actors.name, actors.username, array_to_string(remote_releases.tags, ' ')),
        remote_releases.published_at, 0
    FROM remote_releases JOIN actors ON actors.id = remote_releases.actor_id
), found AS (
    SELECT named.kind, named.id,
        row_number() OVER (PARTITION BY named.kind ORDER BY since DESC NULLS LAST, nth, named.id DESC) AS place
    FROM named JOIN searchable ON searchable.kind = named.kind AND searchable.id = named.id
    WHERE said ILIKE ALL ($1)
)
SELECT kind, id FROM found WHERE place <= $2 ORDER BY place
