ALTER TABLE releases DROP COLUMN title_is_guess;
DROP TABLE same_recordings;
ALTER TABLE masters DROP COLUMN notices;
