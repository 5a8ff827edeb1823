-- $1 the artist, $2 how many. {tagged} and {scored} stand for similar_tagged.sql and similar_scored.sql.
WITH public AS NOT MATERIALIZED (
    SELECT releases.id, releases.artist_id, tags_of(releases.tags, releases.genre) AS tags, btrim(releases.label) AS label,
           lower(btrim(releases.label)) AS label_key, releases.label AS label_as_it_is
    FROM releases
    JOIN artists ON artists.id = releases.artist_id
    WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
), own AS MATERIALIZED (
    SELECT * FROM public WHERE artist_id = $1
), own_tags AS MATERIALIZED (
    SELECT coalesce(array_agg(DISTINCT tag), '{}') AS tags FROM own CROSS JOIN LATERAL unnest(own.tags) AS tag
), people AS MATERIALIZED (
    SELECT name, min(shown) AS shown, array_agg(DISTINCT role) AS roles, bool_or(made) AS made
    FROM (
        SELECT lower(btrim(credits.name)) AS name, btrim(credits.name) AS shown, lower(btrim(credits.role)) AS role,
               false AS made
        FROM credits
        JOIN own ON own.id = credits.release_id
        UNION ALL
        SELECT lower(btrim(name)), btrim(name), '', true FROM artists WHERE id = $1
    ) AS named
    WHERE name <> ''
    GROUP BY name
), {tagged}, alike AS (
    SELECT DISTINCT artist_id AS id, tag FROM shared_tags WHERE artist_id <> $1
), met AS (
    SELECT public.artist_id AS id, people.name, people.shown,
           CASE WHEN lower(btrim(credits.role)) = ANY (people.roles) THEN nullif(btrim(credits.role), '') END AS role,
           people.made
    FROM people
    JOIN credits ON people.name = lower(btrim(credits.name))
    JOIN public ON public.id = credits.release_id
    UNION ALL
    SELECT artists.id, people.name, people.shown, NULL, true
    FROM people
    JOIN artists ON lower(btrim(artists.name)) = people.name
    WHERE NOT people.made
), labelled AS (
    SELECT public.artist_id AS id, own.label
    FROM own
    JOIN public ON public.label_key = own.label_key AND public.label_as_it_is <> ''
    WHERE own.label <> ''
    UNION ALL
    SELECT theirs.artist_id, label.name
    FROM roster_entries AS mine
    JOIN roster_entries AS theirs ON theirs.label_id = mine.label_id
    JOIN artists AS label ON label.id = mine.label_id AND label.suspended_at IS NULL
    WHERE mine.artist_id = $1
), {scored}
SELECT artists.id, scored.reasons
FROM scored
JOIN artists ON artists.id = scored.id
WHERE artists.id <> $1 AND artists.suspended_at IS NULL
  AND EXISTS (
      SELECT 1 FROM releases
      WHERE releases.artist_id = artists.id AND releases.published_at IS NOT NULL AND NOT releases.members_only)
  -- A label and its artists are told of on their pages anyway.
  AND NOT EXISTS (
      SELECT 1 FROM roster_entries
      WHERE label_id = artists.id AND artist_id = $1 OR label_id = $1 AND artist_id = artists.id)
ORDER BY scored.score DESC, artists.id
LIMIT $2
