-- Whether a post may stand beside a show as an answer to its go-live post: as comments are shown to the show's artist, and not of
-- somebody who may not speak there.
CREATE FUNCTION answer_is_shown(answer uuid, beside uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1
        FROM posts
        JOIN actors ON actors.id = posts.actor_id
        JOIN shows ON shows.id = beside
        LEFT JOIN actors AS host ON host.artist_id = shows.artist_id
        LEFT JOIN artists ON artists.id = actors.artist_id
        LEFT JOIN accounts ON accounts.id = actors.account_id
        WHERE posts.id = answer
          AND posts.deleted_at IS NULL AND posts.hidden_at IS NULL
          AND posts.visibility IN ('public', 'unlisted') AND NOT posts.members_only
          AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL
          AND artists.suspended_at IS NULL AND accounts.suspended_at IS NULL
          AND NOT host_is_refused(actors.host)
          AND (severity_over(actors.host) IS DISTINCT FROM 'silence' OR EXISTS (
                SELECT 1 FROM follows
                WHERE follows.follower_id = host.id AND follows.followed_id = actors.id AND follows.state = 'accepted'))
          AND NOT EXISTS (
                SELECT 1 FROM actor_blocks
                WHERE actor_blocks.actor_id = host.id AND actor_blocks.target_id = actors.id
                   OR actor_blocks.actor_id = actors.id AND actor_blocks.target_id = host.id
                      AND actor_blocks.kind = 'block')
          AND NOT EXISTS (
                SELECT 1 FROM chat_bans
                WHERE chat_bans.artist_id = shows.artist_id AND chat_bans.account_id = actors.account_id
                  AND (chat_bans.until IS NULL OR chat_bans.until > now())))
$$;

CREATE INDEX shows_post ON shows (post_id) WHERE post_id IS NOT NULL;
