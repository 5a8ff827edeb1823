"""Writes what fediverse-pasture-inputs and funfedi-parsing-test-cases have as JSON to the standard output.

Arguments: the id of the actor who sends all of it, that actor's document in a file, and the id of whom it is sent to.
Each line is {"set", "name", "activity"}.
"""

import asyncio
import json
import logging
import sys
from unittest.mock import AsyncMock
from urllib.parse import urljoin

import fediverse_pasture_inputs
import funfedi_parsing_test_cases as funfedi
from bovine.activitystreams import Actor
from fediverse_pasture.runner import ActivitySender

logging.disable(logging.CRITICAL)

# Where the examples think that their sender lives.
WRITTEN_FOR = "http://pasture-one-actor"


def tell(group, name, activity):
    print(json.dumps({"set": group, "name": name, "activity": activity}))


def at_home(example, actor):
    """The example with its sender's own addresses in place of those it was written for."""
    text = json.dumps(example).replace(f"{WRITTEN_FOR}/actor", actor)
    return json.loads(text.replace(WRITTEN_FOR, urljoin(actor, "/").rstrip("/")))


async def pasture(actor, document, receiver):
    """The example objects, each in a Create as fediverse-pasture would send it."""
    bovine = AsyncMock()
    bovine.get = AsyncMock(return_value={"inbox": receiver})
    sender = ActivitySender.for_actor(bovine, Actor(id=actor, followers=document["followers"]))
    sender.sleep_after_getting_inbox = False
    for group, inputs in sorted(fediverse_pasture_inputs.available.items()):
        for number, example in enumerate(inputs.examples):
            own = at_home(example, actor)
            sender.init_create_note(lambda note, own=own: {**note, **own})
            await sender.send(receiver)
            tell(f"pasture/{group}", str(number), sender.activity)


def cases(document, receiver):
    """The cases of funfedi, as activities."""
    environment = funfedi.Environment(sending_actor_profile=document, receiving_actor=receiver)
    suites = (funfedi.activity_suite, funfedi.event_suite, funfedi.notes_suite, funfedi.poll_suite)
    for suite in suites:
        for group, tests in suite.tests.items():
            for case in tests:
                activity, _ = case.maker.activity_and_object(environment)
                tell(f"funfedi/{group}", case.name, activity)


if __name__ == "__main__":
    own, file, receiver = sys.argv[1:4]
    with open(file, encoding="utf-8") as source:
        document = json.load(source)
    asyncio.run(pasture(own, document, receiver))
    cases(document, receiver)
