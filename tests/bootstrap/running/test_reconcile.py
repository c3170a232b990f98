"""Rounds that see to it that everything that should live does."""

from dataclasses import dataclass, field

from application.briefings.briefings import BriefingService
from application.tasks.care import CareRound
from bootstrap.running.reconcile import (
    reconcile_briefings,
    reconcile_incidents,
    reconcile_tasks,
    reconcile_webhooks,
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


def desk_on(people: InMemoryPeople, life: StartsOnly) -> BriefingService:
    return BriefingService(
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


async def none_running():
    for nobody in ():
        yield nobody


async def test_everybody_with_an_account_has_a_briefing_and_one_failure_stops_nobody():
    """BRF-1, REL-1."""
    people, life = InMemoryPeople(), StartsOnly(broken="u_p007")
    for number in range(250):
        person = Person(id=f"u_p{number:03}", name="P", disabled=number == 9)
        await people.add(person, password_hash="")

    assert await reconcile_briefings(people, desk_on(people, life), none_running) == 248
    assert len(set(life.started)) == 248
    assert "u_p009" not in life.started


async def test_a_briefing_that_runs_is_not_started_again():
    """BRF-1, PRF-1: of a thousand, nearly all run."""

    async def running():
        yield "u_p0"

    people, life = InMemoryPeople(), StartsOnly()
    for number in range(2):
        await people.add(Person(id=f"u_p{number}", name="P"), password_hash="")

    assert await reconcile_briefings(people, desk_on(people, life), running) == 1
    assert life.started == ["u_p1"]


async def test_all_tasks_are_gone_round_page_by_page():
    """TSK-3, REL-1."""
    pages, asked = [CareRound(2, ("t_2",), (), "t_2"), CareRound(1, (), ("t_3",), "")], []

    class Care:
        async def look_after(self, *, alive, after):
            asked.append((set(alive), after))
            return pages.pop(0)

    async def running():
        yield "t_alive"

    await reconcile_tasks(Care(), running)

    assert asked == [({"t_alive"}, ""), ({"t_alive"}, "t_2")]


async def test_every_program_is_kept_told_although_one_cannot_be():
    """EVT-2: again, when a worker that does not know it has ended it."""
    lives = RememberedLives()
    ensure = lives.ensure

    async def moody(endpoint):
        if endpoint == "first":
            raise Unavailable("Temporal is away.")
        await ensure(endpoint)

    lives.ensure = moody
    for _ in range(2):
        await reconcile_webhooks(lives, ("first", "second"))
        assert set(lives.states) == {"second"}
        lives.states.clear()


async def test_incidents_are_compared_with_those_that_run():
    """RBK-3: not only at night, and not only while the sweep is switched on."""
    compared = []

    class Stopped:
        async def close(self, alive):
            compared.append(list(alive))
            return 1

    async def running():
        yield "incident/a"

    await reconcile_incidents(Stopped(), running)
    assert compared == [["incident/a"]]
