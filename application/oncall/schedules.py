"""On-call schedules: who is on call and why; new versions, overrides, swaps (ALR-10)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from application.oncall.duty_book import DutyBook
from application.oncall.records import check_people, names_of, oncall_event
from application.ports.clock import Clock, Ids
from application.ports.people import People
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import Called, Message, message
from domain.common.notifications import Notification
from domain.common.shapes import read
from domain.events.events import Event, EventType
from domain.oncall.configs import (
    NAME_RULE,
    LayersConfig,
    is_schedule_name,
    people_in,
    written_layers,
)
from domain.oncall.duty import (
    GAPS_AHEAD,
    HandOver,
    OnCallAnswer,
    Shift,
    gaps,
    hand_overs,
    shifts,
)
from domain.oncall.override_rules import (
    OverrideRequest,
    checked_override,
    with_override,
)
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind, ScheduleVersion
from domain.oncall.versions import with_version
from domain.people.access import Actor, Permission, require

FURTHEST_VERSION = timedelta(days=366)
"""How far ahead a version may begin."""

LONGEST_LOOK = timedelta(days=366)
"""Of shifts that are listed at once."""

MOST_SHIFTS = 500


@dataclass(frozen=True)
class ScheduleNow:
    """A schedule, and what it says at the moment of asking.

    Attributes:
        answer: who is on call.
        next: the next hand-over within 30 days; None: there is none.
        gaps: when nobody is on call, within 30 days.
    """

    schedule: OnCallSchedule
    answer: OnCallAnswer
    next: HandOver | None
    gaps: tuple[Shift, ...]


@dataclass(frozen=True)
class OverrideLook:
    """What an override would do.

    Attributes:
        shifts: who would be on call while it counts, gaps too.
    """

    override: Override
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class OnCallService:
    """The one door to on-call schedules."""

    book: DutyBook
    people: People
    clock: Clock
    ids: Ids

    async def list(self, *, by: Actor) -> list[ScheduleNow]:
        """Return all schedules by name, each with who is on call."""
        require(by, Permission.READ_ONCALL)
        now = self.clock.now()
        return [self._now(each, now) for each in await self.book.schedules.list(since=now)]

    async def get(self, *, by: Actor, name: str) -> ScheduleNow:
        """Return a schedule with who is on call, the next hand-over and the gaps of 30 days.

        Raises:
            NotFound: there is none of that name.
        """
        require(by, Permission.READ_ONCALL)
        now = self.clock.now()
        return self._now(await self._known(name, now), now)

    async def at(self, *, by: Actor, name: str, at: datetime | None = None) -> OnCallAnswer:
        """Return who is, was or will be on call at a moment, and why.

        Raises:
            NotFound: there is none of that name.
        """
        require(by, Permission.READ_ONCALL)
        moment = at or self.clock.now()
        answer = await self.book.who(name, moment)
        if answer is None:
            raise NotFound("on-call schedule", name)
        return answer

    async def shifts(
        self, *, by: Actor, name: str, start: datetime, end: datetime
    ) -> tuple[Shift, ...]:
        """Return shifts and gaps of a span, one after the other, at most 500.

        Raises:
            InvalidRequest: the span is empty or longer than a year.
            NotFound: there is none of that name.
        """
        require(by, Permission.READ_ONCALL)
        if end <= start:
            raise InvalidRequest("end", message("rule.later_than", other=Called("start")))
        if end - start > LONGEST_LOOK:
            raise InvalidRequest("end", message("oncall.too_far", days=LONGEST_LOOK.days))
        schedule = await self._known(name, start)
        found: list[Shift] = []
        for each in shifts(schedule, start, end):
            found.append(each)
            if len(found) == MOST_SHIFTS:
                break
        return tuple(found)

    async def create(
        self, *, by: Actor, name: str, config: object, start: datetime | None = None
    ) -> ScheduleNow:
        """Keep a new schedule; whoever makes it owns it.

        Args:
            by: who asks.
            name: lower-case letters, digits, `-` and `_`; policies name it `schedule:<name>`.
            config: its layers, as `LayersConfig` reads them.
            start: from when on it counts; None: now.

        Raises:
            InvalidRequest: a field breaks a rule, or names somebody who is not registered.
            Conflict: the name is taken.
        """
        schedule = await self._new(by, name, config, start)
        version = schedule.versions[-1]
        event = self._event(
            EventType.ONCALL_CREATED,
            name,
            message("oncall.created", schedule=Called(name), person=Called(by.person_id)),
            by,
            {
                "version": 1,
                "start": version.start.isoformat(),
                "layers": written_layers(version.layers),
            },
        )
        await self.book.schedules.add(schedule, event=event)
        return self._now(schedule, self.clock.now())

    async def look_at_new(
        self, *, by: Actor, name: str, config: object, start: datetime | None = None
    ) -> ScheduleNow:
        """Return what a new schedule would be when it begins; nothing is kept.

        Raises:
            InvalidRequest: as for `create`.
        """
        schedule = await self._new(by, name, config, start)
        return self._now(schedule, schedule.versions[-1].start)

    async def change(
        self, *, by: Actor, name: str, config: object, start: datetime | None = None
    ) -> ScheduleNow:
        """Begin a new version; what was so before it stays so.

        Where only the people of a layer differ, whoever is on call then stays on call.

        Raises:
            InvalidRequest: as for `create`.
            NotFound: there is none of that name.
            Conflict: a later version is planned already.
        """
        changed = await self._changed(by, name, config, start)
        version = changed.versions[-1]
        event = self._event(
            EventType.ONCALL_CHANGED,
            name,
            message(
                "oncall.changed",
                schedule=Called(name),
                person=Called(by.person_id),
                number=version.number,
                at=version.start,
            ),
            by,
            {
                "version": version.number,
                "start": version.start.isoformat(),
                "layers": written_layers(version.layers),
            },
        )
        await self.book.schedules.add_version(name, version, event=event)
        return self._now(changed, self.clock.now())

    async def look_at_change(
        self, *, by: Actor, name: str, config: object, start: datetime | None = None
    ) -> ScheduleNow:
        """Return what a new version would mean when it begins; nothing is kept.

        Raises:
            InvalidRequest, NotFound, Conflict: as for `change`.
        """
        changed = await self._changed(by, name, config, start)
        return self._now(changed, changed.versions[-1].start)

    async def override(self, *, by: Actor, name: str, requested: OverrideRequest) -> Override:
        """Change who is on call for a time; people who swap shifts ask one another instead.

        Raises:
            InvalidRequest: a field breaks a rule, or names somebody who is not registered.
            NotFound: there is none of that name.
            Conflict: it would change nothing, or leave nobody on call and nobody said it may.
        """
        schedule, override = await self._asked(by, name, requested)
        with_override(schedule, override, leave_gap=requested.leave_gap)
        event = self._event(
            EventType.ONCALL_OVERRIDDEN,
            name,
            override_said(name, override),
            by,
            {"override": override.id, **_facts(override)},
        )
        await self.book.schedules.add_overrides(name, (override,), event=event)
        return override

    async def look_at_override(
        self, *, by: Actor, name: str, requested: OverrideRequest
    ) -> OverrideLook:
        """Return what an override would do; nothing is kept.

        Raises:
            InvalidRequest, NotFound, Conflict: as for `override`.
        """
        schedule, override = await self._asked(by, name, requested)
        after = with_override(schedule, override, leave_gap=requested.leave_gap)
        coming = islice(shifts(after, override.start, override.end), MOST_SHIFTS)
        return OverrideLook(override, tuple(coming))

    async def end_override(self, *, by: Actor, name: str, override_id: str) -> Override:
        """Take an override back from now on; what it did until now remains so.

        Raises:
            NotFound: there is no such schedule, or no such override that is not over.
        """
        require(by, Permission.CHANGE_ONCALL)
        now = self.clock.now()
        schedule = await self._known(name, now)
        found = next((each for each in schedule.overrides if each.id == override_id), None)
        if found is None:
            raise NotFound("override", override_id)
        if found.ended_at is not None:
            return found
        ended = replace(found, ended_at=now)
        event = self._event(
            EventType.ONCALL_OVERRIDE_ENDED,
            name,
            message("oncall.override_ended", schedule=Called(name), person=Called(by.person_id)),
            by,
            {"override": found.id},
        )
        await self.book.schedules.end_override(name, ended, event=event)
        return ended

    def _now(self, schedule: OnCallSchedule, now: datetime) -> ScheduleNow:
        end = now + GAPS_AHEAD
        coming = hand_overs(schedule, now, end)
        return ScheduleNow(
            schedule,
            self.book.answer(schedule, now),
            coming[0] if coming else None,
            tuple(gaps(schedule, now, end)),
        )

    async def _new(
        self, by: Actor, name: str, config: object, start: datetime | None
    ) -> OnCallSchedule:
        require(by, Permission.CHANGE_ONCALL)
        if not is_schedule_name(name):
            raise InvalidRequest("name", NAME_RULE)
        layers = read(LayersConfig, config).read_layers()
        begins = self._beginning(start, self.clock.now())
        await check_people(self.people, people_in(layers), "config.layers")
        return OnCallSchedule(name, (ScheduleVersion(1, begins, layers),), owner=by.person_id)

    async def _changed(
        self, by: Actor, name: str, config: object, start: datetime | None
    ) -> OnCallSchedule:
        require(by, Permission.CHANGE_ONCALL)
        now = self.clock.now()
        schedule = await self._known(name, now)
        layers = read(LayersConfig, config).read_layers()
        begins = self._beginning(start, now)
        await check_people(self.people, people_in(layers), "config.layers")
        if begins <= schedule.versions[-1].start:
            raise Conflict(message("oncall.later_version", at=schedule.versions[-1].start))
        return with_version(schedule, layers, begins)

    async def _asked(
        self, by: Actor, name: str, requested: OverrideRequest
    ) -> tuple[OnCallSchedule, Override]:
        require(by, Permission.CHANGE_ONCALL)
        now = self.clock.now()
        schedule = await self._known(name, now)
        override = checked_override(
            requested, id_=f"o_{self.ids.new()[-26:]}", by=by.person_id, now=now
        )
        if override.kind is not OverrideKind.REMOVE:
            await check_people(self.people, override.people, "people")
        return schedule, override

    async def _known(self, name: str, since: datetime) -> OnCallSchedule:
        found = await self.book.schedules.get(name, since=since)
        if found is None:
            raise NotFound("on-call schedule", name)
        return found

    def _beginning(self, start: datetime | None, now: datetime) -> datetime:
        if start is None:
            return now
        if start < now:
            raise InvalidRequest("start", message("oncall.not_in_the_past"))
        if start > now + FURTHEST_VERSION:
            raise InvalidRequest("start", message("oncall.too_far", days=FURTHEST_VERSION.days))
        return start

    def _event(
        self, type_: EventType, name: str, said: Message, by: Actor, facts: dict[str, Any]
    ) -> Event:
        facts = {"by": by.person_id, **facts}
        return oncall_event(
            type_, name, self.ids.new(), Notification(said), self.clock.now(), facts
        )


def override_said(name: str, override: Override) -> Message:
    """Return what an override changes in a schedule, when, and who made it."""
    return message(
        "oncall.overridden",
        schedule=Called(name),
        kind=override.kind,
        people=names_of(override.people),
        instead_of=Called(override.instead_of) if override.instead_of else None,
        start=override.start,
        end=override.end,
        person=Called(override.by),
    )


def _facts(override: Override) -> dict[str, Any]:
    return {
        "kind": override.kind.value,
        "people": list(override.people),
        "instead_of": override.instead_of,
        "start": override.start.isoformat(),
        "end": override.end.isoformat(),
    }
