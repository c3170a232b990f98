"""Notices about who is on call: hand-overs, gaps a day ahead, swaps (ALR-10)."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from application.oncall.records import names_of, oncall_event
from application.oncall.swaps import SwapService
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.deliveries import DeliveryStarts
from application.ports.events import Events
from application.ports.incidents.incidents import IncidentFilter, Incidents
from application.ports.oncall import OnCallSchedules
from application.ports.people import People
from domain.briefings.briefings import BriefingSettings
from domain.common.messages import Called, message
from domain.common.notifications import Bullets, Notification
from domain.deliveries.quiet_hours import LONGEST, quiet_until
from domain.events.events import Event, EventType
from domain.incidents.calls import addresses_of
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident
from domain.oncall.duty import HandOver, Shift, gaps, hand_overs, is_by_design, who_is_on_call
from domain.oncall.schedules import OnCallSchedule
from domain.oncall.swaps import LONGEST_WAIT, Swap, SwapState
from domain.people.people import is_active_admin

AHEAD = timedelta(days=1)
"""How long before a gap admins are told."""

LATEST = timedelta(days=1)
"""After which a notice is not made up for: the program did not run."""

MOST_INCIDENTS = 5
"""Open incidents that a hand-over names."""

MOST_COUNTED = 100
MOST_SWAPS = 100
MOST_ADMINS = 100

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class _Notice:
    """Something to tell, when it came to be; its event is made once it is due for somebody."""

    at: datetime
    people: tuple[str, ...]
    event: Callable[[], Awaitable[Event | None]]


@dataclass(frozen=True)
class OnCallNotices:
    """Tells people of what they have to know; a round tells what fell due since the one before."""

    schedules: OnCallSchedules
    swaps: SwapService
    people: People
    briefings: Briefings
    incidents: Incidents
    events: Events
    starts: DeliveryStarts
    clock: Clock

    async def round(self, since: datetime | None) -> datetime:
        """Tell what fell due after `since`, and return until when that is done.

        What falls into somebody's quiet hours is due for them when these end. Whoever does a round
        again tells nothing twice: an event has one id, and each address gets it once.
        """
        now = self.clock.now()
        since = max(since or now, now - LATEST)
        await self.swaps.expire()
        reach = _Round(self, since, now)
        for schedule in await self.schedules.list(since=since - LONGEST):
            for notice in await self._notices(schedule, since - LONGEST, now):
                await reach.tell(notice)
        return now

    async def _notices(
        self, schedule: OnCallSchedule, start: datetime, now: datetime
    ) -> Sequence[_Notice]:
        horizon = now + 2 * AHEAD
        found = [
            await self._handed_over(schedule, each)
            for each in hand_overs(schedule, start, now + _MOMENT)
        ]
        found += [
            _Notice(
                each.start - AHEAD,
                tuple(await self._admins(schedule)),
                partial(_gap_event, schedule.name, each, horizon),
            )
            for each in gaps(schedule, start, horizon)
            if start + AHEAD < each.start <= now + AHEAD and not is_by_design(schedule, each.start)
        ]
        asked = await self.schedules.swaps(
            schedule.name, after=start - LONGEST_WAIT, limit=MOST_SWAPS
        )
        return [*found, *(one for each in asked for one in self._of_swap(each))]

    async def _handed_over(self, schedule: OnCallSchedule, change: HandOver) -> _Notice:
        moved = set(change.before) ^ set(change.after)
        people = [each for each in (*change.before, *change.after) if each in moved]
        if not change.after and not is_by_design(schedule, change.at):
            people += await self._admins(schedule)
        event = partial(self._hand_over_event, schedule, change)
        return _Notice(change.at, tuple(dict.fromkeys(people)), event)

    async def _hand_over_event(self, schedule: OnCallSchedule, change: HandOver) -> Event:
        until = who_is_on_call(schedule, change.at).until
        open_ = await self.incidents.list(
            IncidentFilter(open_only=True), before="", limit=MOST_COUNTED
        )
        return oncall_event(
            EventType.ONCALL_HANDED_OVER,
            schedule.name,
            f"hand-over/{change.at.isoformat()}",
            _hand_over_told(schedule.name, change, until, open_),
            change.at,
            {"before": list(change.before), "after": list(change.after)},
        )

    def _of_swap(self, swap: Swap) -> Iterator[_Notice]:
        """Yield what the other is asked, and what became of it, as they were recorded."""
        name = f"oncall/{swap.schedule}/{swap.id}"
        if swap.settled_at is None:
            yield _Notice(swap.asked_at, (swap.asked_of,), partial(self.events.get, name))
        else:
            other = swap.asked_of if swap.state is SwapState.WITHDRAWN else swap.asked_by
            event = partial(self.events.get, f"{name}/{swap.state}")
            yield _Notice(swap.settled_at, (other,), event)

    async def _admins(self, schedule: OnCallSchedule) -> list[str]:
        admins = await all_who(self.people, is_active_admin, most=MOST_ADMINS)
        return list(dict.fromkeys((schedule.owner, *(each.id for each in admins))))


@dataclass(frozen=True)
class _Round:
    """What is told in one round, and what is known of those who are told."""

    of: OnCallNotices
    since: datetime
    now: datetime
    settings: dict[str, BriefingSettings | None] = field(default_factory=dict)

    async def tell(self, notice: _Notice) -> None:
        """Record it, and deliver it to whom it is due now."""
        due = [each for each in notice.people if self._is_due(notice.at, await self._of(each))]
        if not due:
            return
        made = await notice.event()
        if made is None:
            return
        event = await self.of.events.append(made)
        for person_id in due:
            person = await self.of.people.get(person_id)
            if person is None:
                continue
            for address in addresses_of(person, await self._of(person_id)):
                await self.of.starts.start(event.id, person_id, address, title=event.type)

    def _is_due(self, at: datetime, settings: BriefingSettings | None) -> bool:
        quiet = settings and quiet_until(
            settings.quiet_hours, settings.zone, at, muted=settings.muted_until
        )
        return self.since < (quiet or at) <= self.now

    async def _of(self, person_id: str) -> BriefingSettings | None:
        if person_id not in self.settings:
            self.settings[person_id] = await self.of.briefings.settings(person_id)
        return self.settings[person_id]


async def _gap_event(name: str, gap: Shift, horizon: datetime) -> Event:
    end = gap.end if gap.end < horizon else None  # it is looked no further
    title = message("oncall.gap_ahead", schedule=Called(name), start=gap.start, end=end)
    return oncall_event(
        EventType.ONCALL_GAP_AHEAD,
        name,
        f"gap/{gap.start.isoformat()}",
        Notification(title, (message("oncall.gap_falls_to"),)),
        gap.start - AHEAD,
        {"start": gap.start.isoformat(), "end": end.isoformat() if end else None},
    )


def _hand_over_told(
    name: str, change: HandOver, until: datetime | None, open_: Sequence[Incident]
) -> Notification:
    before, after = names_of(change.before), names_of(change.after)
    if after is None:
        title = message(
            "oncall.handed_to_nobody", schedule=Called(name), people=before, at=change.at
        )
    elif before is None:
        title = message("oncall.begun", schedule=Called(name), people=after, at=change.at)
    else:
        title = message(
            "oncall.handed_over", schedule=Called(name), before=before, after=after, at=change.at
        )
    parts = [message("oncall.on_call_until", until=until)] if until and after else []
    if not open_:
        return Notification(title, (*parts, message("oncall.no_incidents")))
    many = len(open_) == MOST_COUNTED
    said = message("oncall.open_incidents", count=len(open_), more=many)
    shown = Bullets(tuple(what_of(each) for each in open_[:MOST_INCIDENTS]))
    return Notification(title, (*parts, said, shown))
