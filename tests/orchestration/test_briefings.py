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
from tests.fakes.words import says
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
async def service(server) -> Desk:
    queue, person = f"test-{uuid4()}", f"u_{uuid4().hex[:8]}"
    household = Household()
    await household.people.add(Person(id=person, name="Mei"), password_hash="")
    return Desk(TemporalBriefings(server.client, queue), household, person, queue)


async def test_a_thousand_greetings_at_once_yield_one_briefing(service):
    """BRF-2: two adapters stand for two robots' servers; no caller sees an error."""
    other = replace(service.life, requests=Requests())
    async with service.worker():
        answers = await asyncio.gather(
            *(
                (service.life if number % 2 else other).greet(
                    service.person, today(), Greeting(f"k{number}", "test"), ALL_DAY
                )
                for number in range(1_000)
            )
        )

    winners = Counter(answer.winner for answer in answers)
    assert len(winners) == 1
    assert len(service.household.gatherer.looked) == 1
    assert len(service.household.briefings.written) == 1


async def test_greetings_that_wait_survive_a_worker_that_goes_and_another_that_comes(service):
    """BRF-2, REL-1: the first worker stops while it prepares the briefing."""
    service.household.gatherer.gate.clear()
    async with service.worker():
        waiting = [asyncio.create_task(service.greet(f"k{number}")) for number in range(50)]
        while not service.household.gatherer.looked:
            await asyncio.sleep(0.01)
        service.household.gatherer.gate.set()
    async with service.worker():
        answers = await asyncio.wait_for(asyncio.gather(*waiting), 30)

    assert len({answer.winner for answer in answers}) == 1
    assert len(service.household.briefings.written) == 1


async def test_the_winner_hears_it_again_with_its_own_key(service):
    """BRF-2: a lost answer can be asked for again."""
    async with service.worker():
        first = await service.greet("mine")
        again = await service.greet("mine")

    assert first == again
    assert again.winner == "mine"


async def test_a_greeting_outside_the_window_is_refused_with_the_reason(service):
    """BRF-2."""
    now = datetime.now(UTC)
    closed = time((now.hour + 12) % 24)
    settings = replace(
        ALL_DAY, window_start=closed, window_end=closed.replace(minute=30), prepare_minutes=0
    )
    async with service.worker():
        with pytest.raises(BriefingRefused) as refused:
            await service.greet("k", settings)

    assert refused.value.kind is GreetingKind.OUTSIDE_WINDOW


async def test_a_pause_shows_in_the_query_and_in_the_search_attributes(service):
    """BRF-8, TSK-3."""
    async with service.worker():
        await service.life.ensure(service.person, ALL_DAY)
        await service.life.pause(service.person, reason="holiday")
        paused = await service.life.today(service.person)
        with pytest.raises(BriefingRefused) as refused:
            await service.greet("k")
        await service.life.resume(service.person)
        resumed = await service.life.today(service.person)
        shown = await service.life.client.get_workflow_handle(
            f"briefing/{service.person}"
        ).describe()

    assert paused.paused
    assert paused.next_due is None
    assert refused.value.kind is GreetingKind.PAUSED
    assert not resumed.paused
    assert shown.typed_search_attributes[OWNER] == service.person
    assert shown.typed_search_attributes[KIND] == "briefing"
    assert shown.typed_search_attributes[STATE]
    assert shown.static_summary is None or service.person in await shown.static_summary()


async def test_new_settings_are_in_force_and_kept_when_the_call_returns(service):
    """BRF-8."""
    moved = replace(ALL_DAY, channels=(ChannelAddress(ChannelKind.WECOM, "team"),))
    async with service.worker():
        await service.life.ensure(service.person, ALL_DAY)
        await service.life.configure(service.person, moved)

        assert (await service.life.today(service.person)).settings == moved
        assert service.household.briefings.kept_settings[service.person] == moved


async def test_preparing_by_hand_needs_no_window(service):
    """BRF-3."""
    start = (datetime.now(UTC) + timedelta(days=1)).time().replace(microsecond=0)
    settings = replace(ALL_DAY, window_start=min(start, time(23, 50)), prepare_minutes=0)
    async with service.worker():
        await service.life.ensure(service.person, settings)
        await service.life.prepare_now(service.person)
        while (await service.life.today(service.person)).phase is not Phase.PREPARED:
            await asyncio.sleep(0.02)

    assert len(service.household.briefings.written) == 1


async def test_somebody_unknown_has_no_briefing_to_ask_about(service):
    """BRF-8."""
    async with service.worker():
        with pytest.raises(NotFound, check=says("No briefing “u_nobody”")):
            await service.life.today("u_nobody")


async def test_without_a_worker_a_caller_is_told_so_in_time(service):
    """REL-1."""
    hasty = replace(service.life, requests=Requests(patience=timedelta(milliseconds=300)))
    await service.life.ensure(service.person, ALL_DAY)

    with pytest.raises(Unavailable, check=says("did not answer in time")):
        await hasty.greet(service.person, today(), Greeting("k", "test"), ALL_DAY)


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


async def test_a_caller_who_gives_up_while_it_is_prepared_leaves_it_to_the_next(service):
    """BRF-2: an answer that nobody waits for any more is not "given"."""
    service.household.gatherer.gate.clear()
    hasty = replace(service.life, requests=Requests(patience=timedelta(milliseconds=500)))
    async with service.worker():
        with pytest.raises(Unavailable):
            await hasty.greet(service.person, today(), Greeting("gave up", "test"), ALL_DAY)
        service.household.gatherer.gate.set()

        assert (await service.greet("came back")).winner == "came back"


async def test_a_caller_who_is_told_to_go_goes(service):
    """REL-1: a request whose client has hung up is not asked again and again."""
    await service.life.ensure(service.person, ALL_DAY)
    asking = asyncio.create_task(service.greet("k"))
    await asyncio.sleep(0.2)
    asking.cancel()

    done, _ = await asyncio.wait({asking}, timeout=20)

    assert done
    assert asking.cancelled()


async def test_a_greeting_from_a_clock_that_is_ahead_gets_the_day_that_it_is(service):
    """BRF-2: the workflow says which day it is, not the caller's clock."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    async with service.worker():
        answer = await service.life.greet(service.person, tomorrow, Greeting("k", "test"), ALL_DAY)
        later = await service.greet("other")

    assert answer.day == today()
    assert later.winner == "k"


async def test_greetings_by_the_thousand_outside_the_window_leave_no_trace(service):
    """BRF-2, PRF-2: 2,500 in one day, and the one that comes in time still wins."""
    await service.life.ensure(service.person, ALL_DAY)
    async with service.worker():
        await service.life.pause(service.person, reason="a robot that greets without end")
        for _ in range(25):
            refused = await asyncio.gather(
                *(service.greet(f"k{number}") for number in range(100)), return_exceptions=True
            )
            assert {each.kind for each in refused} == {GreetingKind.PAUSED}
        handle = service.life.client.get_workflow_handle(f"briefing/{service.person}")
        assert (await handle.describe()).history_length < 100
        await service.life.resume(service.person)

        assert (await service.greet("in time")).winner == "in time"


async def test_changes_by_the_hundred_in_one_day_leave_a_short_history(service):
    """BRF-8, REL-1: six callers change 300 times; nothing is forgotten when a history is left."""
    await service.life.ensure(service.person, ALL_DAY)
    handle = service.life.client.get_workflow_handle(f"briefing/{service.person}")
    first_run = (await handle.describe()).run_id

    async def change(first: int) -> None:
        life = replace(service.life, requests=Requests())
        for number in range(first, first + 50):
            await life.configure(service.person, replace(ALL_DAY, prepare_minutes=number % 180))

    async with service.worker():
        given = await service.greet("early")
        await asyncio.gather(*(change(50 * caller) for caller in range(6)))
        described = await handle.describe()
        in_force = (await service.life.today(service.person)).settings
        again = await service.greet("late")

    assert described.run_id != first_run
    assert described.history_length < 1_000
    assert again.winner == given.winner
    assert service.household.briefings.kept_settings[service.person] == in_force
    assert len(service.household.events.of_type(EventType.BRIEFING_CONFIGURED)) == 300


async def test_a_run_terminated_by_hand_is_begun_anew_and_gives_no_date_twice(service):
    """TSK-3, BRF-1: any button of the Web UI may be pressed."""

    async def last_given(person_id: str) -> str:
        return (await service.household.people.get(person_id)).last_log_trigger_date

    life = replace(service.life, last_given=last_given)
    async with service.worker():
        first = await life.greet(
            service.person, today(), Greeting("first", "test", today()), ALL_DAY
        )
        while not await last_given(service.person):
            await asyncio.sleep(0.02)
        await life.client.get_workflow_handle(f"briefing/{service.person}").terminate("a click")
        again = await life.greet(
            service.person, today(), Greeting("again", "test", today()), ALL_DAY
        )

    assert first.winner == "first"
    assert again.winner != "again"
    assert len(service.household.briefings.written) == 1
