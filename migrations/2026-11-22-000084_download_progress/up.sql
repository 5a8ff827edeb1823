-- How much of a file that is being made is there, from 0 to 1, for whoever waits for it.
ALTER TABLE downloads ADD COLUMN progress real NOT NULL DEFAULT 0;
