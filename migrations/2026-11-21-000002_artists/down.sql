DROP TABLE roster_entries, artist_members, artists, images;
