-- Empties actor $1 and removes what was its own. The statements in WITH run whether or not anybody reads them; the one at the
-- end counts the actor itself.
WITH gone AS (
    SELECT id FROM actors WHERE id = $1 AND deleted_at IS NULL FOR UPDATE
), posts_emptied AS (
    UPDATE posts
    SET source = '', content = '', summary = '', attachments = '[]', image_id = NULL, attached_release_id = NULL,
        attached_track_id = NULL, deleted_at = now()
    FROM gone WHERE posts.actor_id = gone.id AND posts.deleted_at IS NULL
), answers_removed AS (
    UPDATE chat_messages SET name = '', body = '', deleted_at = coalesce(chat_messages.deleted_at, now())
    FROM gone JOIN posts ON posts.actor_id = gone.id WHERE chat_messages.post_id = posts.id
), releases_removed AS (
    UPDATE remote_releases SET deleted_at = now() FROM gone WHERE remote_releases.actor_id = gone.id AND deleted_at IS NULL
), reactions_removed AS (
    DELETE FROM reactions USING gone WHERE reactions.actor_id = gone.id
), notifications_removed AS (
    DELETE FROM notifications USING gone
    WHERE notifications.actor_id = gone.id OR notifications.from_actor_id = gone.id
), mentions_removed AS (
    DELETE FROM mentions USING gone WHERE mentions.actor_id = gone.id
), follows_removed AS (
    DELETE FROM follows USING gone WHERE follows.follower_id = gone.id OR follows.followed_id = gone.id
)
UPDATE actors
SET name = '', summary = '', url = NULL, icon_url = NULL, image_url = NULL, fields = '[]', also_known_as = '{}',
    moved_to = NULL, deleted_at = now()
FROM gone WHERE actors.id = gone.id
