"""Events on their whole way to a program that misbehaves, over real sockets."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest

from application.deliveries.webhooks import EventForwarder
from domain.deliveries.webhooks import Endpoint
from domain.events.events import Event
from integrations.webhooks.poster import HttpWebhooks, Target
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.receivers import answer, receiving
from tests.fakes.webhooks import InMemoryForwardings
from tests.fakes.words import WORDS


@asynccontextmanager
async def forwarding(*script, forwardings=InMemoryForwardings, timeout=20.0):
    events, clock = InMemoryEvents(), ManualClock()
    places = forwardings(events)
    async with receiving(*script) as receiver, httpx.AsyncClient(trust_env=False) as http:
        poster = HttpWebhooks(http, {"ops": Target(receiver.base)}, timeout_seconds=timeout)
        endpoints = {"ops": Endpoint("ops", ("*",))}
        await places.begin("ops", at=clock.now())
        for each in ("a", "b", "c"):
            await events.append(
                Event(
                    id=each,
                    type="zhiban.web.changed",
                    source="/tasks/t",
                    subject="t",
                    time=clock.now(),
                )
            )
        yield receiver, EventForwarder(events, places, poster, endpoints, clock, WORDS)


def heard(receiver):
    return [json.loads(told.body)["id"] for told in receiver.told]


async def forward_until(forwarder, receiver, count):
    """Forward, coming back after each try that was not accepted, until so much was told."""

    async def forward():
        while True:
            await forwarder.forward("ops")

    going_on = asyncio.create_task(forward())
    await receiver.until_told(count)
    going_on.cancel()
    await asyncio.gather(going_on, return_exceptions=True)


@pytest.mark.parametrize(
    "fault", [answer(500), answer(503, "retry-after: 1"), None], ids=["500", "503", "reset"]
)
async def test_an_event_that_was_not_taken_comes_again_as_the_same_before_the_next(fault):
    """EVT-2, REL-2: also when it was taken, and only the answer was lost."""
    async with forwarding(fault) as (receiver, forwarder):
        await forward_until(forwarder, receiver, 4)

    assert heard(receiver) == ["a", "a", "b", "c"]
    first, again, *others = (told.headers["webhook-id"] for told in receiver.told)
    assert first == again
    assert len({first, *others}) == 3


async def test_a_program_that_is_slow_holds_up_only_itself_and_is_tried_again():
    """EVT-2, REL-2."""
    never = asyncio.Event()
    async with forwarding(never, timeout=3) as (receiver, forwarder):
        await forward_until(forwarder, receiver, 4)
        never.set()

    assert heard(receiver) == ["a", "a", "b", "c"]


async def test_who_dies_between_the_answer_and_the_place_sends_that_one_event_again():
    """EVT-2, REL-1: at least once, and never out of order."""

    class Mortal(InMemoryForwardings):
        """Forgets to live when the second event was accepted."""

        async def keep(self, progress):
            if progress.sequence == 2 and not self.__dict__.setdefault("died", False):
                self.__dict__["died"] = True
                raise ConnectionAbortedError
            await super().keep(progress)

    async with forwarding(forwardings=Mortal) as (receiver, forwarder):
        with pytest.raises(ConnectionAbortedError):
            await forwarder.forward("ops")
        await forward_until(forwarder, receiver, 4)

    assert heard(receiver) == ["a", "b", "b", "c"]
    assert receiver.told[1].headers["webhook-id"] == receiver.told[2].headers["webhook-id"]
