"""What calendar files mean for a schedule (ALR-10)."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.common.errors import InvalidRequest
from domain.oncall.calendars import (
    AHEAD,
    CalendarEntry,
    CalendarFile,
    directory_of,
    exported,
    plan_of,
)
from domain.oncall.duty import who_is_on_call
from domain.oncall.rotations import Rotation, RotationUnit
from domain.oncall.schedules import Layer, OnCallSchedule, Override, OverrideKind, ScheduleVersion
from domain.people.people import Person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE = (
    Person(id="u_lin", name="林一", mail="Lin@Example.com"),
    Person(id="u_bob", name="Bob"),
    Person(id="u_wei", name="Wei"),
    Person(id="u_wei2", name="Wei"),
    Person(id="u_gone", name="Gone", disabled=True),
)
KNOWN = directory_of(PEOPLE)


def schedule(*people, zone="America/New_York", unit=RotationUnit.DAY):
    rotation = Rotation(
        people=tuple((each,) for each in people),
        start=date(2026, 2, 1),
        at=time(9),
        zone=zone,
        unit=unit,
    )
    version = ScheduleVersion(1, datetime(2020, 1, 1, tzinfo=UTC), (Layer("all", rotation),))
    return OnCallSchedule("nights", (version,))


def entry(title, start, hours, **others):
    begins = NOW + timedelta(hours=start)
    end = begins + timedelta(hours=hours)
    return CalendarEntry(title=title, start=begins, end=end, **others)


def plan(*entries, kept=None):
    return plan_of(kept or schedule("u_bob"), CalendarFile(entries), KNOWN, NOW)


def spans(found):
    return [
        (
            (each.start - NOW) / timedelta(hours=1),
            (each.end - NOW) / timedelta(hours=1),
            each.people,
        )
        for each in found.spans
    ]


def overridden(kept, found):
    overrides = tuple(
        Override(
            id=f"o_{number}",
            kind=OverrideKind.REPLACE_ALL,
            people=each.people,
            start=each.start,
            end=each.end,
            by="u_lin",
            at=NOW,
        )
        for number, each in enumerate(found.spans)
    )
    return OnCallSchedule(kept.name, kept.versions, overrides)


@pytest.mark.parametrize(
    ("title", "others", "people"),
    [
        ("On-call: 林一", {}, ("u_lin",)),
        ("u_lin", {}, ("u_lin",)),
        ("LIN", {}, ("u_lin",)),
        ("主值班：林一、Bob", {}, ("u_lin", "u_bob")),
        ("Primary - bob (nights)", {}, ("u_bob",)),
        ("lin@example.com", {}, ("u_lin",)),
        ("whoever", {"mails": ("lin@EXAMPLE.com",)}, ("u_lin",)),
        ("Bob", {"people": ("u_lin",), "mails": ("x@y.z",)}, ("u_lin",)),
        ("Wei", {}, ()),
        ("Gone", {}, ()),
        ("linear", {}, ()),
    ],
)
def test_people_are_found_by_id_mail_or_name(title, others, people):
    """ALR-10: a name that two have means neither, and a part of a word nobody."""
    found = plan(entry(title, 1, 2, **others), kept=schedule("u_admin"))

    assert [each.people for each in found.spans] == ([people] if people else [])
    assert [each.title for each in found.unknown] == ([] if people else [title])


def test_whom_nobody_knows_is_told_and_the_others_count():
    """ALR-10."""
    found = plan(entry("x", 1, 2, mails=("lin@example.com", "who@example.com")))

    assert spans(found) == [(1, 3, ("u_lin",))]
    assert found.unknown[0].written == ("who@example.com",)
    many = plan(*(entry(f"nobody {each}", each, 1) for each in range(1, 31)))
    assert (len(many.unknown), many.unknown_count, many.spans) == (20, 30, ())


def test_times_are_joined_cut_to_what_comes_and_compared():
    """ALR-10: the past stays, overlaps are on call together, and what is so already stays."""
    found = plan(
        entry("lin", -5, 8),
        entry("lin", 3, 3),
        entry("bob", 5, 3),
        entry("bob", 20, 4),
        entry("lin", -9, 2),
    )

    assert spans(found) == [(0, 5, ("u_lin",)), (5, 6, ("u_lin", "u_bob"))]
    assert (found.same, found.past) == (2, 1)
    again = plan_of(
        overridden(schedule("u_bob"), found),
        CalendarFile((entry("lin", -5, 10), entry("lin;bob", 5, 1))),
        KNOWN,
        NOW,
    )
    assert (again.spans, again.same) == ((), 2)


def test_what_is_too_much_is_cut_or_refused():
    """ALR-10: an override is at most 92 days; five are on call together; 100 at once."""
    days = timedelta(days=1) / timedelta(hours=1)
    long = plan(entry("lin", 1, 400 * days))
    assert [(each.end - each.start).days for each in long.spans] == [92, 87]
    assert long.spans[-1].end == NOW + AHEAD

    crowd = {f"u_p{each}": f"u_p{each}" for each in range(6)}
    six = CalendarFile((entry("x", 1, 1, people=tuple(crowd)),))
    with pytest.raises(InvalidRequest, match="calendar_together"):
        plan_of(schedule("u_bob"), six, crowd, NOW)
    with pytest.raises(InvalidRequest, match="calendar_overrides"):
        plan(*(entry("lin", 2 * each, 1) for each in range(1, 102)))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"])
def test_our_own_file_means_what_the_schedule_says(zone):
    """ALR-10: at 10,000 random moments, over both changes of clocks."""
    source = schedule("u_lin", "u_bob", "u_wei", zone=zone, unit=RotationUnit.WEEK)
    file = CalendarFile(
        tuple(
            CalendarEntry(title="", start=each.start, end=each.end, people=each.people)
            for each in exported(source, NOW)
        )
    )
    assert plan_of(source, file, KNOWN, NOW).spans == ()
    other = schedule("u_admin", zone="UTC")
    copy = overridden(other, plan_of(other, file, KNOWN, NOW))

    moments = random.Random(7)
    for _ in range(10_000):
        moment = NOW + moments.random() * AHEAD
        ours, theirs = (who_is_on_call(each, moment).people for each in (source, copy))
        assert [each.person_id for each in ours] == [each.person_id for each in theirs], moment
