"""Fetches an actor and posts an activity to its inbox with apkit; writes what came of it as JSON to the standard output.

Arguments: the address of the actor, the id of the key to sign with, a file with that key, and a file with the activity.
"""

import asyncio
import json
import sys
from pathlib import Path

import apmodel
from apkit.client.asyncio.client import ActivityPubClient
from apkit.types import ActorKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


async def main(address, key_id, key_file, activity_file):
    key = ActorKey(key_id, load_pem_private_key(Path(key_file).read_bytes(), password=None))
    activity = json.loads(Path(activity_file).read_text(encoding="utf-8"))
    async with ActivityPubClient() as client:
        async with client.get(address, headers={"Accept": "application/activity+json"}) as answer:
            document = await answer.json(content_type=None)
        # Its class for people takes no list of `url`, which is how Funkwhale tells a channel.
        actor = apmodel.load({name: value for name, value in document.items() if name != "url"})
        headers = {"Content-Type": "application/activity+json"}
        signing = {"signatures": [key], "sign_with": ["draft-cavage"]}
        async with client.post(document["inbox"], json=activity, headers=headers, **signing) as answer:
            read = {"class": type(actor).__name__, "name": getattr(actor, "name", None)}
            print(json.dumps({"read": read, "status": answer.status, "text": await answer.text()}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
