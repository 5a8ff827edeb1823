DELETE FROM notifications WHERE kind = 'release';
ALTER TABLE notifications DROP CONSTRAINT notifications_once;
ALTER TABLE notifications
    ADD UNIQUE NULLS NOT DISTINCT (actor_id, kind, from_actor_id, release_id, track_id, post_id);
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
    CHECK (kind IN ('follow', 'follow_request', 'like', 'boost', 'comment', 'mention', 'move'));
ALTER TABLE notifications DROP COLUMN remote_release_id;

DROP INDEX posts_image;
UPDATE images SET purpose = 'picture' WHERE purpose = 'post';
ALTER TABLE images DROP CONSTRAINT images_purpose_check;
ALTER TABLE images ADD CONSTRAINT images_purpose_check CHECK (purpose IN ('cover', 'picture', 'header'));
