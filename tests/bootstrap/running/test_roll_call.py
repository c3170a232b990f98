"""A starting worker sees that everything that should live does."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from application.briefings.briefings import BriefingDesk
from application.tasks.care import CareRound
from bootstrap.running.roll_call import (
    call_everybody,
    keep_forwarding,
    look_after_incidents,
    look_after_tasks,
)
from domain.common.errors import Unavailable
from domain.people.people import Person
from tests.fakes.briefings import InMemoryBriefings, InMemoryProgress
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.destinations import DESTINATIONS
from tests.fakes.logs import FakeLogStore
from tests.fakes.people import InMemoryPeople
from tests.fakes.webhooks import RememberedLives
from tests.fakes.words import WORDS


@dataclass
class StartsOnly:
    """A briefing life that can only be started; `broken` cannot."""

    started: list[str] = field(default_factory=list)
    broken: str = ""

    async def ensure(self, person_id, settings):
        if person_id == self.broken:
            raise Unavailable("Temporal is away.")
        self.started.append(person_id)


class AwayAfterTheFirstPage(InMemoryPeople):
    """A database that goes away while everybody is called."""

    async def list(self, *, after, limit):
        if after:
            raise Unavailable("The database is away.")
        return await super().list(after=after, limit=limit)


def desk_on(people: InMemoryPeople, life: StartsOnly) -> BriefingDesk:
    return BriefingDesk(
        life,
        InMemoryBriefings(),
        people,
        FakeLogStore([]),
        InMemoryProgress(),
        ManualClock(),
        CountingIds(),
        WORDS,
        DESTINATIONS,
    )


async def test_a_database_that_goes_away_breaks_the_call_off_and_not_the_worker():
    """BRF-1, REL-1."""
    people = AwayAfterTheFirstPage()
    for number in range(150):
        await people.add(Person(f"u_p{number:03}", "P"), password_hash="")

    assert await call_everybody(people, desk_on(people, StartsOnly())) == 100


async def test_everybody_with_an_account_is_called_and_one_trouble_stops_nobody():
    """BRF-1, REL-1."""
    people, life = InMemoryPeople(), StartsOnly(broken="u_p007")
    for number in range(250):
        person = Person(f"u_p{number:03}", "P", disabled=number == 9)
        await people.add(person, password_hash="")

    assert await call_everybody(people, desk_on(people, life)) == 248
    assert len(set(life.started)) == 248
    assert "u_p009" not in life.started


class Round:
    """Pages of tasks, and a listing that may fail."""

    def __init__(self, *pages, trouble=None):
        self.pages, self.trouble, self.asked = list(pages), trouble, []
        self.done = asyncio.Event()

    async def running(self):
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            raise trouble
        yield "t_alive"

    async def look_after(self, *, alive, after):
        self.asked.append((set(alive), after))
        page = self.pages.pop(0)
        if not self.pages:
            self.done.set()
        return page


@pytest.mark.parametrize("trouble", [None, Unavailable("Temporal is away.")])
async def test_all_tasks_are_gone_round_page_by_page_also_after_trouble(trouble):
    """TSK-3, REL-1."""
    rounds = Round(
        CareRound(2, ("t_2",), (), "t_2"), CareRound(1, (), ("t_3",), ""), trouble=trouble
    )
    going = asyncio.create_task(
        look_after_tasks(rounds, rounds.running, pause=timedelta(milliseconds=1))
    )
    async with asyncio.timeout(20):
        await rounds.done.wait()
    going.cancel()

    assert rounds.asked[:2] == [({"t_alive"}, ""), ({"t_alive"}, "t_2")]


async def test_every_program_is_kept_told_although_one_cannot_be():
    """EVT-2."""
    lives = RememberedLives()
    ensure = lives.ensure

    async def moody(endpoint):
        if endpoint == "first":
            raise Unavailable("Temporal is away.")
        await ensure(endpoint)

    lives.ensure = moody
    await keep_forwarding(lives, ())
    keeping = asyncio.create_task(
        keep_forwarding(lives, ("first", "second"), pause=timedelta(milliseconds=1))
    )
    async with asyncio.timeout(20):
        for _ in range(2):  # again, when a worker that does not know it has ended it
            while not lives.states:
                await asyncio.sleep(0.001)
            assert set(lives.states) == {"second"}
            lives.states.clear()
    keeping.cancel()


class ClosesOnce:
    """Is away in its first round."""

    def __init__(self):
        self.rounds = []
        self.enough = asyncio.Event()

    async def close(self, alive):
        self.rounds.append(list(alive))
        if len(self.rounds) == 1:
            raise Unavailable("The database is away.")
        self.enough.set()
        return 1


async def test_incidents_are_looked_after_again_and_again():
    """RBK-3: not only at night, and not only while the sweep is switched on."""

    async def running():
        yield "incident/a"

    closes = ClosesOnce()
    care = asyncio.create_task(look_after_incidents(closes, running, pause=timedelta(0)))
    async with asyncio.timeout(10):
        await closes.enough.wait()
    care.cancel()
    await asyncio.gather(care, return_exceptions=True)
    assert closes.rounds[0] == ["incident/a"]
