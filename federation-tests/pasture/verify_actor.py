"""Runs fediverse-pasture's verify_actor against an actor and writes its result as JSON to the standard output.

Its six actors differ in what they demand: bob and emily a signature on what comes to their inbox, claire and frank also on
whoever fetches them. Its own command listens on every interface; this listens on loopback.

Arguments: a free port, and the actor as acct:name@host or as an address.
"""

import asyncio
import json
import logging
import sys

from fediverse_pasture.data_provider import DataProvider
from fediverse_pasture.server import BlueprintForActors
from fediverse_pasture.server.verify_actor import ActorVerifier
from fediverse_pasture.types import Message
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

logging.disable(logging.CRITICAL)


async def main(port, actor):
    provider = DataProvider.generate()
    actors = [*provider.possible_actors, provider.one_actor]
    app = Quart(__name__)
    app.register_blueprint(BlueprintForActors(actors).blueprint)
    listening, done = asyncio.Event(), asyncio.Event()
    app.before_serving(lambda: listening.set())
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "CRITICAL"
    server = asyncio.create_task(serve(app, config, shutdown_trigger=done.wait))
    await listening.wait()
    message = Message()
    verifier = ActorVerifier(actor_list=actors, remote_uri=actor, domain=f"localhost:{port}", message=message)
    result = await verifier.verify()
    print(json.dumps({"result": result, "steps": [str(step) for step in message.steps]}))
    done.set()
    await server


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
