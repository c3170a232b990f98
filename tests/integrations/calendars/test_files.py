"""Calendar files of others, and ours as other programs read them (ALR-10)."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events

from application.ports.oncall import Calendar, ShiftEntry
from domain.common.errors import InvalidRequest
from domain.oncall.calendars import LARGEST_CALENDAR, exported
from domain.oncall.rotations import Rotation, RotationUnit
from domain.oncall.schedules import Layer, OnCallSchedule, ScheduleVersion
from integrations.calendars.files import PARSING, IcalendarFiles
from integrations.isolation.pool import Bounds, ChildProcesses
from tests.fakes.oncall import Unisolated

START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
SHANGHAI, NEW_YORK = ";TZID=Asia/Shanghai:", ";TZID=America/New_York:"
ALONE = "DTSTART:20260307T090000Z"


def event(*lines, uid="1", title="林 · nights"):
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT", ""))


def calendar(*events):
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
    return head + "".join(events) + "END:VCALENDAR\r\n"


async def read(text, isolation=None):
    files = IcalendarFiles(isolation or Unisolated())
    return await files.read(text, zone="Asia/Shanghai", start=START, end=END, owner="u_mei")


def instants(file):
    return [
        (f"{each.start:%m-%dT%H:%M}", (each.end - each.start) / timedelta(hours=1))
        for each in file.entries
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((f"DTSTART{NEW_YORK}20260307T090000", "DURATION:P1D"), [("03-07T14:00", 23)]),
        ((f"DTSTART{NEW_YORK}20260307T090000", "DURATION:PT24H"), [("03-07T14:00", 24)]),
        (
            (
                f"DTSTART{NEW_YORK}20260301T200000",
                f"DTEND{NEW_YORK}20260302T080000",
                "RRULE:FREQ=WEEKLY;COUNT=3",
            ),
            [("03-02T01:00", 12), ("03-09T00:00", 12), ("03-16T00:00", 12)],
        ),
        (
            (
                "DTSTART;TZID=China Standard Time:20260307T090000",
                "DTEND;TZID=China Standard Time:20260307T210000",
            ),
            [("03-07T01:00", 12)],
        ),
        (("DTSTART:20260307T090000", "DTEND:20260307T210000"), [("03-07T01:00", 12)]),
        (("DTSTART;VALUE=DATE:20260307",), [("03-06T16:00", 24)]),
        (
            (
                f"DTSTART{SHANGHAI}20260307T090000",
                f"DTEND{SHANGHAI}20260308T090000",
                "RRULE:FREQ=DAILY;COUNT=3",
                "EXDATE:20260308T010000Z",
            ),
            [("03-07T01:00", 24), ("03-09T01:00", 24)],
        ),
        (("DTSTART:20190307T090000Z", "DTEND:20190307T210000Z"), []),
    ],
)
async def test_times_are_those_that_calendars_show(lines, found):
    """ALR-10: zones, whole days, real and nominal lengths, exceptions; over changes of clocks."""
    assert instants(await read(calendar(event(*lines)))) == found


async def test_an_exception_moves_its_own_time_and_what_was_called_off_counts_nothing():
    """ALR-10."""
    series = event(ALONE, "DTEND:20260308T090000Z", "RRULE:FREQ=DAILY;COUNT=2", title="A")
    moved = event(
        "RECURRENCE-ID:20260308T090000Z",
        "DTSTART:20260308T100000Z",
        "DTEND:20260308T110000Z",
        title="B",
    )
    off = event(ALONE, "DTEND:20260307T100000Z", "STATUS:CANCELLED", uid="2")
    empty = event(ALONE, uid="3")
    file = await read(calendar(series, moved, off, empty))

    assert [each.title for each in file.entries] == ["A", "B"]
    assert instants(file) == [("03-07T09:00", 24), ("03-08T10:00", 1)]
    assert (file.cancelled, file.empty) == (1, 1)


async def test_people_are_those_that_are_written():
    """ALR-10: mail addresses of attendees, and ids in files of ours; other addresses are none."""
    written = event(
        ALONE,
        "DTEND:20260307T100000Z",
        "ATTENDEE;CN=Lin:MAILTO:lin@example.com",
        "ATTENDEE:tel:+8613800000000",
        "X-ZHIBAN-PERSON:u_lin",
        "X-ZHIBAN-PERSON:u_bob",
    )
    [found] = (await read(calendar(written))).entries

    assert (found.mails, found.people) == (("lin@example.com",), ("u_lin", "u_bob"))


@pytest.mark.parametrize(
    ("text", "rule", "names"),
    [
        ("hello", "calendar_form", ""),
        ("BEGIN:VCALENDAR", "calendar_form", ""),
        ("BEGIN:VTODO\r\nEND:VTODO\r\n", "calendar_form", ""),
        (calendar(event("DTSTART;TZID=Mars/Base:20260307T090000")), "calendar_zone", "Mars/Base"),
        (calendar(event("DTSTART:2026")), "calendar_moment", "林"),
        (calendar(event("DTEND:20260307T090000Z")), "calendar_moment", "林"),
        (calendar(event(ALONE, "DTEND:20260307T080000Z")), "calendar_moment", "林"),
        (calendar(event(ALONE, "RRULE:FREQ=MINUTELY")), "calendar_repeats", "FREQ=MINUTELY"),
        (calendar(event(ALONE, "RRULE:FREQ=DAILY;BYHOUR=1,2")), "calendar_repeats", "BYHOUR"),
        (calendar(event(ALONE, "RRULE:FREQ=DAILY;COUNT=0")), "calendar_repeats", "COUNT=0"),
        (calendar(event(ALONE, "RRULE:FREQ=DAILY;INTERVAL=0")), "calendar_repeats", "INTERVAL=0"),
        (calendar(*(event(ALONE, uid=str(n)) for n in range(501))), "calendar_events", "500"),
        (
            calendar(
                *(
                    event(ALONE, "DTEND:20260307T100000Z", "RRULE:FREQ=DAILY", uid=str(n))
                    for n in range(7)
                )
            ),
            "calendar_entries",
            "1000",
        ),
        ("x" * (LARGEST_CALENDAR + 1), "calendar_large", "256"),
    ],
)
async def test_what_breaks_a_rule_is_refused_with_its_event(text, rule, names):
    """ALR-10: an unknown zone is never taken for UTC, and no series runs for minutes."""
    with pytest.raises(InvalidRequest) as refused:
        await read(text)

    assert refused.value.field == "calendar"
    assert rule in str(refused.value)
    assert names in str(refused.value)


async def test_a_file_is_read_in_a_process_that_ends_when_it_takes_too_long():
    """SEC-5, ALR-10: with the same answer as here."""
    text = calendar(event(ALONE, "DTEND:20260307T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2"))
    children = ChildProcesses()
    try:
        assert await read(text, children) == await read(text)
    finally:
        await children.aclose()
    hurried = ChildProcesses(Bounds(seconds=0.01))
    try:
        with pytest.raises(InvalidRequest, match="calendar_slow"):
            await read(text, hurried)
    finally:
        await hurried.aclose()


def shifts_of(zone):
    rotation = Rotation(
        people=(("u_lin",), ("u_bob", "u_wei")),
        start=date(2026, 2, 1),
        at=time(9),
        zone=zone,
        unit=RotationUnit.DAY,
    )
    version = ScheduleVersion(1, datetime(2020, 1, 1, tzinfo=UTC), (Layer("all", rotation),))
    return exported(OnCallSchedule("nights", (version,)), START)


async def test_ours_is_read_by_others_with_every_shift_and_long_chinese_titles_whole():
    """ALR-10: folded at 75 bytes, never within a character; both libraries find each shift."""
    shifts = shifts_of("America/New_York")
    title = "值班 nights：林一、王二, 张三; \\n " * 6
    entries = tuple(
        ShiftEntry(uid=f"{n}@x", title=title, start=each.start, end=each.end, people=each.people)
        for n, each in enumerate(shifts)
    )
    text = IcalendarFiles(Unisolated()).write(
        Calendar(title="值班：nights", at=START, entries=entries)
    )

    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(each.decode() is not None for each in lines)
    assert {"METHOD:PUBLISH", "VERSION:2.0", "PRODID:-//Zhiban//On-call schedules//EN"} <= set(
        text.split("\r\n")
    )
    theirs = icalendar.Calendar.from_ical(text)
    assert theirs.get("X-WR-CALNAME") == "值班：nights"
    events = theirs.walk("VEVENT")
    assert [each["DTSTART"].dt for each in events] == [each.start for each in shifts]
    assert str(events[0]["SUMMARY"]) == title
    short = next(each for each in shifts if each.start == datetime(2026, 3, 7, 14, tzinfo=UTC))
    assert short.end - short.start == timedelta(hours=23)  # clocks went forward
    for each in shifts:
        [there] = recurring_ical_events.of(theirs).at(each.start)
        assert there["UID"].endswith("@x")
        break
    back = await read(text)
    wanted = [each for each in shifts if each.end > START - timedelta(days=1)]
    assert [(each.start, each.end, each.people) for each in back.entries] == [
        (each.start, each.end, each.people) for each in wanted if each.start < END
    ]


def test_the_module_that_children_load_is_there():
    """SEC-5: its name is data."""
    __import__(PARSING)
