-- $1 a tag, $2 the parts of a place, $3 a label, $4 a kind, $5 whether only what is lossless, $6 and $7 the last entry of the part
-- before, $8 how many.
WITH found AS (
    (SELECT releases.first_published_at AS at, releases.id, false AS is_remote
     FROM releases
     JOIN artists ON artists.id = releases.artist_id
     WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
       AND ($1 IS NULL OR tags_of(releases.tags, releases.genre) @> ARRAY[$1::text])
       AND ($2 IS NULL
            OR place_parts(CASE WHEN btrim(releases.place) = '' THEN artists.place ELSE releases.place END) @> $2)
       AND ($3 IS NULL OR lower(btrim(releases.label)) = $3)
       AND ($4 IS NULL OR releases.kind = $4)
       AND (NOT $5 OR NOT EXISTS (
            SELECT 1 FROM tracks LEFT JOIN masters ON masters.id = tracks.master_id
            WHERE tracks.release_id = releases.id AND masters.lossless IS NOT TRUE))
       AND ($6 IS NULL OR (releases.first_published_at, releases.id) < ($6, $7))
     ORDER BY releases.first_published_at DESC, releases.id DESC LIMIT $8)
    UNION ALL
    (SELECT least(remote_releases.published_at, remote_releases.created_at), remote_releases.id, true
     FROM remote_releases
     JOIN actors ON actors.id = remote_releases.actor_id
     WHERE $2 IS NULL AND $3 IS NULL AND $4 IS NULL AND NOT $5
       AND ($1 IS NULL OR EXISTS (SELECT 1 FROM unnest(remote_releases.tags) AS tag WHERE lower(tag) = $1))
       AND remote_releases.deleted_at IS NULL
       AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL
       AND NOT host_is_refused(actors.host) AND severity_over(actors.host) IS DISTINCT FROM 'silence'
       AND ($6 IS NULL
            OR (least(remote_releases.published_at, remote_releases.created_at), remote_releases.id) < ($6, $7))
     ORDER BY 1 DESC, 2 DESC LIMIT $8)
)
SELECT at, id, is_remote
FROM found
ORDER BY at DESC, id DESC
LIMIT $8
