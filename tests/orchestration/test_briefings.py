"""The client side of the briefing workflow against the real server."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from application.ports.briefings import BriefingRefused
from bootstrap.worker import activities_of, build_worker
from domain.briefings import BriefingSettings, Greeting, GreetingKind, Phase
from domain.deliveries import ChannelAddress, ChannelKind
from domain.errors import NotFound, TooManyRequests, Unavailable
from domain.people import Person
from orchestration.briefings import TemporalBriefings
from orchestration.requests import LONGEST_QUEUE, Requests
from tests.fakes.briefing_making import Household
from workflows.attributes import KIND, OWNER, STATE

pytestmark = pytest.mark.temporal

ALL_DAY = BriefingSettings(zone="UTC", window_start=time(0), window_end=time(23, 59, 59))
"""A window that is open now; within a second of midnight UTC it is not."""


def today() -> str:
    return datetime.now(UTC).date().isoformat()


@dataclass
class Desk:
    """A person's briefings, and a worker to be switched on and off."""

    life: TemporalBriefings
    household: Household
    person: str
    queue: str

    @asynccontextmanager
    async def worker(self):
        activities = activities_of(
            self.household.briefing_activities(), self.household.delivery_activities()
        )
        async with build_worker(self.life.client, activities, task_queue=self.queue):
            yield

    async def greet(self, key: str, settings: BriefingSettings = ALL_DAY):
        return await self.life.greet(self.person, today(), Greeting(key, "test"), settings)


@pytest.fixture
async def desk(server) -> Desk:
    queue, person = f"test-{uuid4()}", f"u_{uuid4().hex[:8]}"
    household = Household()
    await household.people.add(Person(person, "Mei"), password_hash="")
    return Desk(TemporalBriefings(server.client, queue), household, person, queue)


async def test_a_thousand_greetings_at_once_yield_one_briefing(desk):
    """BRF-2: two adapters stand for two robots' servers; no caller sees an error."""
    other = replace(desk.life, requests=Requests())
    async with desk.worker():
        answers = await asyncio.gather(
            *(
                (desk.life if number % 2 else other).greet(
                    desk.person, today(), Greeting(f"k{number}", "test"), ALL_DAY
                )
                for number in range(1_000)
            )
        )

    winners = Counter(answer.winner for answer in answers)
    assert len(winners) == 1
    assert len(desk.household.gatherer.looked) == 1
    assert len(desk.household.briefings.written) == 1


async def test_greetings_that_wait_survive_a_worker_that_goes_and_another_that_comes(desk):
    """BRF-2, REL-1: the first worker stops while it prepares the briefing."""
    desk.household.gatherer.gate.clear()
    async with desk.worker():
        waiting = [asyncio.create_task(desk.greet(f"k{number}")) for number in range(50)]
        while not desk.household.gatherer.looked:
            await asyncio.sleep(0.01)
        desk.household.gatherer.gate.set()
    async with desk.worker():
        answers = await asyncio.wait_for(asyncio.gather(*waiting), 30)

    assert len({answer.winner for answer in answers}) == 1
    assert len(desk.household.briefings.written) == 1


async def test_the_winner_hears_it_again_with_its_own_key(desk):
    """BRF-2: a lost answer can be asked for again."""
    async with desk.worker():
        first = await desk.greet("mine")
        again = await desk.greet("mine")

    assert first == again
    assert again.winner == "mine"


async def test_a_greeting_outside_the_window_is_refused_with_the_reason(desk):
    """BRF-2."""
    now = datetime.now(UTC)
    closed = time((now.hour + 12) % 24)
    settings = replace(
        ALL_DAY, window_start=closed, window_end=closed.replace(minute=30), prepare_minutes=0
    )
    async with desk.worker():
        with pytest.raises(BriefingRefused) as refused:
            await desk.greet("k", settings)

    assert refused.value.kind is GreetingKind.OUTSIDE_WINDOW


async def test_a_pause_shows_in_the_query_and_in_the_search_attributes(desk):
    """BRF-8, TSK-3."""
    async with desk.worker():
        await desk.life.ensure(desk.person, ALL_DAY)
        await desk.life.pause(desk.person, reason="holiday")
        paused = await desk.life.today(desk.person)
        with pytest.raises(BriefingRefused) as refused:
            await desk.greet("k")
        await desk.life.resume(desk.person)
        resumed = await desk.life.today(desk.person)
        shown = await desk.life.client.get_workflow_handle(f"briefing/{desk.person}").describe()

    assert paused.paused
    assert paused.next_due is None
    assert refused.value.kind is GreetingKind.PAUSED
    assert not resumed.paused
    assert shown.typed_search_attributes[OWNER] == desk.person
    assert shown.typed_search_attributes[KIND] == "briefing"
    assert shown.typed_search_attributes[STATE]
    assert shown.static_summary is None or desk.person in await shown.static_summary()


async def test_new_settings_are_in_force_and_kept_when_the_call_returns(desk):
    """BRF-8."""
    moved = replace(ALL_DAY, channels=(ChannelAddress(ChannelKind.WECOM, "team"),))
    async with desk.worker():
        await desk.life.ensure(desk.person, ALL_DAY)
        await desk.life.configure(desk.person, moved)

        assert (await desk.life.today(desk.person)).settings == moved
        assert desk.household.briefings.kept_settings[desk.person] == moved


async def test_preparing_by_hand_needs_no_window(desk):
    """BRF-3."""
    start = (datetime.now(UTC) + timedelta(days=1)).time().replace(microsecond=0)
    settings = replace(ALL_DAY, window_start=min(start, time(23, 50)), prepare_minutes=0)
    async with desk.worker():
        await desk.life.ensure(desk.person, settings)
        await desk.life.prepare_now(desk.person)
        while (await desk.life.today(desk.person)).phase is not Phase.PREPARED:
            await asyncio.sleep(0.02)

    assert len(desk.household.briefings.written) == 1


async def test_somebody_unknown_has_no_briefing_to_ask_about(desk):
    """BRF-8."""
    async with desk.worker():
        with pytest.raises(NotFound, match="No briefing of 'u_nobody'"):
            await desk.life.today("u_nobody")


async def test_without_a_worker_a_caller_is_told_so_in_time(desk):
    """REL-1."""
    hasty = replace(desk.life, requests=Requests(patience=timedelta(milliseconds=300)))
    await desk.life.ensure(desk.person, ALL_DAY)

    with pytest.raises(Unavailable, match="did not answer in time"):
        await hasty.greet(desk.person, today(), Greeting("k", "test"), ALL_DAY)


async def test_a_full_queue_of_changes_is_refused_instead_of_growing():
    """PRF-2: bounded waiting."""
    requests, gate = Requests(), asyncio.Event()

    async def change() -> None:
        async with requests.turn("briefing/u_mei"):
            await gate.wait()

    waiting = [asyncio.create_task(change()) for _ in range(LONGEST_QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests):
        await change()
    gate.set()
    await asyncio.gather(*waiting)
