-- $1 the actor, $2 and $3 the last entry of the page before, $4 how many, $5 the account where there is no actor.
WITH hidden AS MATERIALIZED (
    SELECT target_id AS id FROM actor_blocks WHERE actor_id = $1
    UNION
    SELECT actor_id FROM actor_blocks WHERE target_id = $1 AND kind = 'block'
), followed AS MATERIALIZED (
    SELECT actors.id, actors.artist_id
    FROM follows
    JOIN actors ON actors.id = follows.followed_id
    LEFT JOIN artists ON artists.id = actors.artist_id
    LEFT JOIN accounts ON accounts.id = actors.account_id
    WHERE follows.follower_id = $1 AND follows.state = 'accepted'
      AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL
      AND artists.suspended_at IS NULL AND accounts.suspended_at IS NULL
      AND NOT host_is_refused(actors.host)
      AND actors.id NOT IN (SELECT id FROM hidden)
), tags AS MATERIALIZED (
    SELECT coalesce(array_agg(tag), '{}') AS tags
    FROM tag_follows
    WHERE account_id = coalesce($5, (SELECT actors.account_id FROM actors WHERE actors.id = $1))
), feed AS (
    (SELECT releases.first_published_at AS at, releases.id, NULL::uuid AS boosted_by, releases.id AS release_id,
            NULL::uuid AS track_id, NULL::uuid AS post_id, NULL::uuid AS remote_release_id, NULL::text AS tag
     FROM releases
     JOIN followed ON followed.artist_id = releases.artist_id
     WHERE releases.published_at IS NOT NULL AND NOT releases.members_only
       AND ($2 IS NULL OR (releases.first_published_at, releases.id) < ($2, $3))
     ORDER BY 1 DESC, 2 DESC LIMIT $4)
    UNION ALL
    -- What has a tag they follow, unless it is there for its artist.
    (SELECT releases.first_published_at, releases.id, NULL, releases.id, NULL, NULL, NULL,
            (SELECT min(tag) FROM unnest(tags_of(releases.tags, releases.genre)) AS tag WHERE tag = ANY (tags.tags))
     FROM tags
     JOIN releases ON tags_of(releases.tags, releases.genre) && tags.tags
     JOIN artists ON artists.id = releases.artist_id
     LEFT JOIN actors ON actors.artist_id = artists.id
     WHERE releases.published_at IS NOT NULL AND NOT releases.members_only
       AND artists.suspended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM followed WHERE followed.artist_id = artists.id)
       AND NOT EXISTS (SELECT 1 FROM hidden WHERE hidden.id = actors.id)
       AND ($2 IS NULL OR (releases.first_published_at, releases.id) < ($2, $3))
     ORDER BY 1 DESC, 2 DESC LIMIT $4)
    UNION ALL
    (SELECT remote_releases.published_at, remote_releases.id, NULL, NULL, NULL, NULL, remote_releases.id, NULL
     FROM remote_releases
     JOIN followed ON followed.id = remote_releases.actor_id
     WHERE remote_releases.deleted_at IS NULL
       AND ($2 IS NULL OR (remote_releases.published_at, remote_releases.id) < ($2, $3))
     ORDER BY 1 DESC, 2 DESC LIMIT $4)
    UNION ALL
    (SELECT posts.published_at, posts.id, NULL, NULL, NULL, posts.id, NULL, NULL
     FROM posts
     JOIN followed ON followed.id = posts.actor_id
     WHERE posts.parent_id IS NULL AND posts.release_id IS NULL AND posts.track_id IS NULL
       AND posts.visibility IN ('public', 'unlisted', 'followers')
       AND posts.deleted_at IS NULL AND posts.hidden_at IS NULL
       AND ($2 IS NULL OR (posts.published_at, posts.id) < ($2, $3))
     ORDER BY 1 DESC, 2 DESC LIMIT $4)
    UNION ALL
    (SELECT reactions.created_at, reactions.id, reactions.actor_id, reactions.release_id, reactions.track_id,
            reactions.post_id, NULL, NULL
     FROM reactions
     JOIN followed ON followed.id = reactions.actor_id
     LEFT JOIN posts ON posts.id = reactions.post_id
     LEFT JOIN tracks ON tracks.id = reactions.track_id
     LEFT JOIN releases ON releases.id = coalesce(reactions.release_id, tracks.release_id)
     -- Whose it is that was boosted, a post's author or the actor of a release's artist.
     JOIN actors ON actors.id = coalesce(posts.actor_id, (
          SELECT owner.id FROM actors AS owner WHERE owner.artist_id = releases.artist_id))
     LEFT JOIN artists ON artists.id = actors.artist_id
     LEFT JOIN accounts ON accounts.id = actors.account_id
     WHERE reactions.kind = 'boost'
       AND ($2 IS NULL OR (reactions.created_at, reactions.id) < ($2, $3))
       AND (releases.published_at IS NOT NULL AND NOT releases.members_only
            OR posts.visibility IN ('public', 'unlisted') AND posts.deleted_at IS NULL AND posts.hidden_at IS NULL)
       AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL
       AND artists.suspended_at IS NULL AND accounts.suspended_at IS NULL
       AND NOT host_is_refused(actors.host)
       AND actors.id NOT IN (SELECT id FROM hidden)
     ORDER BY 1 DESC, 2 DESC LIMIT $4)
)
SELECT at, id, boosted_by, release_id, track_id, post_id, remote_release_id, tag
FROM feed
ORDER BY at DESC, id DESC
LIMIT $4
