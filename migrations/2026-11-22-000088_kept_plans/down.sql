-- As functions in SQL, whose body is read and planned anew for each statement that calls them.
CREATE OR REPLACE FUNCTION domains_over(host text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_append(
        ARRAY(SELECT array_to_string(labels[n:], '.') FROM generate_subscripts(labels, 1) AS n), lower(host))
    FROM (SELECT string_to_array(regexp_replace(lower(host), ':[0-9]+$', ''), '.') AS labels) AS split
$$;
CREATE OR REPLACE FUNCTION severity_over(host text) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT severity FROM domain_blocks WHERE domain = ANY (domains_over(host)) ORDER BY length(domain) DESC LIMIT 1
$$;
CREATE OR REPLACE FUNCTION host_is_refused(host text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT host IS NOT NULL AND (
        coalesce(severity_over(host) = 'suspend', false)
        OR (SELECT allow_list FROM instance) AND NOT EXISTS (
            SELECT 1 FROM domain_allows
            WHERE domain IN (lower(host), regexp_replace(lower(host), ':[0-9]+$', ''))))
$$;
CREATE OR REPLACE FUNCTION answer_is_shown(answer uuid, beside uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
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
