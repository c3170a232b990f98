"""Schedules that are made of calendar files (ALR-10)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from domain.common.errors import InvalidRequest
from domain.oncall.calendar_rotas import rota_of
from domain.oncall.calendars import AHEAD, CalendarEntry, CalendarFile, exported
from domain.oncall.duty import who_is_on_call
from domain.oncall.rotations import Counting, Rotation, RotationUnit
from domain.oncall.schedules import DutyWindow, Layer, OnCallSchedule, Override, ScheduleVersion
from tests.domain.oncall.test_calendars import KNOWN, NOW

SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"
WORKDAYS = (1, 2, 3, 4, 5)
LIN, BOB, WEI = ("u_lin",), ("u_bob",), ("u_wei",)


def rotation(*people, zone=SHANGHAI, at=9, **others):
    shape = {"start": date(2026, 2, 23), "at": time(at), "zone": zone}
    return Rotation(people=people, **shape | others)


ROTATIONS = {
    "weekly": (rotation(LIN, BOB, WEI), ()),
    "daily over changes of clocks": (
        rotation(LIN, BOB, zone=NEW_YORK, unit=RotationUnit.DAY),
        (),
    ),
    "two weeks each": (rotation(LIN, BOB, every=2), ()),
    "three days each": (rotation(LIN, BOB, (*LIN, *WEI), unit=RotationUnit.DAY, every=3), ()),
    "one alone": (rotation(LIN), ()),
    "nights": (
        rotation(LIN, BOB, WEI, zone=NEW_YORK, at=22, unit=RotationUnit.DAY),
        (DutyWindow(tuple(range(7)), time(22), time(6)),),
    ),
    "office hours by the day": (
        rotation(LIN, BOB, WEI, unit=RotationUnit.DAY, by=Counting.DUTY_DAYS, weekdays=WORKDAYS),
        (DutyWindow(WORKDAYS, time(9), time(18)),),
    ),
    "office hours by the week": (
        rotation(LIN, BOB),
        (DutyWindow(WORKDAYS, time(9), time(18)),),
    ),
}


def schedule(turns, windows=(), *overrides):
    layer = Layer("layer", turns, windows)
    version = ScheduleVersion(1, NOW - timedelta(days=60), (layer,))
    return OnCallSchedule("nights", (version,), overrides)


def file_of(kept):
    """Return what another program would say: who, from when, until when; no rotation."""
    entries = [
        CalendarEntry(title="duty", start=each.start, end=each.end, people=each.people)
        for each in exported(kept, NOW)
        if each.end > NOW
    ]
    return CalendarFile(tuple(entries))


def made(file, zone=SHANGHAI):
    return rota_of("new", file, KNOWN, zone=zone, owner="u_lin", now=NOW)


def answers(kept, until):
    moments = (NOW + timedelta(hours=7 * number, minutes=1) for number in range(2_000))
    return [
        {each.person_id for each in who_is_on_call(kept, at).people} for at in moments if at < until
    ]


def overridden(rota):
    """Return the schedule with its overrides, as it is kept."""
    overrides = tuple(
        Override(
            id=f"o_{number}",
            kind=each.kind,
            people=each.people,
            start=each.start,
            end=each.end,
            by="u_lin",
            at=NOW,
        )
        for number, each in enumerate(rota.plan.requests)
    )
    return replace(rota.schedule, overrides=overrides)


@pytest.mark.parametrize("name", ROTATIONS)
def test_a_rotation_is_found_and_goes_on_after_the_file(name):
    """ALR-10: a file says who is on call when; the schedule says the same, also a year later."""
    turns, windows = ROTATIONS[name]
    kept = schedule(turns, windows)
    rota = made(file_of(kept), turns.zone)

    assert rota.goes_on
    assert rota.plan.spans == ()
    assert answers(rota.schedule, NOW + 2 * AHEAD) == answers(kept, NOW + 2 * AHEAD)


@pytest.mark.parametrize("name", ["weekly", "nights", "office hours by the day"])
def test_what_differs_from_the_rotation_becomes_overrides(name):
    """ALR-10: somebody stands in for two days."""
    turns, windows = ROTATIONS[name]
    kept = schedule(turns, windows)
    file = file_of(kept)
    start, end = NOW + timedelta(days=10, hours=3), NOW + timedelta(days=12, hours=3)
    changed = []
    for each in file.entries:
        inside = [max(each.start, start), min(each.end, end)]
        if inside[0] >= inside[1]:
            changed.append(each)
            continue
        edges = sorted({each.start, *inside, each.end})
        for first, last in pairwise(edges):
            people = ("u_wei2",) if first == inside[0] else each.people
            changed.append(replace(each, start=first, end=last, people=people))
    rota = made(CalendarFile(tuple(changed)), turns.zone)

    assert rota.goes_on
    assert 0 < len(rota.plan.spans) < 5
    whole = overridden(rota)
    during = who_is_on_call(whole, next(each.start for each in rota.plan.spans)).people
    assert [each.person_id for each in during] == ["u_wei2"]
    later = NOW + AHEAD + timedelta(days=40)
    assert who_is_on_call(whole, later).people == who_is_on_call(rota.schedule, later).people
    assert 1 <= sum("u_wei2" in each for each in answers(whole, NOW + AHEAD)) <= 8


def test_where_there_is_no_rotation_nobody_is_on_call_after_the_file():
    """ALR-10: nothing is guessed of three shifts."""
    entries = tuple(
        CalendarEntry(
            title="duty",
            start=NOW + timedelta(hours=hours),
            end=NOW + timedelta(hours=hours + 5),
            people=people,
        )
        for hours, people in ((3, LIN), (40, BOB), (61, WEI))
    )
    rota = made(CalendarFile(entries))

    assert not rota.goes_on
    assert [each.people for each in rota.plan.spans] == [LIN, BOB, WEI]
    whole = overridden(rota)
    assert rota.ends == entries[-1].end
    assert not who_is_on_call(whole, rota.ends).people
    assert not who_is_on_call(whole, NOW).people
    assert [each.person_id for each in who_is_on_call(whole, entries[1].start).people] == ["u_bob"]


def test_a_file_of_strangers_and_one_of_too_many_times_make_nothing():
    """ALR-10: refused with what to do."""
    stranger = CalendarEntry(title="Zoë", start=NOW, end=NOW + timedelta(days=1))
    with pytest.raises(InvalidRequest) as nobody:
        made(CalendarFile((stranger,)))
    assert nobody.value.field == "calendar"
    many = tuple(
        CalendarEntry(
            title="duty",
            start=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=5 * number + number % 3),
            end=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=5 * number + 2 + number % 3),
            people=(LIN, BOB, WEI)[number * number % 3],
        )
        for number in range(150)
    )
    with pytest.raises(InvalidRequest):
        made(CalendarFile(many))
