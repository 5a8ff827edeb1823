-- Public playlists are found by the titles of their tracks: a change of a track is a change of the playlists it is on.
CREATE OR REPLACE FUNCTION note_search_changes(of_kind text, ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_changes (kind, object_id) SELECT of_kind, id FROM unnest(ids) AS id;
    INSERT INTO search_changes (kind, object_id)
        SELECT DISTINCT 'playlist', playlists.id FROM playlist_entries JOIN playlists ON playlists.id = playlist_id
        WHERE of_kind = 'track' AND track_id = ANY (ids) AND playlists.visibility = 'public';
    SELECT pg_notify('tonewood_search', '');
$$;

CREATE FUNCTION search_on_playlist_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_search_changes('playlist', ARRAY(SELECT DISTINCT playlist_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT ON playlist_entries REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_playlist_entries();
CREATE TRIGGER search_out AFTER DELETE ON playlist_entries REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_playlist_entries();

SELECT note_search_changes('playlist', ARRAY(SELECT id FROM playlists WHERE visibility = 'public'));

-- A share that an app made may end: from then on an unlisted playlist is its owner's and its editors' alone.
ALTER TABLE playlists ADD COLUMN shared_until timestamptz;

-- Whoever erases their account leaves its paid memberships in the books, and nothing that leads to them.
ALTER TABLE memberships ALTER COLUMN account_id DROP NOT NULL,
    DROP CONSTRAINT memberships_account_id_fkey,
    ADD CONSTRAINT memberships_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts ON DELETE SET NULL;
