-- A membership of an erased account goes too, with what its sales say of it.
UPDATE purchases SET membership_id = NULL WHERE membership_id IN (SELECT id FROM memberships WHERE account_id IS NULL);
DELETE FROM memberships WHERE account_id IS NULL;
ALTER TABLE memberships ALTER COLUMN account_id SET NOT NULL,
    DROP CONSTRAINT memberships_account_id_fkey,
    ADD CONSTRAINT memberships_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts;
ALTER TABLE playlists DROP COLUMN shared_until;
-- With the function go the triggers that call it.
DROP FUNCTION search_on_playlist_entries CASCADE;
CREATE OR REPLACE FUNCTION note_search_changes(of_kind text, ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_changes (kind, object_id) SELECT of_kind, id FROM unnest(ids) AS id;
    SELECT pg_notify('tonewood_search', '');
$$;
