-- $1 the playlists. Only tracks of releases that everybody may see are counted and pictured.
WITH shown AS (
    SELECT playlist_entries.playlist_id, playlist_entries.position, releases.cover_id, masters.duration_ms
    FROM playlist_entries
    JOIN tracks ON tracks.id = playlist_entries.track_id
    JOIN releases ON releases.id = tracks.release_id
    JOIN artists ON artists.id = releases.artist_id
    LEFT JOIN encodings ON encodings.id = tracks.encoding_id
    LEFT JOIN masters ON masters.id = encodings.master_id
    WHERE playlist_entries.playlist_id = ANY ($1)
      AND releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
), counted AS (
    SELECT playlist_id, count(*) AS tracks, coalesce(sum(duration_ms), 0)::bigint AS duration_ms
    FROM shown
    GROUP BY playlist_id
), first_covers AS (
    SELECT playlist_id, cover_id, min(position) AS position,
           row_number() OVER (PARTITION BY playlist_id ORDER BY min(position)) AS place
    FROM shown
    WHERE cover_id IS NOT NULL
    GROUP BY playlist_id, cover_id
), pictured AS (
    SELECT playlist_id, array_agg(cover_id ORDER BY position) AS covers
    FROM first_covers
    WHERE place <= 4
    GROUP BY playlist_id
)
SELECT playlists.id, accounts.name AS owner, coalesce(counted.tracks, 0) AS tracks,
       coalesce(counted.duration_ms, 0) AS duration_ms, coalesce(pictured.covers, '{}') AS covers
FROM playlists
JOIN accounts ON accounts.id = playlists.account_id
LEFT JOIN counted ON counted.playlist_id = playlists.id
LEFT JOIN pictured ON pictured.playlist_id = playlists.id
WHERE playlists.id = ANY ($1)
