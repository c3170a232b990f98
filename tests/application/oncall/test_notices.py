"""Hand-overs, gaps and swaps are told to whom they concern, once (ALR-10)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from application.oncall.notices import OnCallNotices
from application.oncall.swaps import SwapService
from domain.briefings.briefings import BriefingSettings
from domain.common.shapes import read
from domain.oncall.configs import LayersConfig
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind, ScheduleVersion
from domain.oncall.swaps import SwapAnswer, SwapRequest
from domain.people.access import Actor, Role
from domain.people.people import Person
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.oncall import InMemoryOnCall
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, told

BEGINS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAILY = {
    "name": "all",
    "people": ["u_lin", "u_bob"],
    "start": "2026-03-02",
    "at": "09:00",
    "zone": "UTC",
    "unit": "day",
}
LIN, BOB = (Actor(each, frozenset({Role.OPERATOR})) for each in ("u_lin", "u_bob"))
MINUTE = timedelta(minutes=1)


@dataclass
class Begun:
    """Deliveries that were begun, each once."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    async def start(self, event_id, person_id, address, *, title):
        assert address.target == f"{person_id}@example.cn"
        if (event_id, person_id) not in self.taken:
            self.taken.append((event_id, person_id))


class Calm:
    """No incident is open."""

    async def list(self, which, *, before, limit):
        assert which.open_only
        return []


@dataclass
class Rig:
    """The job, with a clock that is moved by hand."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(BEGINS + timedelta(hours=1)))
    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    briefings: InMemoryBriefings = field(default_factory=InMemoryBriefings)
    begun: Begun = field(default_factory=Begun)
    since: datetime | None = None

    def __post_init__(self):
        self.kept = InMemoryOnCall(self.events)
        self.swaps = SwapService(self.kept, self.people, self.clock, CountingIds())
        self.job = OnCallNotices(
            self.kept,
            self.swaps,
            self.people,
            self.briefings,
            Calm(),
            self.events,
            self.begun,
            self.clock,
        )

    async def go_on(self, **span):
        """Let rounds run for a time, a minute between two; return who was told what."""
        before, end = len(self.begun.taken), self.clock.now() + timedelta(**span)
        while self.clock.now() < end:
            self.since = await self.job.round(self.since)
            self.clock.move(minutes=1)
        return self.begun.taken[before:]

    async def words(self, reader=IN_ENGLISH):
        event = await self.events.get(self.begun.taken[-1][0])
        return told(event, reader)

    def schedule(self, **fields):
        layers = read(LayersConfig, {"layers": [DAILY | fields]}).read_layers()
        self.kept.kept["days"] = OnCallSchedule(
            "days", (ScheduleVersion(1, BEGINS, layers),), owner="u_an"
        )


@pytest.fixture
async def rig():
    rig = Rig()
    roles = {"lin": Role.OPERATOR, "bob": Role.OPERATOR, "an": Role.ADMIN}
    for name, role in roles.items():
        one = f"u_{name}"
        person = Person(id=one, name=name, mail=f"{one}@example.cn", roles=frozenset({role}))
        await rig.people.add(person, password_hash="")
    rig.schedule()
    return rig


async def test_who_leaves_and_who_comes_are_told_at_the_hand_over(rig):
    """ALR-10: once each, with until when and what is open."""
    assert await rig.go_on(hours=22) == []
    found = await rig.go_on(hours=2)
    name = "oncall/days/hand-over/2026-03-03T09:00:00+00:00"
    assert found == [(name, "u_lin"), (name, "u_bob")]
    words = await rig.words()
    assert words.title.startswith("On-call days: u_bob took over from u_lin at ")
    assert "Until " in words.text
    assert "No incident is open." in words.text
    assert "由 u_bob 接 u_lin 的班" in (await rig.words(IN_CHINESE)).title


async def test_a_hand_over_in_quiet_hours_is_told_when_they_end(rig):
    """ALR-10, PSH-5: to whom they are; the other hears of it at once."""
    quiet = BriefingSettings(zone="UTC", quiet_hours="08:00-11:00")
    await rig.briefings.save_settings("u_bob", quiet)
    await rig.go_on(hours=22)
    assert [each for _, each in await rig.go_on(minutes=90)] == ["u_lin"]
    assert [each for _, each in await rig.go_on(hours=2)] == ["u_bob"]


async def test_rounds_that_were_missed_are_made_up_for_and_a_second_one_changes_nothing(rig):
    """ALR-10."""
    await rig.go_on(minutes=1)
    rig.clock.move(hours=23, minutes=30)
    assert len(await rig.go_on(minutes=1)) == 2
    rig.since = rig.clock.now() - timedelta(hours=2)
    assert await rig.go_on(minutes=1) == []


async def test_admins_are_warned_a_day_before_nobody_is_on_call(rig):
    """ALR-10: not of hours that are outside of duty by design."""
    start = BEGINS + timedelta(days=3)
    gone = Override(
        id="o_1",
        kind=OverrideKind.REMOVE,
        people=("u_bob",),
        start=start,
        end=start + timedelta(hours=5),
        by="u_an",
        at=BEGINS,
    )
    rig.kept.kept["days"] = replace(rig.kept.kept["days"], overrides=(gone,))
    rig.clock.moment = start - timedelta(days=1, minutes=30)
    found = await rig.go_on(minutes=29)
    assert found == []
    found = await rig.go_on(minutes=10)
    gap = "oncall/days/gap/2026-03-05T09:00:00+00:00"
    assert (gap, "u_an") in found
    assert [each for name, each in found if name == gap] == ["u_an"]
    assert "nobody is on call from" in (await rig.words()).title

    rig.schedule(windows=[{"start": "09:00", "end": "17:00"}])
    found = await rig.go_on(hours=3)
    assert not [name for name, _ in found if "/gap/" in name]


async def test_a_swap_is_told_to_who_is_asked_and_its_end_to_who_asked(rig):
    """ALR-10."""
    requested = SwapRequest(giver="u_lin", taker="u_bob", end=BEGINS + timedelta(hours=12))
    await rig.go_on(minutes=1)
    swap = await rig.swaps.ask(by=LIN, name="days", requested=requested)
    assert await rig.go_on(minutes=3) == [(f"oncall/days/{swap.id}", "u_bob")]
    assert "u_lin asks u_bob to take over on-call days" in (await rig.words()).title
    await rig.swaps.answer(by=BOB, swap_id=swap.id, answer=SwapAnswer.DECLINE)
    assert await rig.go_on(minutes=3) == [(f"oncall/days/{swap.id}/declined", "u_lin")]

    requested = replace(requested, end=rig.clock.now() + timedelta(minutes=30))
    swap = await rig.swaps.ask(by=LIN, name="days", requested=requested)
    found = await rig.go_on(minutes=40)
    assert found == [
        (f"oncall/days/{swap.id}", "u_bob"),
        (f"oncall/days/{swap.id}/expired", "u_lin"),
    ]
