DROP TABLE tickets, show_sessions, chat_moderators, chat_words, chat_bans, chat_messages, show_relays, rotation_hours, rotation_tracks,
    rotations, show_marks, show_segments, show_runs, show_leases, live_workers, stream_keys, shows;
ALTER TABLE purchases DROP CONSTRAINT purchases_kind_check;
ALTER TABLE purchases ADD CONSTRAINT purchases_kind_check CHECK (kind IN ('release', 'track', 'tip', 'membership')) NOT VALID;
