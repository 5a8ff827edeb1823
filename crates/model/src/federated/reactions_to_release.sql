SELECT reactions.track_id,
       count(*) FILTER (WHERE reactions.kind = 'like') AS likes,
       count(*) FILTER (WHERE reactions.kind = 'boost') AS boosts
FROM reactions
JOIN actors ON actors.id = reactions.actor_id
WHERE actors.deleted_at IS NULL
  AND actors.suspended_at IS NULL
  AND (reactions.release_id = $1 OR reactions.track_id IN (SELECT id FROM tracks WHERE release_id = $1))
GROUP BY reactions.track_id
