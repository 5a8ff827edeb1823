-- To the remote followers of actor $2, whose servers run one of $3 and none of $4 (all if null).
WITH inboxes AS (
    SELECT DISTINCT coalesce(actors.shared_inbox, actors.inbox) AS inbox, actors.host AS actor_host
    FROM follows JOIN actors ON actors.id = follows.follower_id
    WHERE follows.followed_id = $2 AND follows.state = 'accepted' AND actors.uri IS NOT NULL
      AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL
), asked AS (
    SELECT inbox, actor_host, lower(substring(inbox FROM '^https?://(?:[^/?#@]*@)?([^/?#]+)')) AS host FROM inboxes
), addressed AS (
    SELECT asked.* FROM asked LEFT JOIN peers ON peers.host = asked.host
    WHERE ($3::text[] IS NULL OR peers.software = ANY ($3))
      AND ($4::text[] IS NULL OR coalesce(peers.software, '') <> ALL ($4))
)
