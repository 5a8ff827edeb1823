-- Every post of a thread, on a release, on a track, or below a post, with what decides whether the viewer sees it.
WITH RECURSIVE below AS (
    SELECT id FROM posts WHERE parent_id = $3
    UNION
    SELECT posts.id FROM posts JOIN below ON posts.parent_id = below.id
), thread AS MATERIALIZED (
    SELECT * FROM posts
    WHERE release_id = $1 OR track_id = $2 OR id IN (SELECT id FROM below)
    ORDER BY published_at, id
    LIMIT $5
), authors AS MATERIALIZED (
    SELECT actors.id,
           actors.deleted_at IS NOT NULL AS gone,
           actors.suspended_at IS NULL AND artists.suspended_at IS NULL AND accounts.suspended_at IS NULL
           AND NOT host_is_refused(actors.host)
           AND (severity_over(actors.host) IS DISTINCT FROM 'silence' OR EXISTS (
                SELECT 1 FROM follows
                WHERE follower_id = $4 AND followed_id = actors.id AND state = 'accepted'))
           AND NOT EXISTS (
               SELECT 1 FROM actor_blocks
               WHERE actor_id = $4 AND target_id = actors.id
                  OR actor_id = actors.id AND target_id = $4 AND actor_blocks.kind = 'block') AS shown
    FROM actors
    LEFT JOIN artists ON artists.id = actors.artist_id
    LEFT JOIN accounts ON accounts.id = actors.account_id
    WHERE actors.id IN (SELECT actor_id FROM thread)
)
SELECT thread.id, thread.parent_id,
       thread.deleted_at IS NOT NULL OR authors.gone AS gone,
       authors.shown AND thread.hidden_at IS NULL AND thread.visibility IN ('public', 'unlisted') AS shown
FROM thread
JOIN authors ON authors.id = thread.actor_id
ORDER BY thread.published_at, thread.id
