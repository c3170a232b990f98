"""The client side of the briefing workflow against the real server."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from application.ports.briefings import BriefingRefused
from bootstrap.running.worker import activities_of, build_worker
from domain.briefings.briefings import BriefingSettings, Greeting, GreetingKind, Phase
from domain.common.errors import NotFound, TooManyRequests, Unavailable
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from domain.people.people import Person
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
        with pytest.raises(NotFound, match="No briefing 'u_nobody'"):
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


async def test_a_caller_who_gives_up_while_it_is_prepared_leaves_it_to_the_next(desk):
    """BRF-2: an answer that nobody waits for any more is not "given"."""
    desk.household.gatherer.gate.clear()
    hasty = replace(desk.life, requests=Requests(patience=timedelta(milliseconds=500)))
    async with desk.worker():
        with pytest.raises(Unavailable):
            await hasty.greet(desk.person, today(), Greeting("gave up", "test"), ALL_DAY)
        desk.household.gatherer.gate.set()

        assert (await desk.greet("came back")).winner == "came back"


async def test_a_caller_who_is_told_to_go_goes(desk):
    """REL-1: a request whose client has hung up is not asked again and again."""
    await desk.life.ensure(desk.person, ALL_DAY)
    asking = asyncio.create_task(desk.greet("k"))
    await asyncio.sleep(0.2)
    asking.cancel()

    done, _ = await asyncio.wait({asking}, timeout=20)

    assert done
    assert asking.cancelled()


async def test_a_greeting_from_a_clock_that_is_ahead_gets_the_day_that_it_is(desk):
    """BRF-2: the workflow says which day it is, not the caller's clock."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    async with desk.worker():
        answer = await desk.life.greet(desk.person, tomorrow, Greeting("k", "test"), ALL_DAY)
        later = await desk.greet("other")

    assert answer.day == today()
    assert later.winner == "k"


async def test_greetings_by_the_thousand_outside_the_window_leave_no_trace(desk):
    """BRF-2, PRF-2: 2,500 in one day, and the one that comes in time still wins."""
    await desk.life.ensure(desk.person, ALL_DAY)
    async with desk.worker():
        await desk.life.pause(desk.person, reason="a robot that greets without end")
        for _ in range(25):
            refused = await asyncio.gather(
                *(desk.greet(f"k{number}") for number in range(100)), return_exceptions=True
            )
            assert {each.kind for each in refused} == {GreetingKind.PAUSED}
        handle = desk.life.client.get_workflow_handle(f"briefing/{desk.person}")
        assert (await handle.describe()).history_length < 100
        await desk.life.resume(desk.person)

        assert (await desk.greet("in time")).winner == "in time"


async def test_changes_by_the_hundred_in_one_day_leave_a_short_history(desk):
    """BRF-8, REL-1: six callers change 300 times; nothing is forgotten when a history is left."""
    await desk.life.ensure(desk.person, ALL_DAY)
    handle = desk.life.client.get_workflow_handle(f"briefing/{desk.person}")
    first_run = (await handle.describe()).run_id

    async def change(first: int) -> None:
        life = replace(desk.life, requests=Requests())
        for number in range(first, first + 50):
            await life.configure(desk.person, replace(ALL_DAY, prepare_minutes=number % 180))

    async with desk.worker():
        given = await desk.greet("early")
        await asyncio.gather(*(change(50 * caller) for caller in range(6)))
        described = await handle.describe()
        in_force = (await desk.life.today(desk.person)).settings
        again = await desk.greet("late")

    assert described.run_id != first_run
    assert described.history_length < 1_000
    assert again.winner == given.winner
    assert desk.household.briefings.kept_settings[desk.person] == in_force
    assert len(desk.household.events.of_type(EventType.BRIEFING_CONFIGURED)) == 300


async def test_a_run_terminated_by_hand_is_begun_anew_and_gives_no_date_twice(desk):
    """TSK-3, BRF-1: any button of the Web UI may be pressed."""

    async def last_given(person_id: str) -> str:
        return (await desk.household.people.get(person_id)).last_log_trigger_date

    life = replace(desk.life, last_given=last_given)
    async with desk.worker():
        first = await life.greet(desk.person, today(), Greeting("first", "test", today()), ALL_DAY)
        while not await last_given(desk.person):
            await asyncio.sleep(0.02)
        await life.client.get_workflow_handle(f"briefing/{desk.person}").terminate("a click")
        again = await life.greet(desk.person, today(), Greeting("again", "test", today()), ALL_DAY)

    assert first.winner == "first"
    assert again.winner != "again"
    assert len(desk.household.briefings.written) == 1
