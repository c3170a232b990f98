"""Silence, maintenance, inhibition and freeze are four things, and each ends when it should."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.alerts.alerts import FaultClass, Fingerprint
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.incidents.control_rules import Recurring, timetable_of
from domain.incidents.controls import Control, ControlKind, Scope
from domain.incidents.incidents import IncidentState
from domain.incidents.policy.patterns import Place, fits, is_within
from domain.incidents.policy.policies import HoursRule, InhibitionRule, Policy
from domain.incidents.suppression import (
    OpenIncident,
    SuppressedBy,
    frozen,
    open_incident,
    standing_at,
    suppressed,
    window_at,
)
from domain.schedules.timetables import Timetable
from tests.fakes.incident_examples import an_incident

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
SHOP = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "checkout")
ABOUT = Fingerprint(FaultClass.CRASH_LOOP, owner=SHOP)
HOUR = timedelta(hours=1)


def control(kind: ControlKind = ControlKind.SILENCE, **changes) -> Control:
    made = Control(
        id="c_1",
        kind=kind,
        name="night work",
        scope=Scope("cls-1", "shop"),
        start=NOW - HOUR,
        end=NOW + HOUR,
        by="u_mei",
        reason="work",
        created_at=NOW - HOUR,
    )
    return replace(made, **changes)


def muted(*controls, now=NOW, about=ABOUT, others=(), policy=None):
    return suppressed(about, controls, others, policy or Policy(), now=now)


@pytest.mark.parametrize("kind", [ControlKind.SILENCE, ControlKind.MAINTENANCE])
def test_what_a_person_asks_for_is_not_muted_as_if_it_were_an_alert(kind):
    """RBK-12, ALR-6: else a rollback that was agreed to would lie there for days, untold."""
    asked_for = Fingerprint(FaultClass.REQUESTED, owner=SHOP)
    everything = Policy(inhibitions=(InhibitionRule(parent_workload="*"),))
    others = [open_incident(an_incident())]
    assert muted(control(kind), about=asked_for, others=others, policy=everything) is None
    assert muted(control(kind)) is not None


@pytest.mark.parametrize("kind", [ControlKind.SILENCE, ControlKind.MAINTENANCE])
def test_a_window_mutes_until_its_end_and_says_whose_it_is(kind):
    """ALR-6."""
    found = muted(control(kind))
    assert found is not None
    assert (found.reason.value, found.by, found.until, found.control) == (
        kind.value, "night work", NOW + HOUR, "c_1",
    )  # fmt: skip


def test_a_freeze_mutes_nothing_and_a_silence_freezes_nothing():
    """ALR-6: separate things."""
    assert muted(control(ControlKind.FREEZE)) is None
    assert frozen(SHOP, [control(ControlKind.SILENCE)], NOW) is None
    assert frozen(SHOP, [control(ControlKind.MAINTENANCE)], NOW) is None
    assert frozen(SHOP, [control(ControlKind.FREEZE)], NOW) is not None


@pytest.mark.parametrize(
    ("at", "in_force"),
    [(-HOUR, True), (-HOUR - timedelta(microseconds=1), False), (HOUR, False),
     (HOUR - timedelta(microseconds=1), True)],
)  # fmt: skip
def test_a_window_includes_its_start_and_not_its_end(at, in_force):
    """ALR-6."""
    assert (muted(control(), now=NOW + at) is not None) is in_force


def test_of_several_windows_the_last_end_counts_so_it_is_looked_at_once():
    """ALR-6: once per fingerprint."""
    short = control(end=NOW + timedelta(minutes=5))
    long = control(ControlKind.MAINTENANCE, id="c_2", name="move", end=NOW + 3 * HOUR)

    found = muted(short, long)

    assert (found.reason, found.until) == (SuppressedBy.MAINTENANCE, NOW + 3 * HOUR)
    assert muted(short, long, now=NOW + 3 * HOUR) is None


def test_what_lasts_until_somebody_ends_it_has_no_end_and_ends_at_once():
    """ALR-6."""
    endless = control(end=None)
    assert muted(endless).until is None
    assert muted(replace(endless, ended_by="u_mei", ended_at=NOW)) is None
    assert muted(replace(endless, ended_by="u_mei", ended_at=NOW + HOUR)) is not None


NIGHTLY = timetable_of(Recurring("0 2 * * *", "UTC", 90))
MORNING = NOW.replace(hour=1, minute=0)


@pytest.mark.parametrize(
    ("changes", "now", "standing"),
    [
        ({}, NOW, ("in_force", NOW + HOUR)),
        ({}, NOW - 2 * HOUR, ("planned", NOW - HOUR)),
        ({}, NOW + HOUR, ("over", NOW + HOUR)),
        ({"end": None}, NOW, ("in_force", None)),
        ({"ended_at": NOW}, NOW, ("over", NOW)),
        ({"recurring": NIGHTLY, "minutes": 90, "start": MORNING, "end": None},
         MORNING, ("planned", MORNING + HOUR)),
        ({"recurring": NIGHTLY, "minutes": 90, "start": MORNING + HOUR, "end": None},
         MORNING, ("planned", MORNING + HOUR)),
        ({"recurring": NIGHTLY, "minutes": 90, "start": MORNING, "end": None},
         MORNING + 2 * HOUR, ("in_force", MORNING + 2.5 * HOUR)),
        ({"recurring": NIGHTLY, "minutes": 90, "start": MORNING, "end": MORNING + 24 * HOUR},
         MORNING + 3 * HOUR, ("over", MORNING + 24 * HOUR)),
    ],
)  # fmt: skip
def test_a_control_says_where_it_is_and_when_that_changes(changes, now, standing):
    """ALR-6: also one that comes again and again."""
    found = standing_at(control(**changes), now)
    assert (found.state, found.at) == standing


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope("cls-*", "sh?p", "check*"), True),
        (Scope("cls-1", "SHOP"), False),
        (Scope(workload="checkout-*"), False),
        (Scope(faults=(FaultClass.NODE,)), False),
        (Scope(faults=(FaultClass.NODE, FaultClass.CRASH_LOOP)), True),
        (Scope(namespace="[s]hop"), False),
    ],
)
def test_a_scope_covers_what_its_patterns_and_faults_say(scope, covered):
    """ALR-6."""
    assert (muted(control(scope=scope)) is not None) is covered


def test_a_silence_of_a_workload_does_not_guess_at_what_has_no_owner():
    """ALR-3, ALR-6."""
    said = ObjectRef("cls-1", "shop", "Pod", "checkout-1")
    unresolved = Fingerprint(FaultClass.CRASH_LOOP, said=said)
    nameless = Fingerprint(FaultClass.OTHER, alarm="x")

    assert muted(control(scope=Scope(workload="checkout*")), about=unresolved) is None
    assert muted(control(), about=unresolved) is not None
    assert muted(control(), about=nameless) is None
    assert muted(control(scope=Scope()), about=nameless) is not None


def test_a_freeze_holds_writes_whatever_the_fault():
    """ALR-6, RBK-6: what must not be written must not be written for any reason."""
    scope = Scope("cls-1", faults=(FaultClass.NODE,))
    assert frozen(SHOP, [control(ControlKind.FREEZE, scope=scope)], NOW) is not None
    assert frozen(SHOP, [control(ControlKind.FREEZE, scope=Scope("cls-2"))], NOW) is None


def test_of_several_freezes_the_last_to_end_is_named():
    """ALR-6: so that a repair waits once."""
    short = control(ControlKind.FREEZE, end=NOW + timedelta(minutes=5))
    long = control(ControlKind.FREEZE, id="c_2", end=NOW + 3 * HOUR)
    assert frozen(SHOP, [short, long], NOW) is long
    assert frozen(SHOP, [long, short], NOW) is long


NIGHTLY = {
    "recurring": Timetable(zone="Asia/Shanghai", minutes=(30,), hours=(2,)),
    "minutes": 120,
    "start": datetime(2026, 1, 1, tzinfo=UTC),
    "end": None,
}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/London"])
@pytest.mark.parametrize("day", [(2026, 3, 8), (2026, 3, 29), (2026, 7, 1), (2026, 10, 25),
                                 (2026, 11, 1), (2026, 12, 31)])  # fmt: skip
def test_a_nightly_window_begins_by_the_wall_and_lasts_by_the_stopwatch(zone, day):
    """ALR-6: on the nights of 8 and 29 March, 25 October and 1 November clocks change."""
    nightly = control(
        ControlKind.MAINTENANCE,
        **{**NIGHTLY, "recurring": Timetable(zone=zone, minutes=(30,), hours=(1,))},
    )
    wall = datetime(*day, 1, 30, tzinfo=ZoneInfo(zone))
    begins = wall.astimezone(UTC)

    assert window_at(nightly, begins - timedelta(seconds=1)) is None
    assert window_at(nightly, begins).until == begins + 2 * HOUR
    assert window_at(nightly, begins + 2 * HOUR - timedelta(seconds=1)) is not None
    assert window_at(nightly, begins + 2 * HOUR) is None


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        # 02:30 does not exist that night: it comes an hour later, at 03:30 summer time.
        ("America/New_York", (2026, 3, 8), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("Europe/London", (2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Asia/Shanghai", (2026, 3, 29), datetime(2026, 3, 28, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_window_at_a_time_that_the_clocks_skip_comes_later(zone, day, begins):
    """ALR-6."""
    hour = 1 if zone == "Europe/London" else 2
    nightly = control(
        **{**NIGHTLY, "recurring": Timetable(zone=zone, minutes=(30,), hours=(hour,))}
    )
    assert window_at(nightly, begins).until == begins + 2 * HOUR
    assert window_at(nightly, begins - timedelta(seconds=1)) is None


def test_a_window_at_a_time_that_comes_twice_comes_once():
    """ALR-6: 01:30 in New York on 1 November is 05:30 and 06:30 UTC."""
    table = Timetable(zone="America/New_York", minutes=(30,), hours=(1,))
    nightly = control(**{**NIGHTLY, "recurring": table, "minutes": 30})
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert window_at(nightly, first) is not None
    assert window_at(nightly, first + HOUR) is None


def test_a_recurring_window_recurs_between_its_start_and_its_end_only():
    """ALR-6."""
    run = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    nightly = control(**{**NIGHTLY, "start": run, "end": run + timedelta(days=2)})
    assert window_at(nightly, run - timedelta(days=1)) is None
    assert window_at(nightly, run) is not None
    assert window_at(nightly, run + timedelta(days=1)) is not None
    assert window_at(nightly, run + timedelta(days=2)) is None


PARENT = OpenIncident("incident/db", FaultClass.NODE, Place("cls-1", "data", "mysql"))
RULE = InhibitionRule(
    parent_namespace="data", parent_workload="mysql", parent_faults=(FaultClass.NODE,),
    child_namespace="shop",
)  # fmt: skip
MUTING = replace(Policy(), inhibitions=(RULE,))


def test_a_parent_that_fires_mutes_its_children_and_nobody_knows_until_when():
    """ALR-6."""
    found = muted(others=[PARENT], policy=MUTING)
    assert (found.reason, found.by, found.until) == (
        SuppressedBy.INHIBITION, "incident/db", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "parent",
    [
        replace(PARENT, firing=False),
        replace(PARENT, place=Place("cls-2", "data", "mysql")),
        replace(PARENT, place=Place("cls-1", "data", "redis")),
        replace(PARENT, fault=FaultClass.LATENCY),
        replace(PARENT, workflow_id=f"incident/{ABOUT}"),
    ],
)
def test_only_a_firing_parent_of_the_rule_and_the_same_cluster_mutes(parent):
    """ALR-6: not one that is over, elsewhere, another, of another fault, or the child itself."""
    assert muted(others=[parent], policy=MUTING) is None


def test_a_rule_mutes_no_other_children():
    """ALR-6."""
    other = replace(MUTING, inhibitions=(replace(RULE, child_namespace="pay"),))
    assert muted(others=[PARENT], policy=other) is None


def test_without_a_cluster_in_common_nothing_is_shared():
    """ALR-6: two unknown places are not the same place."""
    nowhere = replace(PARENT, place=Place())
    everything = replace(Policy(), inhibitions=(InhibitionRule(),))
    about = Fingerprint(FaultClass.OTHER, alarm="x")
    assert muted(about=about, others=[nowhere], policy=everything) is None


@pytest.mark.parametrize(
    ("state", "firing"),
    [
        (IncidentState.REPAIRING, True),
        (IncidentState.HANDED_OVER, True),
        (IncidentState.CONFIRMING, False),
        (IncidentState.SUPPRESSED, False),
        (IncidentState.RELAPSE_WATCH, False),
        (IncidentState.CLOSED, False),
    ],
)
def test_a_parent_that_is_muted_or_over_mutes_nobody(state, firing):
    """ALR-6: two that name each other would leave nobody to be heard."""
    assert open_incident(replace(an_incident(), state=state)).firing is firing


@pytest.mark.parametrize(
    ("pattern", "value", "fit"),
    [("", "x", True), ("", "", True), ("*", "", True), ("a*b", "a-b", True), ("a?", "a", False),
     ("[ab]", "a", False), ("[ab]", "[ab]", True)],
)  # fmt: skip
def test_patterns_have_stars_and_question_marks_only(pattern, value, fit):
    """ALR-6."""
    assert fits(pattern, value) is fit


@pytest.mark.parametrize(
    ("rule", "shanghai", "within"),
    [
        (HoursRule(), "2026-11-21 03:00", True),
        (HoursRule(weekdays=(1, 2, 3, 4, 5), start=540, end=1260), "2026-11-20 09:00", True),
        (HoursRule(weekdays=(1, 2, 3, 4, 5), start=540, end=1260), "2026-11-20 21:00", False),
        (HoursRule(weekdays=(1, 2, 3, 4, 5), start=540, end=1260), "2026-11-21 10:00", False),
        # 22:00 to 06:00 that begins on a Friday ends on Saturday morning.
        (HoursRule(weekdays=(5,), start=1320, end=360), "2026-11-20 23:00", True),
        (HoursRule(weekdays=(5,), start=1320, end=360), "2026-11-21 05:59", True),
        (HoursRule(weekdays=(5,), start=1320, end=360), "2026-11-21 06:00", False),
        (HoursRule(weekdays=(5,), start=1320, end=360), "2026-11-20 05:00", False),
    ],
)
def test_hours_are_those_of_the_wall_and_of_the_day_they_began_on(rule, shanghai, within):
    """ALR-4, RBK-6."""
    zone = "Asia/Shanghai"
    moment = datetime.fromisoformat(shanghai).replace(tzinfo=ZoneInfo(zone))
    assert is_within(rule, zone, moment.astimezone(UTC)) is within
