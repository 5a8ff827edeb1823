-- What somebody keeps: nobody else sees it.
CREATE TABLE favourites (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    artist_id uuid REFERENCES artists ON DELETE CASCADE,
    release_id uuid REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(artist_id, release_id, track_id) = 1),
    UNIQUE NULLS NOT DISTINCT (account_id, artist_id, release_id, track_id)
);
CREATE INDEX favourites_release ON favourites (release_id) WHERE release_id IS NOT NULL;
CREATE INDEX favourites_track ON favourites (track_id) WHERE track_id IS NOT NULL;
CREATE INDEX favourites_artist ON favourites (artist_id) WHERE artist_id IS NOT NULL;

CREATE TABLE ratings (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    -- An artist's, a release's or a track's: ids are unique over all of them.
    object_id uuid NOT NULL,
    stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, object_id)
);

CREATE TABLE playlists (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    about text NOT NULL DEFAULT '',
    visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'unlisted', 'public')),
    -- In the link that lets somebody edit it with the owner; none while it is the owner's alone.
    invite_key text UNIQUE,
    -- Grows with every change.
    version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX playlists_account ON playlists (account_id, updated_at DESC);
CREATE INDEX playlists_public ON playlists (updated_at DESC) WHERE visibility = 'public';

CREATE TABLE playlist_members (
    playlist_id uuid NOT NULL REFERENCES playlists ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (playlist_id, account_id)
);
CREATE INDEX playlist_members_account ON playlist_members (account_id);

CREATE TABLE playlist_entries (
    id uuid PRIMARY KEY,
    playlist_id uuid NOT NULL REFERENCES playlists ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 1),
    track_id uuid NOT NULL REFERENCES tracks ON DELETE CASCADE,
    added_by uuid REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT playlist_entries_position UNIQUE (playlist_id, position) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX playlist_entries_track ON playlist_entries (track_id);

CREATE TABLE tag_follows (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag text NOT NULL CHECK (length(tag) BETWEEN 1 AND 60),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, tag)
);
CREATE INDEX tag_follows_tag ON tag_follows (tag);

-- When a release was public for the first time: publishing it again, or another date on it, does not make it new. The trigger
-- sets it once; no code does.
ALTER TABLE releases ADD first_published_at timestamptz;
UPDATE releases SET first_published_at = published_at WHERE NOT members_only;
CREATE INDEX releases_new ON releases (first_published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE FUNCTION note_first_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What was out for members becomes everybody's at this moment.
    IF TG_OP = 'UPDATE' AND OLD.published_at IS NOT NULL THEN
        NEW.first_published_at := now();
    ELSE
        NEW.first_published_at := least(NEW.published_at, now());
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER releases_first_publication BEFORE INSERT OR UPDATE ON releases FOR EACH ROW
    WHEN (NEW.first_published_at IS NULL AND NEW.published_at IS NOT NULL AND NOT NEW.members_only)
    EXECUTE FUNCTION note_first_publication();

-- A release's tags, its genre among them, in lower case.
CREATE FUNCTION tags_of(tags text[], genre text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN btrim(genre) = '' OR lower(btrim(genre)) = ANY (tags) THEN tags
        ELSE array_append(tags, lower(btrim(genre)))
    END
$$;
CREATE INDEX releases_tags_of ON releases USING gin (tags_of(tags, genre));
-- "Kirkcaldy, Fife" is in Fife too: {kirkcaldy,fife}.
CREATE FUNCTION place_parts(place text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(regexp_split_to_array(lower(btrim(place)), '\s*,\s*'), '')
$$;
-- What two releases or artists may have in common.
CREATE INDEX credits_name ON credits (lower(btrim(name)));
CREATE INDEX releases_label ON releases (lower(btrim(label))) WHERE label <> '';
