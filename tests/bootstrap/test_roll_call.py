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


async def test_everybody_with_an_account_is_called_and_one_trouble_stops_nobody():
    """BRF-1, REL-1."""
    people, life = InMemoryPeople(), StartsOnly(broken="u_p007")
    for number in range(250):
        person = Person(f"u_p{number:03}", "P", disabled=number == 9)
        await people.add(person, password_hash="")
    desk = BriefingDesk(
        life,
        InMemoryBriefings(),
        people,
        FakeLogStore([]),
        InMemoryProgress(),
        ManualClock(),
        CountingIds(),
    )

    assert await call_everybody(people, desk) == 248
    assert len(set(life.started)) == 248
    assert "u_p009" not in life.started
