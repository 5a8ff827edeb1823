-- The show whose go-live post is answered by post $1, however deep, and whether the answer stands beside it.
WITH RECURSIVE above AS (
    SELECT parent_id AS id, 1 AS height FROM posts WHERE id = $1 AND parent_id IS NOT NULL
    UNION ALL
    SELECT posts.parent_id, above.height + 1
    FROM posts JOIN above ON posts.id = above.id
    WHERE posts.parent_id IS NOT NULL AND above.height < 50
)
SELECT shows.id, shows.artist_id, shows.chat <> 'off' AND answer_is_shown($1, shows.id) AS shown
FROM above JOIN shows ON shows.post_id = above.id
LIMIT 1
