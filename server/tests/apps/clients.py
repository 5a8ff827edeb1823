"""Other people's clients of OpenSubsonic, as apps of a fan: clients.py CLIENT ADDRESS PORT USER PASSWORD.

Each browses, searches, keeps, makes a playlist and plays. It prints one line of JSON with what it saw."""

import io
import json
import sys
import tempfile
from pathlib import Path


def pysonic(address, port, user, password):
    """py-sonic: what Mopidy-Subidy and many scripts are built on."""
    import libsonic

    server = libsonic.Connection(address, user, password, port=port, appName="py-sonic")
    assert server.ping()
    albums = server.getAlbumList2("newest")["albumList2"]["album"]
    album = server.getAlbum(albums[-1]["id"])["album"]
    songs = album["song"]
    server.getIndexes()
    server.getMusicDirectory(album["id"])
    server.star(sids=[songs[0]["id"]])
    starred = server.getStarred2()["starred2"]["song"]
    server.createPlaylist(name="From py-sonic", songIds=[song["id"] for song in songs])
    found = server.search3("water")["searchResult3"]
    server.scrobble(songs[0]["id"])
    sound = server.stream(songs[0]["id"], tformat="mp3", maxBitRate=128).read()
    cover = server.getCoverArt(album["coverArt"], size=1_000_000).read()
    return {
        "albums": len(albums),
        "songs": [song["title"] for song in songs],
        "starred": len(starred),
        "found": len(found["album"]),
        "sound": len(sound),
        "cover": cover.decode("latin-1"),
        "playlists": [one["name"] for one in server.getPlaylists()["playlists"]["playlist"]],
    }


def pyopensonic(address, port, user, password):
    """py-opensonic, the strictest: every answer becomes a typed object, or an error."""
    import libopensonic

    server = libopensonic.Connection(address, api_key=password, port=port)
    try:
        assert server.ping()
        assert server.token_info().username
        extensions = [one.name for one in server.get_open_subsonic_extensions()]
        albums = server.get_album_list2("alphabeticalByName")
        album = server.get_album(albums[-1].id)
        song = album.song[0]
        server.get_artists()
        server.get_artist(album.artist_id)
        server.get_artist_info2(album.artist_id)
        server.get_album_info2(album.id)
        server.get_genres()
        server.get_similar_songs2(song.id)
        server.get_top_songs(album.artist)
        server.get_random_songs()
        lyrics = server.get_lyrics_by_song_id(song.id)
        server.set_rating(song.id, 5)
        server.create_bookmark(song.id, 12_000, "here")
        bookmarks = server.get_bookmarks()
        server.save_play_queue([song.id for song in album.song], song.id, 3000)
        queue = server.get_play_queue()
        server.report_playback(song.id, "song", 0, "starting")
        playing = server.get_now_playing()
        playlist = server.create_playlist(name="From py-opensonic", song_ids=[song.id])
        server.get_starred2()
        server.get_shares()
        server.get_internet_radio_stations()
        server.get_podcasts()
        server.get_scan_status()
        found = server.search3("salt")
        return {
            "extensions": extensions,
            "songs": [song.title for song in album.song],
            "lyrics": [line.value for line in lyrics[0].line],
            "bookmark": bookmarks[0].position,
            "queue": len(queue.entry),
            "position": queue.position,
            "playing": [one.title for one in playing],
            "playlist": bool(playlist),
            "found": [song.title for song in found.song or []],
            "rated": server.get_song(song.id).user_rating,
        }
    finally:
        server.cleanup()


def knuckles(address, port, user, password):
    """knuckles: by token and salt, files to the disk."""
    from knuckles import Subsonic

    server = Subsonic(f"{address}:{port}", user, password, "knuckles", use_https=False)
    server.system.ping()
    assert server.system.get_license().valid
    albums = server.lists.get_album_list_alphabetical_by_name(10, 0)
    album = server.browsing.get_album(albums[-1].id)
    song = album.songs[0]
    starred = server.media_annotation.star_song(song.id) and server.lists.get_starred()
    playlist = server.playlists.create_playlist("From knuckles", None, None, [song.id])
    with tempfile.TemporaryDirectory() as folder:
        file = server.media_retrieval.download(song.id, Path(folder))
        file = Path(file)
        name, begin = file.name, file.read_bytes()[:4]
    return {
        "artists": [artist.name for artist in server.browsing.get_artists()],
        "songs": [song.title for song in album.songs],
        "starred": len(starred.songs or []),
        "playlist": playlist.name,
        "file": name,
        "begin": begin.decode("latin-1"),
        "hls": server.media_retrieval.hls(song.id),
    }


clients = {"pysonic": pysonic, "pyopensonic": pyopensonic, "knuckles": knuckles}
name, address, port, user, password = sys.argv[1:]
out, sys.stdout = sys.stdout, io.StringIO()
seen = clients[name](address, int(port), user, password)
print(json.dumps(seen), file=out)
