"""Implements `CalendarFiles`: others' files are read in a child process, ours written here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.ports.isolation import Isolation, ParsingFailed, Spoiled
from application.ports.oncall import Calendar
from domain.common.errors import InvalidRequest, Unavailable
from domain.common.messages import Called, Foreign, Message, message
from domain.oncall.calendars import (
    LARGEST_CALENDAR,
    MOST_ENTRIES,
    MOST_EVENTS,
    CalendarEntry,
    CalendarFile,
)

PARSING = "integrations.calendars.parsing"
PRODUCT = "-//Zhiban//On-call schedules//EN"
READ_AGAIN = timedelta(hours=1)
"""How often calendars are asked to read a file anew."""


@dataclass(frozen=True)
class IcalendarFiles:
    """Files as RFC 5545 has them."""

    isolation: Isolation

    async def read(
        self, text: str, *, zone: str, start: datetime, end: datetime, owner: str
    ) -> CalendarFile:
        """Return what a file says of a time; see `CalendarFiles.read`."""
        if len(text.encode("utf-8", "replace")) > LARGEST_CALENDAR:
            rule = message("oncall.calendar_large", kilobytes=LARGEST_CALENDAR // 1024)
            raise InvalidRequest("calendar", rule)
        question = {
            "text": text,
            "zone": zone,
            "start": start.isoformat(),
            "end": end.isoformat(),
        }
        try:
            found = await self.isolation.ask(PARSING, question, owner=owner)
        except ParsingFailed as failed:
            if failed.why is Spoiled.TURN:
                raise Unavailable(message("oncall.calendar_waits")) from None
            form = message("oncall.calendar_form")
            slow = message("oncall.calendar_slow")
            raise InvalidRequest("calendar", slow if failed.ended else form) from None
        if refused := found.get("refused"):
            raise InvalidRequest("calendar", _rule(refused))
        entries = tuple(map(_entry, found["entries"]))
        return CalendarFile(entries, int(found["cancelled"]), int(found["empty"]))

    def write(self, calendar: Calendar) -> str:
        """Return a file; see `CalendarFiles.write`."""
        # It takes a fifth of a second to load, which commands that write none have not.
        import icalendar  # noqa: PLC0415

        file = icalendar.Calendar()
        file.add("prodid", PRODUCT)
        file.add("version", "2.0")
        file.add("calscale", "GREGORIAN")
        file.add("method", "PUBLISH")
        file.add("x-wr-calname", calendar.title)
        file.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
        file.add("x-published-ttl", "PT1H")
        for each in calendar.entries:
            event = icalendar.Event()
            event.add("uid", each.uid)
            event.add("dtstamp", calendar.at)
            event.add("dtstart", each.start)
            event.add("dtend", each.end)
            event.add("summary", each.title)
            event.add("transp", "TRANSPARENT")
            for person_id in each.people:
                event.add("x-zhiban-person", person_id)
            file.add_component(event)
        written: bytes = file.to_ical()
        return written.decode("utf-8")


def _entry(given: dict[str, Any]) -> CalendarEntry:
    return CalendarEntry(
        title=given["title"],
        start=datetime.fromisoformat(given["start"]),
        end=datetime.fromisoformat(given["end"]),
        people=tuple(given["people"]),
        mails=tuple(given["mails"]),
    )


def _rule(refused: dict[str, str]) -> Message:
    title = Foreign(refused["title"][:80])
    match refused["rule"]:
        case "events":
            return message("oncall.calendar_events", most=MOST_EVENTS)
        case "entries":
            return message("oncall.calendar_entries", most=MOST_ENTRIES)
        case "moment":
            return message("oncall.calendar_moment", title=title)
        case "zone":
            return message("oncall.calendar_zone", title=title, zone=Called(refused["detail"]))
        case "repeats":
            return message("oncall.calendar_repeats", title=title, rule=Called(refused["detail"]))
        case _:
            return message("oncall.calendar_form")
