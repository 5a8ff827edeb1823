INSERT INTO notifications (id, actor_id, kind, from_actor_id, release_id, remote_release_id)
SELECT new.id, follower.id, 'release', sender.id, $4, $5
FROM unnest($1, $2) AS new (id, follower_id)
JOIN actors AS follower ON follower.id = new.follower_id
JOIN actors AS sender ON sender.id = $3
WHERE follower.host IS NULL AND sender.deleted_at IS NULL AND sender.suspended_at IS NULL
  AND NOT host_is_refused(sender.host)
  AND NOT EXISTS (
      SELECT 1 FROM actor_blocks
      WHERE actor_blocks.actor_id = follower.id AND actor_blocks.target_id = sender.id)
ON CONFLICT DO NOTHING
