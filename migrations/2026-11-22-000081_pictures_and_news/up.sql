-- A post can come with a picture of its own.
ALTER TABLE images DROP CONSTRAINT images_purpose_check;
ALTER TABLE images ADD CONSTRAINT images_purpose_check CHECK (purpose IN ('cover', 'picture', 'header', 'post'));
CREATE INDEX posts_image ON posts (image_id) WHERE image_id IS NOT NULL;

-- Fans hear of new releases of those whom they follow, here and elsewhere.
ALTER TABLE notifications ADD COLUMN remote_release_id uuid REFERENCES remote_releases ON DELETE CASCADE;
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
    CHECK (kind IN ('follow', 'follow_request', 'like', 'boost', 'comment', 'mention', 'move', 'release'));
DO $$
DECLARE told_once text;
BEGIN
    SELECT conname INTO STRICT told_once FROM pg_constraint
    WHERE conrelid = 'notifications'::regclass AND contype = 'u';
    EXECUTE format('ALTER TABLE notifications DROP CONSTRAINT %I', told_once);
END $$;
ALTER TABLE notifications ADD CONSTRAINT notifications_once
    UNIQUE NULLS NOT DISTINCT (actor_id, kind, from_actor_id, release_id, track_id, post_id, remote_release_id);
