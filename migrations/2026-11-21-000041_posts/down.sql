DROP TABLE remote_releases;
DROP TABLE notifications;
DROP TABLE reactions;
DROP TABLE mentions;
DROP TABLE posts;
