-- $1 the release, $2 how many. {tagged} and {scored} stand for similar_tagged.sql and similar_scored.sql.
WITH own AS MATERIALIZED (
    SELECT releases.id, releases.artist_id, tags_of(releases.tags, releases.genre) AS tags,
           lower(btrim(releases.label)) AS label, btrim(releases.label) AS label_name, artists.name AS artist_name
    FROM releases
    JOIN artists ON artists.id = releases.artist_id
    WHERE releases.id = $1 AND releases.published_at IS NOT NULL AND NOT releases.members_only
      AND artists.suspended_at IS NULL
), own_tags AS (
    SELECT tags FROM own
), people AS MATERIALIZED (
    -- Who is on it: those who are credited, and whose it is.
    SELECT name, min(shown) AS shown, array_agg(DISTINCT role) AS roles, bool_or(made) AS made
    FROM (
        SELECT lower(btrim(credits.name)) AS name, btrim(credits.name) AS shown, lower(btrim(credits.role)) AS role,
               false AS made
        FROM credits
        WHERE credits.release_id = (SELECT id FROM own)
        UNION ALL
        SELECT lower(btrim(artist_name)), btrim(artist_name), '', true FROM own
    ) AS named
    WHERE name <> ''
    GROUP BY name
), {tagged}, alike AS (
    SELECT DISTINCT release_id AS id, tag FROM shared_tags WHERE artist_id <> (SELECT artist_id FROM own)
), met AS (
    SELECT credits.release_id AS id, people.name, people.shown,
           CASE WHEN lower(btrim(credits.role)) = ANY (people.roles) THEN nullif(btrim(credits.role), '') END AS role,
           people.made
    FROM credits
    JOIN people ON people.name = lower(btrim(credits.name))
    UNION ALL
    SELECT releases.id, people.name, people.shown, NULL, true
    FROM people
    JOIN artists ON lower(btrim(artists.name)) = people.name
    JOIN releases ON releases.artist_id = artists.id
    WHERE NOT people.made
), labelled AS (
    SELECT releases.id, own.label_name AS label
    FROM own
    JOIN releases ON lower(btrim(releases.label)) = own.label AND releases.label <> ''
    WHERE own.label <> ''
    UNION ALL
    SELECT releases.id, label.name
    FROM own
    JOIN roster_entries AS mine ON mine.artist_id = own.artist_id
    JOIN roster_entries AS theirs ON theirs.label_id = mine.label_id
    JOIN artists AS label ON label.id = mine.label_id AND label.suspended_at IS NULL
    JOIN releases ON releases.artist_id = theirs.artist_id
), {scored}
SELECT releases.id, scored.reasons
FROM scored
JOIN releases ON releases.id = scored.id
JOIN artists ON artists.id = releases.artist_id
WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
  AND releases.artist_id <> (SELECT artist_id FROM own)
ORDER BY scored.score DESC, releases.first_published_at DESC, releases.id
LIMIT $2
