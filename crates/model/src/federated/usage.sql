WITH here AS (
  SELECT actors.id
  FROM actors
  LEFT JOIN artists ON artists.id = actors.artist_id
  LEFT JOIN accounts ON accounts.id = actors.account_id
  WHERE num_nonnulls(actors.artist_id, actors.account_id) = 1
    AND actors.deleted_at IS NULL
    AND actors.suspended_at IS NULL
    AND artists.suspended_at IS NULL
    AND accounts.suspended_at IS NULL
), written AS (
  SELECT num_nonnulls(posts.release_id, posts.track_id, posts.parent_id) = 0 AS is_post
  FROM posts
  JOIN here ON here.id = posts.actor_id
  WHERE posts.uri IS NULL
    AND posts.deleted_at IS NULL
    AND posts.hidden_at IS NULL
    AND posts.visibility IN ('public', 'unlisted')
)
SELECT
  (SELECT count(*) FROM here) AS users,
  (SELECT count(*) FROM written WHERE is_post)
    + (SELECT count(*) FROM releases JOIN artists ON artists.id = releases.artist_id
       WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL) AS posts,
  (SELECT count(*) FROM written WHERE NOT is_post) AS comments
