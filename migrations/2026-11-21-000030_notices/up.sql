-- What is worth knowing about an accepted file and stops nothing: [{code, message, at_ms}, …], in the artist's language.
ALTER TABLE masters ADD COLUMN notices jsonb NOT NULL DEFAULT '[]';

-- Masters that hold the same recording, by fingerprint; each pair stands here in both directions. Whom it is told to is decided
-- when somebody reads it.
CREATE TABLE same_recordings (
    master_id uuid NOT NULL REFERENCES masters ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES masters ON DELETE CASCADE,
    PRIMARY KEY (master_id, other_id),
    CHECK (master_id <> other_id)
);
CREATE INDEX same_recordings_other ON same_recordings (other_id);

-- A release that began with dropped files: nobody has said its title yet, and the first album tag says a better one.
ALTER TABLE releases ADD COLUMN title_is_guess boolean NOT NULL DEFAULT false;
