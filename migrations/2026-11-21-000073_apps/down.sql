DROP TABLE feed_keys;
DROP TABLE play_queues;
DROP TABLE bookmarks;
DROP TABLE app_passwords;
