"""Schedules as calendar files: written for people's calendars, read from others' (ALR-10)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from application.common.wording import Localizer
from application.oncall.records import names_of, oncall_event
from application.people.pagination import all_who
from application.ports.clock import Clock, Ids
from application.ports.oncall import Calendar, CalendarFiles, OnCallSchedules, ShiftEntry
from application.ports.people import People
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import Called, Message, message
from domain.common.notifications import Notification
from domain.events.events import EventType
from domain.oncall.calendar_rotas import NewRota, rota_of
from domain.oncall.calendars import (
    AHEAD,
    CalendarPlan,
    directory_of,
    exported,
    exported_since,
    plan_of,
)
from domain.oncall.configs import NAME_RULE, is_schedule_name, written_layers
from domain.oncall.override_rules import checked_override
from domain.oncall.schedules import OnCallSchedule
from domain.people.access import Actor, Permission, require
from domain.people.people import wrong_zone

MOST_PEOPLE = 5_000
"""Among whom those that a file names are looked for."""


@dataclass(frozen=True)
class CalendarService:
    """Writes schedules as calendar files, and reads such files into overrides."""

    schedules: OnCallSchedules
    people: People
    files: CalendarFiles
    clock: Clock
    ids: Ids

    async def export(self, *, by: Actor, name: str, reader: Localizer, only: str = "") -> str:
        """Return the shifts of a schedule as a calendar file: 15 days back to 180 days ahead.

        Args:
            by: who asks.
            name: of the schedule.
            reader: in whose words titles are written.
            only: leave out shifts that this person does not have; empty: all are in it.

        Raises:
            NotFound: there is no such schedule.
        """
        require(by, Permission.READ_ONCALL)
        now = self.clock.now()
        schedule = await self._known(name, exported_since(now))
        spans = [each for each in exported(schedule, now) if not only or only in each.people]
        called = await self._called({each for span in spans for each in span.people})
        entries = [
            ShiftEntry(
                uid=f"{name}-{each.start.astimezone(UTC):%Y%m%dT%H%M%SZ}@oncall.zhiban",
                title=reader.text(
                    message(
                        "oncall.calendar_shift",
                        schedule=Called(name),
                        people=names_of([called.get(one, one) for one in each.people]),
                    )
                ),
                start=each.start,
                end=each.end,
                people=each.people,
            )
            for each in spans
        ]
        title = reader.text(message("oncall.calendar_title", schedule=Called(name)))
        return self.files.write(Calendar(title=title, at=now, entries=tuple(entries)))

    async def preview(self, *, by: Actor, name: str, calendar: str) -> CalendarPlan:
        """Return what a calendar file would do to a schedule; nothing is kept.

        Raises:
            InvalidRequest: the file breaks a rule, which names the event.
            NotFound: there is no such schedule.
        """
        return await self._plan(by, name, calendar, self.clock.now())

    async def keep(self, *, by: Actor, name: str, calendar: str) -> CalendarPlan:
        """Make the overrides that a calendar file means: all of them or none.

        Raises:
            InvalidRequest, NotFound: as for `preview`.
            Conflict: it changes nothing, or too many overrides are not over yet.
        """
        now = self.clock.now()
        plan = await self._plan(by, name, calendar, now)
        if not plan.spans:
            raise Conflict(message("oncall.calendar_changes_nothing"))
        overrides = [
            checked_override(each, id_=f"o_{self.ids.new()[-26:]}", by=by.person_id, now=now)
            for each in plan.requests
        ]
        event = oncall_event(
            EventType.ONCALL_IMPORTED,
            name,
            self.ids.new(),
            Notification(imported_said(name, plan, by.person_id)),
            now,
            {
                "by": by.person_id,
                "overrides": [each.id for each in overrides],
                "start": plan.spans[0].start.isoformat(),
                "end": plan.spans[-1].end.isoformat(),
            },
        )
        await self.schedules.add_overrides(name, overrides, event=event)
        return plan

    async def known(self, name: str) -> None:
        """Return when there is a schedule of this name; else raise `NotFound`."""
        await self._known(name, self.clock.now())

    async def look_at_new(self, *, by: Actor, name: str, calendar: str, zone: str = "") -> NewRota:
        """Return the schedule that a calendar file would make; nothing is kept.

        Args:
            by: who asks, and will own it.
            name: of the schedule.
            calendar: text of the file.
            zone: of its hand-overs, and of times that name none; empty: the asker's.

        Raises:
            InvalidRequest: the file or the name breaks a rule.
            Conflict: the name is taken.
        """
        return await self._new(by, name, calendar, zone, self.clock.now())

    async def make(self, *, by: Actor, name: str, calendar: str, zone: str = "") -> NewRota:
        """Make a schedule of a calendar file, with what differs from its rotation as overrides.

        Raises:
            InvalidRequest, Conflict: as for `look_at_new`.
        """
        now = self.clock.now()
        rota = await self._new(by, name, calendar, zone, now)
        overrides = tuple(
            checked_override(each, id_=f"o_{self.ids.new()[-26:]}", by=by.person_id, now=now)
            for each in rota.plan.requests
        )
        layers = rota.schedule.versions[-1].layers
        event = oncall_event(
            EventType.ONCALL_CREATED,
            name,
            self.ids.new(),
            Notification(made_said(name, by.person_id)),
            now,
            {
                "by": by.person_id,
                "version": 1,
                "start": now.isoformat(),
                "layers": written_layers(layers),
                "overrides": [each.id for each in overrides],
            },
        )
        await self.schedules.add(replace(rota.schedule, overrides=overrides), event=event)
        return rota

    async def _new(self, by: Actor, name: str, calendar: str, zone: str, now: datetime) -> NewRota:
        require(by, Permission.CHANGE_ONCALL)
        if not is_schedule_name(name):
            raise InvalidRequest("name", NAME_RULE)
        if zone and (rule := wrong_zone(zone)):
            raise InvalidRequest("zone", rule)
        if await self.schedules.get(name, since=now) is not None:
            raise Conflict(message("oncall.name_taken", name=Called(name)))
        person = await self.people.get(by.person_id)
        place = zone or (person.zone if person else "UTC")
        file = await self.files.read(
            calendar, zone=place, start=now, end=now + AHEAD, owner=by.person_id
        )
        people = await all_who(self.people, lambda each: not each.disabled, most=MOST_PEOPLE)
        known = directory_of(people)
        return rota_of(name, file, known, zone=place, owner=by.person_id, now=now)

    async def _plan(self, by: Actor, name: str, calendar: str, now: datetime) -> CalendarPlan:
        require(by, Permission.CHANGE_ONCALL)
        schedule = await self._known(name, now)
        zone = schedule.versions[-1].layers[0].rotation.zone
        file = await self.files.read(
            calendar, zone=zone, start=now, end=now + AHEAD, owner=by.person_id
        )
        people = await all_who(self.people, lambda each: not each.disabled, most=MOST_PEOPLE)
        return plan_of(schedule, file, directory_of(people), now)

    async def _known(self, name: str, since: datetime) -> OnCallSchedule:
        found = await self.schedules.get(name, since=since)
        if found is None:
            raise NotFound("on-call schedule", name)
        return found

    async def _called(self, people: set[str]) -> dict[str, str]:
        return await self.people.names(sorted(people)[:500]) if people else {}


def made_said(name: str, person_id: str) -> Message:
    """Return who made a schedule of a file."""
    return message("oncall.created", schedule=Called(name), person=Called(person_id))


def imported_said(name: str, plan: CalendarPlan, person_id: str) -> Message:
    """Return what was made of a file, when it counts, and who read it in."""
    return message(
        "oncall.imported",
        schedule=Called(name),
        count=len(plan.spans),
        start=plan.spans[0].start,
        end=plan.spans[-1].end,
        person=Called(person_id),
    )
