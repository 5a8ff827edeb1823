ALTER TABLE downloads DROP COLUMN progress;
