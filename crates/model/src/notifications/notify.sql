INSERT INTO notifications (id, actor_id, kind, from_actor_id, release_id, track_id, post_id)
SELECT $1, actors.id, $3, sender.id, $5, $6, $7
FROM actors, actors AS sender
WHERE actors.id = $2 AND actors.host IS NULL AND sender.id = $4 AND sender.id <> actors.id
  AND sender.deleted_at IS NULL AND sender.suspended_at IS NULL
  AND NOT host_is_refused(sender.host)
  AND (severity_over(sender.host) IS DISTINCT FROM 'silence' OR EXISTS (
       SELECT 1 FROM follows
       WHERE follower_id = actors.id AND followed_id = sender.id AND state = 'accepted'))
  AND NOT EXISTS (
      SELECT 1 FROM actor_blocks
      WHERE actor_blocks.actor_id = actors.id AND actor_blocks.target_id = sender.id
         OR actor_blocks.actor_id = sender.id AND actor_blocks.target_id = actors.id AND actor_blocks.kind = 'block')
ON CONFLICT DO NOTHING
