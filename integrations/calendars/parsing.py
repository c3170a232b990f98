"""What a child of `integrations.isolation` does with a calendar file: it finds the times in it.

Each series is expanded within a bounded time. What libraries let through is refused here: a zone
that nobody knows would silently be taken for none, and hourly series would run for minutes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, vDuration

from domain.oncall.calendars import MOST_ENTRIES, MOST_EVENTS

_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
_OFTEN = frozenset({"DAILY", "WEEKLY", "MONTHLY"})
_DAY = timedelta(days=1)
_ANYWHERE = ZoneInfo("UTC")
_EXACT = "X-ZHIBAN-EXACT"
_HOURS = re.compile(r"^DURATION[^:\r\n]*:[+]?(P[0-9WD]*T[0-9HMS]+)$", re.MULTILINE | re.IGNORECASE)
_NOTED = rf"\g<0>\n{_EXACT}:\g<1>"
"""Keeps how a length in hours is written: once read, 24 hours and a day are the same."""

_LONGEST_TITLE = 200
_MOST_PEOPLE = 20


_Value: TypeAlias = Any
"""An event, or what it holds: the library types each as any of thirty kinds."""


class _Refused(Exception):
    """Which rule of `integrations.calendars.files` the file breaks, and in which event."""

    def __init__(self, rule: str, title: str = "", detail: str = "") -> None:
        super().__init__(rule)
        self.told = {"rule": rule, "title": title, "detail": detail}


def answer(
    question: dict[str, Any],
    briefly: Callable[[], AbstractContextManager[None]],  # noqa: ARG001 - nothing here is an owner's own expression
) -> dict[str, Any]:
    """Return the `entries` of a file with what was left out, or why it is `refused`."""
    start, end = (datetime.fromisoformat(question[name]) for name in ("start", "end"))
    try:
        return _read(question["text"], ZoneInfo(question["zone"]), start, end)
    except _Refused as refused:
        return {"refused": refused.told}


def _read(text: str, zone: ZoneInfo, start: datetime, end: datetime) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    cancelled = empty = 0
    for each in _series(text):
        for event in _times(each, start, end):
            begins, ends = _span(event, zone)
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                cancelled += 1
            elif ends == begins:
                empty += 1
            else:
                entries.append(_entry(event, begins, ends))
            if len(entries) > MOST_ENTRIES:
                raise _Refused("entries")
    entries.sort(key=lambda each: (each["start"], each["title"]))
    return {"entries": entries, "cancelled": cancelled, "empty": empty}


def _series(text: str) -> Iterable[list[_Value]]:
    """Return the events of a file that were looked at, those of one series together."""
    try:
        calendars = Calendar.from_ical(
            _HOURS.sub(_NOTED, text.replace("\r\n", "\n")), multiple=True
        )
    except (ValueError, IndexError, KeyError):
        raise _Refused("form") from None
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise _Refused("form")
    events = [event for each in calendars for event in each.walk("VEVENT")]
    if len(events) > MOST_EVENTS:
        raise _Refused("events")
    found: dict[str, list[_Value]] = {}
    for number, event in enumerate(events):
        _check(event)
        found.setdefault(str(event.get("UID", f"#{number}")), []).append(event)
    return found.values()


def _check(event: _Value) -> None:
    title = _title(event)
    if event.errors or "DTSTART" not in event:
        raise _Refused("moment", title)
    start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
    if end is not None and _moment(end, _ANYWHERE) < _moment(start, _ANYWHERE):
        raise _Refused("moment", title)  # the library would turn it round
    if unknown := next(_unknown_zones(event), None):
        raise _Refused("zone", title, unknown)
    if "EXRULE" in event:
        raise _Refused("repeats", title, "EXRULE")
    for rule in _all(event.get("RRULE")):
        if odd := _oddity(rule):
            raise _Refused("repeats", title, odd)


def _unknown_zones(event: _Value) -> Iterator[str]:
    """Yield zones that are named and not known: the library takes such times as having none."""
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"):
        for each in _all(event.get(name)):
            zone = each.params.get("TZID")
            moments = getattr(each, "dts", None) or [each]
            if zone and any(_is_without_zone(moment.dt) for moment in moments):
                yield str(zone)[:64]


def _oddity(rule: _Value) -> str:
    """Return what is not read of how an event repeats; empty: all of it is."""
    often = str((rule.get("FREQ") or ["?"])[0]).upper()
    if often not in _OFTEN:
        return f"FREQ={often[:20]}"
    if odd := sorted({str(name).upper() for name in rule} - _PARTS):
        return odd[0][:20]
    zero = (name for name in ("INTERVAL", "COUNT") if any(int(n) < 1 for n in rule.get(name, [])))
    return next((f"{name}=0" for name in zero), "")


def _times(series: list[_Value], start: datetime, end: datetime) -> Iterator[_Value]:
    """Yield the times of a series that touch a time."""
    alone = Calendar()
    for each in series:
        alone.add_component(each)
    try:
        found = recurring_ical_events.of(alone).between(start - _DAY, end)
    except Exception:  # noqa: BLE001 - it raises what its parts raise
        raise _Refused("moment", _title(series[0])) from None
    yield from found


def _span(event: _Value, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when until when an event is.

    What has no zone, and whole days, take the schedule's. A length in hours is real hours also
    where clocks change (RFC 5545, 3.3.6), which the library counts on the wall clock.
    """
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    first = _moment(begins, zone)
    if _EXACT in event and isinstance(begins, datetime):
        length: timedelta = vDuration.from_ical(_text(event[_EXACT]))  # type: ignore[no-untyped-call]
        return first, first + length
    return first, _moment(ends, zone)


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=zone)
    return (value.replace(tzinfo=zone) if value.tzinfo is None else value).astimezone(UTC)


def _entry(event: _Value, start: datetime, end: datetime) -> dict[str, Any]:
    mails = (str(each) for each in _all(event.get("ATTENDEE")))
    return {
        "title": _title(event),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "people": [str(_text(each))[:64] for each in _all(event.get("X-ZHIBAN-PERSON"))][
            :_MOST_PEOPLE
        ],
        "mails": [
            each[len("mailto:") :][:254] for each in mails if each.lower().startswith("mailto:")
        ][:_MOST_PEOPLE],
    }


def _text(value: _Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _title(event: _Value) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:_LONGEST_TITLE]


def _all(value: _Value) -> list[_Value]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _is_without_zone(moment: _Value) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is None
