"""Mopidy with Mopidy-Subidy as an app of a fan: mopidy_plays.py ADDRESS USER PASSWORD SONG.

It browses, and plays the song into nothing, as fast as a clock. It prints one line of JSON with what it saw."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

address, user, password, song = sys.argv[1:]
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

SETTINGS = """
[core]
cache_dir = {folder}/cache
config_dir = {folder}/config
data_dir = {folder}/data
[audio]
mixer = software
output = audioconvert ! fakesink sync=true
[http]
enabled = true
hostname = 127.0.0.1
port = {port}
zeroconf =
[file]
enabled = false
[m3u]
enabled = false
[stream]
enabled = false
[subidy]
url = {address}
username = {user}
password = {password}
api_version = 1.16.1
"""


def call(method, **parameters):
    question = {"jsonrpc": "2.0", "id": 1, "method": "core." + method, "params": parameters}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/mopidy/rpc", json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    answer = json.load(urllib.request.urlopen(request, timeout=30))
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["result"]


def wait(seconds, ready):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = ready()
            if found:
                return found
        except OSError:
            pass
        time.sleep(0.05)
    return None


with tempfile.TemporaryDirectory() as folder:
    settings = Path(folder) / "mopidy.conf"
    settings.write_text(SETTINGS.format(folder=folder, port=port, address=address, user=user, password=password))
    log = (Path(folder) / "log").open("w+")
    mopidy = subprocess.Popen(["/usr/bin/mopidy", "--config", str(settings)], stdout=log, stderr=log)
    try:
        if not wait(40, lambda: "subidy" in call("get_uri_schemes")):
            log.seek(0)
            sys.exit("Mopidy did not start:\n" + log.read())
        albums = call("library.browse", uri="subidy:vdir:albums")
        uri = f"subidy:song:{song}"
        found = call("library.lookup", uris=[uri])[uri]
        call("tracklist.add", uris=[uri])
        call("playback.play")
        played = wait(30, lambda: call("playback.get_time_position")) or 0
        if not played:
            log.seek(0)
            sys.stderr.write(log.read())
        print(
            json.dumps(
                {
                    "albums": sorted(album["name"] for album in albums),
                    "track": found[0]["name"],
                    "played_ms": played,
                }
            )
        )
    finally:
        mopidy.terminate()
        mopidy.wait(10)
