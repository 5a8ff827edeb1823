-- Such files tell whole seconds. Writes listens of tracks that are known by id ($2) or by artist ($3) and title ($4), at $5, into the history of account $1.
WITH told AS (
    SELECT n, track_id, lower(artist) AS artist, lower(title) AS title, at
    FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) WITH ORDINALITY AS listens(track_id, artist, title, at, n)
), here AS (
    SELECT tracks.id, lower(tracks.title) AS title, releases.first_published_at,
        lower(CASE WHEN tracks.artist_name = '' THEN artists.name ELSE tracks.artist_name END) AS artist
    FROM tracks JOIN releases ON releases.id = tracks.release_id JOIN artists ON artists.id = releases.artist_id
    WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
), found AS (
    SELECT DISTINCT ON (n) n, at, id FROM (
        SELECT told.n, told.at, here.id, 0 AS rank, here.first_published_at FROM told JOIN here ON here.id = told.track_id
        UNION ALL
        SELECT told.n, told.at, here.id, 1, here.first_published_at FROM told JOIN here USING (artist, title)
    ) AS matches
    ORDER BY n, rank, first_published_at, id
), added AS (
    INSERT INTO history_entries (id, account_id, track_id, source, played_at)
    SELECT DISTINCT ON (found.id, found.at) gen_random_uuid(), $1, found.id, 'page', found.at
    FROM found
    WHERE NOT EXISTS (
        SELECT FROM history_entries AS before
        WHERE before.account_id = $1 AND before.track_id = found.id AND date_trunc('second', before.played_at) = date_trunc('second', found.at)
    )
    RETURNING 1
)
SELECT (SELECT count(*) FROM found) AS found, (SELECT count(*) FROM added) AS added
