"""On-call schedules through their service, on SQLite and on PostgreSQL (ALR-10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from application.oncall.duty_book import DutyBook
from application.oncall.schedules import OnCallService
from application.ports.events import EventFilter
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.common.shapes import read
from domain.events.events import EventType
from domain.oncall.configs import LayersConfig, written_layers
from domain.oncall.duty_list import Unfilled, UnfilledReason
from domain.oncall.override_rules import OverrideRequest
from domain.oncall.schedules import OverrideKind
from domain.people.access import Actor, Role, Scope
from storage.events.events import SqlEvents
from storage.oncall.schedules import SqlOnCallSchedules
from tests.fakes.clock import CountingIds, ManualClock

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
LIN = Actor("u_lin", frozenset({Role.OPERATOR}))
MEI = Actor("u_mei", frozenset({Role.VIEWER}))
NIGHTS = {
    "layers": [
        {
            "name": "nights",
            "people": ["u_lin", "u_bob", ["u_wei", "u_mei"]],
            "start": "2026-01-05",
            "at": "20:00",
            "zone": "Asia/Shanghai",
            "unit": "day",
        }
    ]
}
BEGINS = datetime(2026, 1, 5, 11, 0, tzinfo=UTC)
"""An hour before the first hand-over."""


class Registered:
    """People who are known; `gone` is disabled."""

    async def get(self, person_id):
        if person_id == "u_stranger":
            return None
        return SimpleNamespace(id=person_id, disabled=person_id == "u_gone")


@pytest.fixture
def clock():
    return ManualClock(BEGINS)


@pytest.fixture
def events(database):
    return SqlEvents(database)


@pytest.fixture
def service(events, clock):
    book = DutyBook(SqlOnCallSchedules(events), "2026a")
    return OnCallService(book, Registered(), clock, CountingIds())


async def on_call(service, days, **more):
    answer = await service.at(
        by=MEI, name="nights", at=BEGINS + timedelta(hours=2) + timedelta(days=days, **more)
    )
    return [each.person_id for each in answer.people]


async def made(service):
    return await service.create(by=ADMIN, name="nights", config=NIGHTS)


async def test_a_schedule_answers_who_is_on_call_and_why(service):
    """ALR-10."""
    await made(service)

    assert [await on_call(service, day) for day in range(4)] == [
        ["u_lin"],
        ["u_bob"],
        ["u_wei", "u_mei"],
        ["u_lin"],
    ]
    answer = await service.at(by=MEI, name="nights", at=BEGINS + timedelta(hours=2))
    assert (answer.version, answer.clocks) == (1, "2026a")
    assert answer.people[0].layer == "nights"
    assert answer.until == BEGINS + timedelta(hours=25)


async def test_a_new_version_changes_nothing_that_was(service, clock):
    """ALR-10: who was called on a night stays who was on call then."""
    await made(service)
    clock.move(days=1, hours=3)
    config = {"layers": [NIGHTS["layers"][0] | {"people": ["u_wei", "u_bob"]}]}

    await service.change(by=ADMIN, name="nights", config=config)

    assert await on_call(service, 0) == ["u_lin"]
    found = (await service.get(by=MEI, name="nights")).schedule
    assert [each.number for each in found.versions] == [1, 2]
    assert "u_lin" not in [one for day in range(2, 6) for one in await on_call(service, day)]


async def test_nobody_but_who_may_change_schedules_overrides(service, clock):
    """ALR-10: not even their own shift: somebody else would have it without having agreed."""
    await made(service)
    swap = OverrideRequest(
        kind=OverrideKind.REPLACE,
        people=("u_bob",),
        instead_of="u_lin",
        end=BEGINS + timedelta(days=1),
    )
    for name in ("nights", "none"):  # who may not is told nothing of what there is
        for who in (MEI, LIN):
            with pytest.raises(Forbidden):
                await service.override(by=who, name=name, requested=swap)
            with pytest.raises(Forbidden):
                await service.end_override(by=who, name=name, override_id="o_1")
            with pytest.raises(Forbidden):
                await service.change(by=who, name=name, config=NIGHTS)

    kept = await service.override(by=ADMIN, name="nights", requested=swap)
    assert await on_call(service, 0) == ["u_bob"]

    clock.move(hours=4)
    await service.end_override(by=ADMIN, name="nights", override_id=kept.id)
    assert await on_call(service, 0) == ["u_bob"]
    assert await on_call(service, 0, hours=4) == ["u_lin"]
    with pytest.raises(NotFound):
        await service.end_override(by=ADMIN, name="nights", override_id=kept.id)


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_signed_in_reads_who_is_on_call(service, role):
    """ALR-10, SEC-3: with each role, and with a token that may read and nothing else."""
    await made(service)
    by = Actor("u_any", frozenset({role}))
    for each in (by, replace(by, scopes=frozenset({Scope.READ}))):
        answer = await service.at(by=each, name="nights", at=BEGINS + timedelta(hours=2))
        assert [one.person_id for one in answer.people] == ["u_lin"]
    with pytest.raises(Forbidden):
        await service.at(by=replace(by, scopes=frozenset()), name="nights")


async def test_an_override_leaves_nobody_out_of_reach_by_mistake(service):
    """ALR-10: a gap is made on purpose only; what changes nothing is refused."""
    await made(service)
    gone = OverrideRequest(
        kind=OverrideKind.REMOVE, people=("u_lin",), end=BEGINS + timedelta(days=1)
    )
    with pytest.raises(Conflict) as refused:
        await service.override(by=ADMIN, name="nights", requested=gone)
    assert refused.value.explanation.id == "oncall.leaves_gap"
    await service.override(by=ADMIN, name="nights", requested=replace(gone, leave_gap=True))
    assert await on_call(service, 0) == []
    with pytest.raises(Conflict) as refused:
        await service.override(by=ADMIN, name="nights", requested=replace(gone, people=("u_bob",)))
    assert refused.value.explanation.id == "oncall.changes_nothing"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Nights!"}, "name"),
        ({"config": {"layers": []}}, "config.layers"),
        ({"config": NIGHTS | {"more": 1}}, "config.more"),
        ({"start": BEGINS - timedelta(hours=1)}, "start"),
        ({"start": BEGINS + timedelta(days=400)}, "start"),
        (
            {"config": {"layers": [NIGHTS["layers"][0] | {"people": ["u_stranger", "u_gone"]}]}},
            "config.layers",
        ),
    ],
)
async def test_what_breaks_a_rule_is_named(service, change, field):
    """ALR-10."""
    with pytest.raises(InvalidRequest) as refused:
        await service.create(**({"by": ADMIN, "name": "nights", "config": NIGHTS} | change))
    assert refused.value.field == field


async def test_only_who_may_changes_schedules(service):
    """ALR-10, SEC-3."""
    with pytest.raises(Forbidden):
        await service.create(by=LIN, name="nights", config=NIGHTS)
    await made(service)
    with pytest.raises(Forbidden):
        await service.change(by=LIN, name="nights", config=NIGHTS)
    with pytest.raises(Conflict):
        await made(service)
    with pytest.raises(NotFound):
        await service.get(by=MEI, name="days")


async def test_every_change_is_an_event(service, events, clock):
    """ALR-10, EVT-1."""
    await made(service)
    clock.move(hours=1)
    await service.change(by=ADMIN, name="nights", config=NIGHTS)
    swap = OverrideRequest(
        kind=OverrideKind.ADD, people=("u_lin",), end=clock.now() + timedelta(days=3)
    )
    kept = await service.override(by=ADMIN, name="nights", requested=swap)
    await service.end_override(by=ADMIN, name="nights", override_id=kept.id)

    found = await events.page(EventFilter(), after=0, limit=10)
    assert [each.type for each in found] == [
        EventType.ONCALL_CREATED,
        EventType.ONCALL_CHANGED,
        EventType.ONCALL_OVERRIDDEN,
        EventType.ONCALL_OVERRIDE_ENDED,
    ]


async def test_a_list_tells_which_schedule_adds_nobody(service):
    """ALR-10: each person once; a schedule that there is none of, or a gap, is told with why."""
    await made(service)
    entries = ["schedule:none", "schedule:nights", "u_bob", "u_lin"]
    found = await service.book.people_of(entries, BEGINS + timedelta(hours=2))
    assert [(each.person_id, each.schedule, each.version) for each in found.people] == [
        ("u_lin", "nights", 1),
        ("u_bob", "", 0),
    ]
    assert found.unfilled == (Unfilled("none", UnfilledReason.UNKNOWN),)

    end = BEGINS + timedelta(hours=3)
    gone = OverrideRequest(kind=OverrideKind.REMOVE, people=("u_lin",), end=end, leave_gap=True)
    await service.override(by=ADMIN, name="nights", requested=gone)
    found = await service.book.people_of(["schedule:nights"], BEGINS + timedelta(hours=2))
    assert not found.people
    assert found.unfilled == (Unfilled("nights", UnfilledReason.NOBODY, end),)


def test_layers_are_written_as_they_are_read():
    """ALR-10."""
    layers = read(LayersConfig, NIGHTS).read_layers()
    assert read(LayersConfig, {"layers": written_layers(layers)}).read_layers() == layers
