"""A starting worker sees that everybody's briefing runs."""

from dataclasses import dataclass, field

from application.briefings import BriefingDesk
from bootstrap.roll_call import call_everybody
from domain.errors import Unavailable
from domain.people import Person
from tests.fakes.briefings import InMemoryBriefings, InMemoryProgress
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.logs import FakeLogStore
from tests.fakes.people import InMemoryPeople


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
