"""Events sent to other programs, in order and at least once."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from application.deliveries.webhooks import EventForwarder, HeldUp, WebhookService
from application.ports.webhooks import ForwardingState, Progress
from domain.common.errors import Forbidden, NotFound
from domain.common.messages import message
from domain.common.notifications import Notification
from domain.deliveries.webhooks import Answer, Endpoint
from domain.events.events import Event
from domain.people.access import Actor, Role
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.webhooks import InMemoryForwardings, ListeningPrograms, RememberedLives
from tests.fakes.words import WORDS, says

ENDPOINTS = {
    "ops": Endpoint("ops", ("zhiban.web.*",)),
    "all": Endpoint("all", ("*",)),
    "people": Endpoint("people"),
}
DOWN = Answer(None, "It could not be reached.")
BROKEN = Answer(500, "It answered HTTP 500.")
WRONG = Answer(422, "It answered HTTP 422.")


class World:
    """Events, a program that listens, and who forwards."""

    def __init__(self) -> None:
        self.events = InMemoryEvents()
        self.forwardings = InMemoryForwardings(self.events)
        self.program = ListeningPrograms()
        self.clock = ManualClock()
        self.forwarder = EventForwarder(
            self.events, self.forwardings, self.program, ENDPOINTS, self.clock, WORDS
        )

    async def happen(self, *ids: str, type_: str = "zhiban.web.changed") -> None:
        for each in ids:
            await self.events.append(
                Event(
                    id=each,
                    type=type_,
                    source="/tasks/t_1",
                    subject="t_1",
                    time=self.clock.now(),
                    owner="u_mei",
                    data={},
                )
            )

    async def begin(self, name: str = "ops") -> None:
        await self.forwardings.begin(name, at=self.clock.now())

    async def forward_until(self, heard: int, name: str = "ops") -> None:
        """Forward until so many tries were made, then be cut off."""
        forwarding = asyncio.create_task(self.forwarder.forward(name))
        await self.program.until_heard(heard)
        for _ in range(5):
            await asyncio.sleep(0)  # lets it keep what came of the last try
        forwarding.cancel()
        await asyncio.gather(forwarding, return_exceptions=True)

    @property
    def heard(self) -> list[str]:
        return [json.loads(post.body)["id"] for _, post, _ in self.program.heard]


@pytest.fixture
def world():
    return World()


async def test_wanted_events_arrive_in_order_and_the_place_is_kept(world):
    """EVT-2."""
    await world.begin()
    await world.happen("a", "b")
    await world.happen("x", type_="zhiban.task.paused")
    await world.happen("c")

    await world.forward_until(3)

    assert world.heard == ["a", "b", "c"]
    assert world.forwardings.kept["ops"].sequence == 4
    await world.happen("d")
    await world.forward_until(4)
    assert world.heard == ["a", "b", "c", "d"]


async def test_a_new_endpoint_begins_with_what_happens_from_then_on(world):
    """EVT-2."""
    await world.happen("old")
    forwarding = asyncio.create_task(world.forwarder.forward("ops"))
    while "ops" not in world.forwardings.kept:
        await asyncio.sleep(0)
    await world.happen("new")
    await world.program.until_heard(1)
    forwarding.cancel()

    assert world.heard == ["new"]


async def test_a_try_that_fails_holds_up_what_follows_and_is_repeated_as_the_same_message(world):
    """EVT-2, REL-2."""
    world.program.answers = [BROKEN, DOWN]
    await world.begin()
    await world.happen("a", "b")

    assert await world.forwarder.forward("ops") == HeldUp(timedelta(seconds=5), BROKEN.detail)
    first_failed = world.clock.now()
    world.clock.move(seconds=5)
    assert await world.forwarder.forward("ops") == HeldUp(timedelta(seconds=10), DOWN.detail)
    kept = world.forwardings.kept["ops"]
    assert (kept.tries, kept.failing_since, kept.trouble) == (2, first_failed, DOWN.detail)
    await world.forward_until(4)

    assert world.heard == ["a", "a", "a", "b"]
    *thrice, other = (post.message_id for _, post, _ in world.program.heard)
    assert set(thrice) == {thrice[0]} != {other}
    kept = world.forwardings.kept["ops"]
    assert (kept.sequence, kept.tries, kept.failing_since, kept.trouble) == (2, 0, None, "")


async def test_an_event_that_is_refused_again_and_again_lets_the_others_pass_and_is_told(world):
    """EVT-2, REL-2."""
    world.program.answers = [WRONG] * 5
    await world.begin("all")
    await world.happen("poison", "good")
    for _ in range(4):
        assert (await world.forwarder.forward("all")).reason == WRONG.detail

    await world.forward_until(6, "all")

    assert world.heard == ["poison"] * 5 + ["good"]
    (lost,) = world.events.of_type("zhiban.delivery.settled")
    assert lost.data == {
        "state": "failed",
        "channel": "webhook",
        "attempt": 5,
        "detail": WRONG.detail,
        "event_id": "poison",
    }
    assert lost.owner == "u_mei"


async def test_a_receiver_that_is_broken_for_a_day_loses_one_event_and_not_all(world):
    """EVT-2, REL-2."""
    world.program.answers = [BROKEN] * 3
    await world.begin()
    await world.happen("a", "b")
    await world.forwarder.forward("ops")
    world.clock.move(days=1)

    held_up = await world.forwarder.forward("ops")

    assert world.heard == ["a", "a", "b"]
    assert held_up.wait == timedelta(seconds=5)  # b is at its first try
    assert world.forwardings.kept["ops"].tries == 1


async def test_a_receiver_that_is_away_for_a_month_misses_nothing(world):
    """EVT-2, REL-2."""
    world.program.answers = [DOWN] * 3
    await world.begin()
    await world.happen("a")
    for _ in range(3):
        await world.forwarder.forward("ops")
        world.clock.move(days=10)

    await world.forward_until(4)

    assert world.heard == ["a"] * 4
    assert world.events.of_type("zhiban.delivery.settled") == []


async def test_the_place_among_unwanted_events_is_kept_now_and_then(world, monkeypatch):
    """EVT-2: a restart does not read everything again."""
    monkeypatch.setattr("application.deliveries.webhooks.MOST_UNWANTED", 3)
    await world.begin()
    await world.happen(*"abcdefg", type_="zhiban.task.paused")
    await world.happen("wanted")
    world.program.answers = [DOWN]

    await world.forwarder.forward("ops")

    assert world.forwardings.kept["ops"].sequence == 7


@pytest.mark.parametrize("name", ["gone", "people"])
async def test_an_endpoint_that_the_settings_give_no_events_is_not_found(world, name):
    """EVT-2."""
    with pytest.raises(NotFound, check=says(f"No webhook endpoint “{name}”")):
        await world.forwarder.forward(name)


# --- looking after it -------------------------------------------------------------------------


ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
MEI = Actor("u_mei", frozenset({Role.VIEWER}))


@pytest.fixture
def lives():
    return RememberedLives()


@pytest.fixture
def service(world, lives):
    return WebhookService(ENDPOINTS, world.forwardings, lives, world.events)


async def test_an_admin_sees_how_far_each_endpoint_has_come(world, lives, service):
    """EVT-2."""
    await world.happen("a")
    await world.begin("ops")
    await world.happen("b", "c")
    await lives.ensure("ops")

    every, ops = await service.list(by=ADMIN)

    assert (every.endpoint.name, every.life.state, every.progress, every.behind) == (
        "all",
        ForwardingState.STOPPED,
        None,
        0,
    )
    assert (ops.endpoint.name, ops.life.state, ops.behind) == ("ops", ForwardingState.RUNNING, 2)
    assert ops.progress == Progress("ops", 1, world.clock.now())


async def test_an_admin_stops_and_resumes_forwarding(lives, service):
    """EVT-2."""
    await service.pause(by=ADMIN, name="ops", reason="x" * 500)
    await service.resume(by=ADMIN, name="ops")

    assert lives.asked == [("pause", "ops", "x" * 200), ("resume", "ops")]


@pytest.mark.parametrize("name", ["gone", "people"])
async def test_what_gets_no_events_cannot_be_stopped(service, lives, name):
    """EVT-2."""
    for ask in (service.pause(by=ADMIN, name=name), service.resume(by=ADMIN, name=name)):
        with pytest.raises(NotFound):
            await ask
    assert lives.asked == []


@pytest.mark.parametrize("by", [MEI, replace(ADMIN, scopes=frozenset())])
async def test_others_are_told_nothing(service, lives, by):
    """SEC-3."""
    for ask in (
        service.list(by=by),
        service.pause(by=by, name="ops"),
        service.resume(by=by, name="ops"),
    ):
        with pytest.raises(Forbidden):
            await ask
    assert lives.asked == []


async def test_programs_get_what_was_told_in_every_language(world):
    """EVT-2, I18-1: a program has no language; whom it tells has."""
    told = Notification(message("hello.morning")).recorded
    await world.begin()
    await world.events.append(
        Event(
            id="e",
            type="zhiban.web.changed",
            source="/tasks/t_1",
            subject="t_1",
            time=world.clock.now(),
            owner="u_mei",
            data={"notification": told},
        )
    )
    await world.forward_until(1)

    data = json.loads(world.program.heard[0][1].body)["data"]
    assert data["words"]["en-US"] == {"title": "Good morning", "text": "Good morning"}
    assert data["title"] == data["words"]["zh-CN"]["title"] == "早上好"
    assert data["notification"] == told
