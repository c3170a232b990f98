"""Kill switch, silences, windows and freezes: who may set them, within which bounds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.incidents.controls import ControlService
from domain.alerts.alerts import FaultClass
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.events.events import EventType
from domain.incidents.control_rules import (
    FARTHEST,
    LONGEST_SILENCE,
    MOST_BY_ONE,
    ControlRequest,
    Recurring,
)
from domain.incidents.controls import ControlKind, KillSwitch
from domain.incidents.controls import Scope as Covers
from domain.incidents.suppression import window_at
from domain.people.access import Actor, Role, Scope
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import InMemoryControls
from tests.fakes.words import says

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
OPERATOR = Actor("u_op", frozenset({Role.OPERATOR}))
ADMIN = Actor("u_ad", frozenset({Role.ADMIN}))
READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
SHOP = Covers(namespace="shop")
NIGHTLY = Recurring("0 2 * * *", "Asia/Shanghai", 90)


class World:
    def __init__(self):
        self.clock, self.events = ManualClock(), InMemoryEvents()
        self.controls = InMemoryControls()
        self.audit = self.controls.audit
        self.woken = 0
        self.service = ControlService(self.controls, self.events, self.clock, CountingIds(), self)

    async def wake(self):
        self.woken += 1

    def within(self, **by):
        return self.clock.now() + timedelta(**by)

    async def set(self, kind, **changes):
        by = changes.pop("by", OPERATOR)
        end = self.within(hours=2)
        requested = ControlRequest(
            kind=ControlKind(kind), name="deploy", scope=SHOP, reason="planned", end=end
        )
        return await self.service.set(by=by, requested=replace(requested, **changes))


@pytest.fixture
def world():
    return World()


# --- the kill switch ----------------------------------------------------------------------------


async def test_the_kill_switch_is_engaged_from_the_start(world):
    """RBK-6."""
    assert await world.service.kill_switch(by=VIEWER) == KillSwitch(engaged=True)


async def test_only_an_admin_enables_writing_and_it_is_on_the_record(world):
    """RBK-6, RBK-13."""
    for actor in (VIEWER, OPERATOR, READER):
        with pytest.raises(Forbidden, check=says(r"writes\.enable")):
            await world.service.set_kill_switch(by=actor, engaged=False, reason="try")
    assert (await world.service.kill_switch(by=VIEWER)).engaged

    switch = await world.service.set_kill_switch(by=ADMIN, engaged=False, reason="go live")

    assert switch == KillSwitch(False, "u_ad", "go live", world.clock.now())
    assert await world.service.kill_switch(by=VIEWER) == switch
    (row,) = await world.audit.about("kill_switch", limit=9)
    assert (row.entry.actor, row.entry.reason) == ("u_ad", "go live")
    assert row.entry.data == {"engaged": False, "via": "session"}
    (event,) = world.events.of_type(EventType.CONTROL_SET)
    assert event.data["engaged"] is False


@pytest.mark.parametrize("who", [OPERATOR, ADMIN])
async def test_stopping_is_easier_than_starting(world, who):
    """RBK-6: whoever may steer incidents may stop all writes."""
    await world.service.set_kill_switch(by=ADMIN, engaged=False, reason="go live")
    assert (await world.service.set_kill_switch(by=who, engaged=True, reason="stop")).engaged
    with pytest.raises(Forbidden, check=says(r"incidents\.steer")):
        await world.service.set_kill_switch(by=VIEWER, engaged=True, reason="stop")


async def test_a_switch_needs_a_reason(world):
    """RBK-13."""
    for reason in ("", " ", "two\nlines", "x" * 301):
        with pytest.raises(InvalidRequest, check=says("reason")):
            await world.service.set_kill_switch(by=ADMIN, engaged=True, reason=reason)
    assert world.audit.rows_kept == []


# --- silences, windows, freezes -----------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ControlKind))
async def test_each_kind_is_set_listed_audited_and_told(world, kind):
    """ALR-6, RBK-13."""
    made = await world.set(kind.value)

    assert (made.kind, made.name, made.by, made.reason) == (kind, "deploy", "u_op", "planned")
    assert made.start == made.created_at == world.clock.now()
    assert len(made.id) == 28
    assert made.id.startswith("c_")
    assert await world.service.list(by=VIEWER) == [made]
    assert await world.service.list(by=VIEWER, kind=kind) == [made]
    others = [each for each in ControlKind if each is not kind]
    assert await world.service.list(by=VIEWER, kind=others[0]) == []
    (row,) = world.audit.rows_kept
    assert (row.entry.action, row.entry.subject) == (f"control.{kind}", made.id)
    assert row.entry.data["namespace"] == "shop"
    (event,) = world.events.of_type(EventType.CONTROL_SET)
    assert (event.subject, event.data["by"], event.data["kind"]) == (made.id, "u_op", kind.value)


@pytest.mark.parametrize("kind", list(ControlKind))
async def test_viewers_and_read_tokens_set_and_end_nothing(world, kind):
    """ALR-6, SEC-4."""
    made = await world.set(kind.value)
    for actor in (VIEWER, READER):
        with pytest.raises(Forbidden):
            await world.set(kind.value, by=actor)
        with pytest.raises(Forbidden):
            await world.service.end(by=actor, control_id=made.id, reason="over")
    assert await world.service.list(by=VIEWER) == [made]


async def test_one_is_ended_before_its_time_once(world):
    """ALR-6."""
    made = await world.set("freeze", end=None)
    world.clock.move(minutes=5)
    ended = await world.service.end(by=ADMIN, control_id=made.id, reason="done early")
    world.clock.move(minutes=5)
    again = await world.service.end(by=OPERATOR, control_id=made.id, reason="again")

    assert ended == again
    assert (ended.ended_by, ended.ended_at) == ("u_ad", world.within(minutes=-5))
    assert await world.service.list(by=VIEWER) == []
    assert await world.service.list(by=VIEWER, active=False) == [ended]
    assert [row.entry.action for row in world.audit.rows_kept] == [
        "control.freeze",
        "control.ended",
    ]
    assert len(world.events.of_type(EventType.CONTROL_ENDED)) == 1
    with pytest.raises(NotFound):
        await world.service.end(by=ADMIN, control_id="c_none", reason="x")


async def test_a_recurring_window_is_in_force_by_the_wall_clock(world):
    """ALR-6: begins at 02:00 in Shanghai and lasts ninety minutes."""
    made = await world.set("maintenance", end=None, recurring=NIGHTLY)

    night = world.clock.now().replace(hour=18, minute=0) + timedelta(days=2)
    assert window_at(made, night).until == night + timedelta(minutes=90)
    assert window_at(made, night - timedelta(seconds=1)) is None
    assert window_at(made, night + timedelta(minutes=90)) is None


SILENCE, MAINTENANCE, FREEZE = "silence", "maintenance", "freeze"


@pytest.mark.parametrize(
    ("kind", "field", "changes"),
    [
        (SILENCE, "name", {"name": " "}),
        (SILENCE, "name", {"name": "x" * 81}),
        (FREEZE, "name", {"name": "two\nlines"}),
        (FREEZE, "reason", {"reason": ""}),
        (SILENCE, "scope must name", {"scope": Covers()}),
        (SILENCE, r"scope\.workload", {"scope": Covers(workload="x" * 254)}),
        (SILENCE, r"scope\.cluster", {"scope": Covers(cluster="\0")}),
        (FREEZE, r"scope\.faults", {"scope": Covers(faults=(FaultClass.LATENCY,))}),
        (SILENCE, "end", {"end": None}),
        (MAINTENANCE, "end", {"end": None}),
        (MAINTENANCE, r"recurring\.cron", {"recurring": replace(NIGHTLY, cron="every night")}),
        (MAINTENANCE, r"recurring\.zone", {"recurring": replace(NIGHTLY, zone="Nowhere")}),
        (MAINTENANCE, r"recurring\.minutes", {"recurring": replace(NIGHTLY, minutes=0)}),
        (MAINTENANCE, r"recurring\.minutes", {"recurring": replace(NIGHTLY, minutes=10_081)}),
    ],
    ids=range(14),
)
async def test_what_breaks_a_rule_is_refused_and_named(world, kind, field, changes):
    """ALR-6."""
    with pytest.raises(InvalidRequest, check=says(field)):
        await world.set(kind, **changes)
    assert (world.audit.rows_kept, world.controls.kept, world.events.kept) == ([], {}, [])


async def test_times_are_bounded(world):
    """ALR-6: nobody silences for ever by mistake."""
    await world.set(SILENCE, end=world.within(days=LONGEST_SILENCE.days))
    await world.set(FREEZE, end=None)
    for kind, changes in (
        (SILENCE, {"end": world.within(days=LONGEST_SILENCE.days, seconds=1)}),
        (SILENCE, {"end": world.within(seconds=0)}),
        (FREEZE, {"start": world.within(hours=3), "end": world.within(hours=3)}),
        (FREEZE, {"end": world.within(days=FARTHEST.days, seconds=1)}),
        (MAINTENANCE, {"end": world.within(hours=1).replace(tzinfo=None)}),
    ):
        with pytest.raises(InvalidRequest, check=says("end")):
            await world.set(kind, **changes)


async def test_everything_can_be_silenced_on_purpose(world):
    """ALR-6."""
    assert (await world.set(SILENCE, scope=Covers(cluster="*"))).scope.cluster == "*"


async def test_lists_are_bounded(world):
    """ALR-6."""
    for number in range(3):
        await world.set(SILENCE, name=f"n{number}")
    assert [each.name for each in await world.service.list(by=VIEWER, limit=2)] == ["n2", "n1"]
    for limit in (0, 501):
        with pytest.raises(InvalidRequest, check=says("limit")):
            await world.service.list(by=VIEWER, limit=limit)


async def test_ending_a_control_wakes_what_it_held_back():
    """ALR-6."""
    world = World()
    silence = await world.set("silence")
    await world.service.end(by=OPERATOR, control_id=silence.id, reason="done")
    world.clock.move(minutes=1)
    await world.service.end(by=OPERATOR, control_id=silence.id, reason="again")

    assert world.woken == 1


async def test_nobody_takes_the_places_of_others(world):
    """ALR-6: one operator, or an agent in a loop, leaves room for everybody else."""
    first = await world.set("silence")
    for _ in range(MOST_BY_ONE - 1):
        await world.set("freeze")
    with pytest.raises(
        Conflict, check=says(f"You have {MOST_BY_ONE} silences, windows and freezes")
    ):
        await world.set("maintenance")

    assert (await world.set("maintenance", by=ADMIN)).by == ADMIN.person_id
    await world.service.end(by=OPERATOR, control_id=first.id, reason="over")
    assert (await world.set("silence")).by == OPERATOR.person_id
