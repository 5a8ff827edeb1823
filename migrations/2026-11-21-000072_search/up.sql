-- What the search engine has to be told; written by triggers, so that nothing is forgotten.
CREATE TABLE search_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN
        ('artist', 'release', 'track', 'show', 'playlist', 'remote_artist', 'remote_release')),
    object_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- An index that is made anew, and how far it is.
CREATE TABLE search_rebuilds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked_at timestamptz NOT NULL DEFAULT now(),
    begun_at timestamptz,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    ended_at timestamptz,
    -- Why it could not be made; empty where it was.
    error text NOT NULL DEFAULT ''
);
CREATE INDEX search_rebuilds_waiting ON search_rebuilds (id) WHERE ended_at IS NULL;

-- Everything that everybody may find, and nothing else: the one place that says so.
CREATE VIEW searchable AS
    SELECT 'artist' AS kind, id FROM artists WHERE suspended_at IS NULL
    UNION ALL
    SELECT 'release', releases.id FROM releases JOIN artists ON artists.id = releases.artist_id
        WHERE releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
    UNION ALL
    SELECT 'track', tracks.id FROM tracks
        JOIN releases ON releases.id = tracks.release_id JOIN artists ON artists.id = releases.artist_id
        WHERE tracks.encoding_id IS NOT NULL
            AND releases.published_at IS NOT NULL AND NOT releases.members_only AND artists.suspended_at IS NULL
    UNION ALL
    -- A set that is over is found as long as it can be heard again.
    SELECT 'show', shows.id FROM shows JOIN artists ON artists.id = shows.artist_id
        WHERE shows.cancelled_at IS NULL AND (shows.ended_at IS NULL OR shows.replays) AND artists.suspended_at IS NULL
    UNION ALL
    SELECT 'playlist', playlists.id FROM playlists JOIN accounts ON accounts.id = playlists.account_id
        WHERE playlists.visibility = 'public' AND accounts.suspended_at IS NULL
    UNION ALL
    SELECT 'remote_artist', actors.id FROM actors
        WHERE actors.host IS NOT NULL AND actors.discoverable
            AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL AND NOT host_is_refused(actors.host)
            AND severity_over(actors.host) IS DISTINCT FROM 'silence'
            AND EXISTS (SELECT 1 FROM remote_releases WHERE actor_id = actors.id AND remote_releases.deleted_at IS NULL)
    UNION ALL
    SELECT 'remote_release', remote_releases.id FROM remote_releases JOIN actors ON actors.id = remote_releases.actor_id
        WHERE remote_releases.deleted_at IS NULL
            AND actors.deleted_at IS NULL AND actors.suspended_at IS NULL AND NOT host_is_refused(actors.host)
            AND severity_over(actors.host) IS DISTINCT FROM 'silence';

CREATE FUNCTION note_search_changes(of_kind text, ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_changes (kind, object_id) SELECT of_kind, id FROM unnest(ids) AS id;
    SELECT pg_notify('tonewood_search', '');
$$;

-- A release with its tracks: what is said of one is said of the others, and its tags are its artist's.
CREATE FUNCTION note_search_of_release(release uuid, artist uuid) RETURNS void LANGUAGE sql AS $$
    SELECT note_search_changes('release', ARRAY[release]);
    SELECT note_search_changes('track', ARRAY(SELECT id FROM tracks WHERE release_id = release));
    SELECT note_search_changes('artist', ARRAY[artist]);
$$;

CREATE FUNCTION note_search_of_artist(artist uuid) RETURNS void LANGUAGE sql AS $$
    SELECT note_search_changes('artist', ARRAY[artist]);
    SELECT note_search_changes('release', ARRAY(SELECT id FROM releases WHERE artist_id = artist));
    SELECT note_search_changes('track', ARRAY(
        SELECT tracks.id FROM tracks JOIN releases ON releases.id = release_id WHERE artist_id = artist));
    SELECT note_search_changes('show', ARRAY(SELECT id FROM shows WHERE artist_id = artist));
$$;

CREATE FUNCTION note_search_of_hosts(hosts text) RETURNS void LANGUAGE sql AS $$
    SELECT note_search_changes('remote_artist', ARRAY(
        SELECT id FROM actors WHERE host IS NOT NULL AND (hosts IS NULL OR hosts = ANY (domains_over(host)))));
    SELECT note_search_changes('remote_release', ARRAY(
        SELECT remote_releases.id FROM remote_releases JOIN actors ON actors.id = actor_id
        WHERE hosts IS NULL OR hosts = ANY (domains_over(host))));
$$;

-- For tables whose row is found by itself; the trigger names the kind.
CREATE FUNCTION search_on_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_changes(TG_ARGV[0], ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END]);
    RETURN NULL;
END $$;

CREATE FUNCTION search_on_artist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_of_artist(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT OR DELETE ON artists FOR EACH ROW EXECUTE FUNCTION search_on_row('artist');
CREATE TRIGGER search_change AFTER UPDATE ON artists FOR EACH ROW
    WHEN ((OLD.handle, OLD.name, OLD.kind, OLD.bio, OLD.place, OLD.suspended_at)
        IS DISTINCT FROM (NEW.handle, NEW.name, NEW.kind, NEW.bio, NEW.place, NEW.suspended_at))
    EXECUTE FUNCTION search_on_artist();

CREATE FUNCTION search_on_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM note_search_of_release(OLD.id, OLD.artist_id);
    ELSE
        PERFORM note_search_of_release(NEW.id, NEW.artist_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION search_on_release();
CREATE TRIGGER search_change AFTER UPDATE ON releases FOR EACH ROW
    WHEN ((OLD.artist_id, OLD.title, OLD.kind, OLD.about, OLD.genre, OLD.tags, OLD.place, OLD.label, OLD.catalogue_number,
            OLD.upc, OLD.licence, OLD.price_mode, OLD.release_date, OLD.published_at, OLD.members_only)
        IS DISTINCT FROM (NEW.artist_id, NEW.title, NEW.kind, NEW.about, NEW.genre, NEW.tags, NEW.place, NEW.label,
            NEW.catalogue_number, NEW.upc, NEW.licence, NEW.price_mode, NEW.release_date, NEW.published_at,
            NEW.members_only))
    EXECUTE FUNCTION search_on_release();

CREATE FUNCTION search_on_track() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM note_search_changes('track', ARRAY[OLD.id]);
        PERFORM note_search_changes('release', ARRAY[OLD.release_id]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM note_search_changes('track', ARRAY[NEW.id]);
        PERFORM note_search_changes('release', ARRAY[NEW.release_id]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT OR DELETE ON tracks FOR EACH ROW EXECUTE FUNCTION search_on_track();
CREATE TRIGGER search_change AFTER UPDATE ON tracks FOR EACH ROW
    WHEN ((OLD.release_id, OLD.title, OLD.artist_name, OLD.isrc, OLD.lyrics, OLD.lyrics_synced, OLD.price_mode, OLD.master_id,
            OLD.encoding_id IS NULL)
        IS DISTINCT FROM (NEW.release_id, NEW.title, NEW.artist_name, NEW.isrc, NEW.lyrics, NEW.lyrics_synced,
            NEW.price_mode, NEW.master_id, NEW.encoding_id IS NULL))
    EXECUTE FUNCTION search_on_track();

CREATE FUNCTION search_on_credit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    credit credits%ROWTYPE := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM note_search_changes('release', ARRAY[credit.release_id]);
    IF credit.track_id IS NOT NULL THEN
        PERFORM note_search_changes('track', ARRAY[credit.track_id]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER INSERT OR UPDATE OR DELETE ON credits FOR EACH ROW EXECUTE FUNCTION search_on_credit();

CREATE FUNCTION search_on_roster() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_changes('artist', ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.artist_id ELSE NEW.artist_id END]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER INSERT OR DELETE ON roster_entries FOR EACH ROW EXECUTE FUNCTION search_on_roster();

CREATE TRIGGER search_in AFTER INSERT OR DELETE ON shows FOR EACH ROW EXECUTE FUNCTION search_on_row('show');
CREATE TRIGGER search_change AFTER UPDATE ON shows FOR EACH ROW
    WHEN ((OLD.artist_id, OLD.kind, OLD.title, OLD.about, OLD.cancelled_at, OLD.ended_at, OLD.replays)
        IS DISTINCT FROM (NEW.artist_id, NEW.kind, NEW.title, NEW.about, NEW.cancelled_at, NEW.ended_at, NEW.replays))
    EXECUTE FUNCTION search_on_row('show');

CREATE TRIGGER search_in AFTER INSERT OR DELETE ON playlists FOR EACH ROW EXECUTE FUNCTION search_on_row('playlist');
CREATE TRIGGER search_change AFTER UPDATE ON playlists FOR EACH ROW
    WHEN ((OLD.account_id, OLD.title, OLD.about, OLD.visibility)
        IS DISTINCT FROM (NEW.account_id, NEW.title, NEW.about, NEW.visibility))
    EXECUTE FUNCTION search_on_row('playlist');

CREATE FUNCTION search_on_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_changes('playlist', ARRAY(SELECT id FROM playlists WHERE account_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER UPDATE ON accounts FOR EACH ROW
    WHEN ((OLD.name, OLD.suspended_at) IS DISTINCT FROM (NEW.name, NEW.suspended_at))
    EXECUTE FUNCTION search_on_account();

-- Local artists say by themselves what they are; of the others here only fans matter, whose name stands at their playlists.
CREATE FUNCTION search_on_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.host IS NOT NULL THEN
        PERFORM note_search_changes('remote_artist', ARRAY[NEW.id]);
        PERFORM note_search_changes('remote_release', ARRAY(SELECT id FROM remote_releases WHERE actor_id = NEW.id));
    ELSIF NEW.account_id IS NOT NULL THEN
        PERFORM note_search_changes('playlist', ARRAY(SELECT id FROM playlists WHERE account_id = NEW.account_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER UPDATE ON actors FOR EACH ROW
    WHEN ((OLD.username, OLD.host, OLD.name, OLD.discoverable, OLD.suspended_at, OLD.deleted_at)
        IS DISTINCT FROM (NEW.username, NEW.host, NEW.name, NEW.discoverable, NEW.suspended_at, NEW.deleted_at))
    EXECUTE FUNCTION search_on_actor();
CREATE TRIGGER search_out AFTER DELETE ON actors FOR EACH ROW
    WHEN (OLD.host IS NOT NULL) EXECUTE FUNCTION search_on_row('remote_artist');

CREATE FUNCTION search_on_remote_release() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    release remote_releases%ROWTYPE := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM note_search_changes('remote_release', ARRAY[release.id]);
    PERFORM note_search_changes('remote_artist', ARRAY[release.actor_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT OR DELETE ON remote_releases
    FOR EACH ROW EXECUTE FUNCTION search_on_remote_release();
CREATE TRIGGER search_change AFTER UPDATE ON remote_releases FOR EACH ROW
    WHEN ((OLD.title, OLD.about, OLD.licence_url, OLD.tags, OLD.tracks, OLD.published_at, OLD.deleted_at)
        IS DISTINCT FROM (NEW.title, NEW.about, NEW.licence_url, NEW.tags, NEW.tracks, NEW.published_at, NEW.deleted_at))
    EXECUTE FUNCTION search_on_remote_release();

CREATE FUNCTION search_on_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_of_hosts(CASE WHEN TG_OP = 'DELETE' THEN OLD.domain ELSE NEW.domain END);
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER INSERT OR UPDATE OR DELETE ON domain_blocks
    FOR EACH ROW EXECUTE FUNCTION search_on_block();
CREATE TRIGGER search_change AFTER INSERT OR UPDATE OR DELETE ON domain_allows
    FOR EACH ROW EXECUTE FUNCTION search_on_block();

CREATE FUNCTION search_on_allow_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_of_hosts(NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER UPDATE ON instance FOR EACH ROW
    WHEN (OLD.allow_list IS DISTINCT FROM NEW.allow_list) EXECUTE FUNCTION search_on_allow_list();
