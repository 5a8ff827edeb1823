DROP INDEX shows_post;
DROP FUNCTION answer_is_shown(uuid, uuid);
