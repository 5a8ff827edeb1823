-- With the functions go the triggers that call them.
DROP FUNCTION search_on_allow_list, search_on_block, search_on_remote_release, search_on_actor, search_on_account,
    search_on_roster, search_on_credit, search_on_track, search_on_release, search_on_artist, search_on_row CASCADE;
DROP FUNCTION note_search_of_hosts, note_search_of_artist, note_search_of_release, note_search_changes;
DROP VIEW searchable;
DROP TABLE search_rebuilds;
DROP TABLE search_changes;
