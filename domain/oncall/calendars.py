"""Calendar files: shifts as events of a calendar, and what events of one mean for a schedule.

A file changes a schedule for the times that it names, and for no other: each becomes an override by
the people whom its events name, unless the schedule says the same already (ALR-10).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.oncall.configs import MOST_TOGETHER
from domain.oncall.duty import shifts
from domain.oncall.override_rules import LONGEST_OVERRIDE, OverrideRequest
from domain.oncall.schedules import OnCallSchedule, OverrideKind
from domain.people.people import Person

EXPORTED_BACK = timedelta(days=15)
AHEAD = timedelta(days=180)
"""How far ahead shifts are exported, and read from files."""

LARGEST_CALENDAR = 256 * 1024
"""Bytes of a file."""

MOST_EVENTS = 500
"""Of a file, each series once."""

MOST_ENTRIES = 1_000
"""Shifts that the events of a file are in the time that is read."""

MOST_OVERRIDES_AT_ONCE = 100
MOST_NAMED = 20
"""Events without anybody known that are named; the others are counted."""

_BETWEEN_NAMES = re.compile(
    r"[\s]*(?:[,;:/&+|()\[\]]|[\uff0c\u3001\uff1b\uff1a\uff08\uff09]|\s-)[\s]*"
)


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One time of one event.

    Attributes:
        title: as its author wrote it.
        people: ids, as our own files name people.
        mails: addresses of attendees.
        end: not included.
    """

    title: str
    start: datetime
    end: datetime
    people: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalendarFile:
    """What a file says.

    Attributes:
        cancelled: events that were called off.
        empty: events that end when they begin.
    """

    entries: tuple[CalendarEntry, ...]
    cancelled: int = 0
    empty: int = 0


@dataclass(frozen=True)
class DutySpan:
    """People who are on call together for a time."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


@dataclass(frozen=True)
class UnknownDuty:
    """An event that names somebody who is not registered, or nobody.

    Attributes:
        written: addresses and ids of whom nobody is known; none: its title names nobody known.
    """

    title: str
    start: datetime
    written: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarPlan:
    """What a file would do to a schedule.

    Attributes:
        spans: that become overrides.
        same: how many times of the file the schedule has as they are.
        unknown: events that count nothing, or without some whom they name; the first of them.
        unknown_count: all of them.
        past: events that are over.
        until: later than that nothing was read.
    """

    spans: tuple[DutySpan, ...]
    same: int
    unknown: tuple[UnknownDuty, ...]
    unknown_count: int
    past: int
    cancelled: int
    empty: int
    until: datetime

    @property
    def requests(self) -> tuple[OverrideRequest, ...]:
        """The overrides."""
        return tuple(
            OverrideRequest(
                kind=OverrideKind.REPLACE_ALL, people=each.people, start=each.start, end=each.end
            )
            for each in self.spans
        )


def exported_since(now: datetime) -> datetime:
    """Return from when shifts are exported: a month's first, so that none begins anew daily."""
    return (
        (now - EXPORTED_BACK)
        .astimezone(UTC)
        .replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )


def exported(schedule: OnCallSchedule, now: datetime) -> list[DutySpan]:
    """Return the shifts of a file: those of 15 days back to 180 days ahead, without gaps."""
    found: list[DutySpan] = []
    for each in shifts(schedule, exported_since(now), now + AHEAD):
        people = each.person_ids
        if found and found[-1].end == each.start and found[-1].people == people:
            found[-1] = replace(found[-1], end=each.end)
        elif people:
            found.append(DutySpan(each.start, each.end, people))
    return found


def directory_of(people: Iterable[Person]) -> dict[str, str]:
    """Return whom a word means: an id, a mail address, and what one person alone is called."""
    found: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for each in people:
        if each.disabled:
            continue
        for word in (each.id, each.mail):
            if word:
                found[_key(word)] = each.id
        for word in (each.name, each.id.removeprefix("u_")):
            names.setdefault(_key(word), set()).add(each.id)
    alone = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
    return alone | found


def plan_of(
    schedule: OnCallSchedule, file: CalendarFile, known: Mapping[str, str], now: datetime
) -> CalendarPlan:
    """Return what a file would do.

    Args:
        schedule: with the overrides that are not over.
        file: its entries are within `AHEAD`.
        known: as `directory_of` returns it.
        now: nothing earlier changes.

    Raises:
        InvalidRequest: too many people are on call at once, or it makes too many overrides.
    """
    coming = [each for each in file.entries if each.end > now]
    named = [(each, *_people_of(each, known)) for each in coming]
    unknown = [
        UnknownDuty(each.title, each.start, strangers)
        for each, people, strangers in named
        if strangers or not people
    ]
    until = now + AHEAD
    spans = _together([(each, people) for each, people, _ in named if people], now, until)
    changed = [each for each in spans if not _is_so(schedule, each)]
    cut = [piece for each in changed for piece in _cut(each)]
    if len(cut) > MOST_OVERRIDES_AT_ONCE:
        rule = message("oncall.calendar_overrides", count=len(cut), most=MOST_OVERRIDES_AT_ONCE)
        raise InvalidRequest("calendar", rule)
    return CalendarPlan(
        spans=tuple(cut),
        same=len(spans) - len(changed),
        unknown=tuple(unknown[:MOST_NAMED]),
        unknown_count=len(unknown),
        past=len(file.entries) - len(coming),
        cancelled=file.cancelled,
        empty=file.empty,
        until=until,
    )


def spans_of(file: CalendarFile, known: Mapping[str, str], now: datetime) -> list[DutySpan]:
    """Return who is on call together when by a file, what is under way from its beginning on.

    Raises:
        InvalidRequest: too many people are on call at once.
    """
    named = [(each, _people_of(each, known)[0]) for each in file.entries if each.end > now]
    named = [(each, people) for each, people in named if people]
    since = min((each.start for each, _ in named), default=now)
    return _together(named, since, now + AHEAD)


def _key(word: str) -> str:
    return " ".join(word.split()).casefold()


def _people_of(
    entry: CalendarEntry, known: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom an event names, and what it names of whom nobody is known."""
    written = entry.people or entry.mails
    found = [known[_key(each)] for each in written if _key(each) in known]
    strangers = tuple(each for each in written if _key(each) not in known)
    if not found:
        words = (entry.title, *_BETWEEN_NAMES.split(entry.title), *entry.title.split())
        found = [known[_key(each)] for each in words if _key(each) in known]
        strangers = () if found else strangers
    return tuple(dict.fromkeys(found)), strangers


def _together(
    named: Sequence[tuple[CalendarEntry, tuple[str, ...]]], now: datetime, until: datetime
) -> list[DutySpan]:
    """Return who is on call together when, one after the other."""
    cut = [DutySpan(max(each.start, now), min(each.end, until), people) for each, people in named]
    cut = sorted((each for each in cut if each.start < each.end), key=lambda each: each.start)
    edges = sorted({edge for each in cut for edge in (each.start, each.end)})
    found: list[DutySpan] = []
    for start, end in pairwise(edges):
        on = [each for each in cut if each.start <= start < each.end]
        people = tuple(dict.fromkeys(one for each in on for one in each.people))
        if len(people) > MOST_TOGETHER:
            rule = message("oncall.calendar_together", at=start, most=MOST_TOGETHER)
            raise InvalidRequest("calendar", rule)
        if found and found[-1].end == start and set(found[-1].people) == set(people):
            found[-1] = replace(found[-1], end=end)
        elif people:
            found.append(DutySpan(start, end, people))
    return found


def _is_so(schedule: OnCallSchedule, span: DutySpan) -> bool:
    wanted = set(span.people)
    return all(set(each.person_ids) == wanted for each in shifts(schedule, span.start, span.end))


def _cut(span: DutySpan) -> Iterable[DutySpan]:
    """Yield a time in pieces that an override may have."""
    start = span.start
    while start < span.end:
        end = min(start + LONGEST_OVERRIDE, span.end)
        yield DutySpan(start, end, span.people)
        start = end
