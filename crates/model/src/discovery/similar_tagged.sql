-- What has any of the tags; the newest are enough where a tag is everybody's.
tagged AS MATERIALIZED (
    SELECT releases.id, releases.artist_id, tags_of(releases.tags, releases.genre) AS tags
    FROM releases
    WHERE tags_of(releases.tags, releases.genre) && (SELECT tags FROM own_tags)
      AND releases.published_at IS NOT NULL AND NOT releases.members_only
    ORDER BY releases.first_published_at DESC, releases.id DESC
    LIMIT 1000
), shared_tags AS (
    SELECT DISTINCT tagged.id AS release_id, tagged.artist_id, tag
    FROM tagged
    CROSS JOIN LATERAL unnest(tagged.tags) AS tag
    WHERE tag = ANY ((SELECT tags FROM own_tags)::text[])
)
