"""Tells once a day what was only observed, in place of one page per alert (ALR-11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from application.oncall.duty_book import DutyBook
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.deliveries import DeliveryStarts
from application.ports.events import Events
from application.ports.incidents.incidents import IncidentFilter, Incidents, Policies
from application.ports.people import People
from domain.common.notifications import Bullets, Notification
from domain.events.events import Event, EventType
from domain.incidents.calls import Reachable, people_on_call, reachable
from domain.incidents.incidents import Incident
from domain.incidents.mornings import observed_of
from domain.incidents.policy.policies import Policy
from domain.oncall.clocks import instant_of
from domain.people.people import is_active_admin

DAYS_BACK = 3
"""Digests that are made up for when nothing ran at their hour."""

OPENED = timedelta(days=3)
"""How long before it was put into a digest an incident may have opened."""

MOST_LOOKED_AT = 1_000
MOST_ADMINS = 100


@dataclass(frozen=True)
class ObservedDigests:
    """Gathers for each person what they would have been paged for; a round tells what is due."""

    incidents: Incidents
    policies: Policies
    events: Events
    duty: DutyBook
    people: People
    briefings: Briefings
    starts: DeliveryStarts
    clock: Clock

    async def round(self) -> None:
        """Tell what fell due; whoever does a round again tells nothing twice.

        Whoever has quiet hours is told when these are over.
        """
        now, policy = self.clock.now(), await self.policies.current()
        dues = due_digests(policy, now)
        which = IncidentFilter(since=dues[0] - timedelta(days=1) - OPENED)
        found = await self.incidents.list(which, before="", limit=MOST_LOOKED_AT)
        waiting = [each for each in found if each.waits_for_digest]
        for start, end in zip((dues[0] - timedelta(days=1), *dues), dues, strict=False):
            mine = [each for each in waiting if start < (each.observed_at or end) <= end]
            if mine:
                await self._tell(mine, start, end, policy, now)

    async def _tell(
        self,
        gathered: Sequence[Incident],
        start: datetime,
        end: datetime,
        policy: Policy,
        now: datetime,
    ) -> None:
        looking = _Looking(self, policy, now, end)
        by_person: dict[str, tuple[Reachable, list[Incident]]] = {}
        for incident in gathered:
            for each in await looking.told_of(incident):
                by_person.setdefault(each.person_id, (each, []))[1].append(incident)
        for person, mine in by_person.values():
            if person.is_quiet(now):
                continue
            event = await self.events.append(_event(person.person_id, mine, start, end))
            for address in person.addresses:
                await self.starts.start(event.id, person.person_id, address, title=event.type)


@dataclass(frozen=True)
class _Looking:
    """Who is told of one digest; whoever is on call when it is due, however late that is done."""

    of: ObservedDigests
    policy: Policy
    now: datetime
    due: datetime
    known: dict[tuple[str, ...], list[Reachable]] = field(default_factory=dict)

    async def told_of(self, incident: Incident) -> list[Reachable]:
        """Return whom a page would have gone to first: one on call, else every admin."""
        entries = people_on_call(self.policy, incident.owner)
        if entries not in self.known:
            listed = await self.of.duty.people_of(entries, self.due)
            ids = [each.person_id for each in listed.people]
            first = next(iter(await self._reachable(ids)), None)
            self.known[entries] = [first] if first else await self._admins()
        return self.known[entries]

    async def _admins(self) -> list[Reachable]:
        admins = await all_who(self.of.people, is_active_admin, most=MOST_ADMINS)
        return await self._reachable([each.id for each in admins])

    async def _reachable(self, ids: Sequence[str]) -> list[Reachable]:
        found = []
        for each in ids:
            person = await self.of.people.get(each)
            settings = await self.of.briefings.settings(each)
            one = reachable(person, settings, self.now) if person else None
            if one is not None:
                found.append(one)
        return found


def due_digests(policy: Policy, now: datetime) -> list[datetime]:
    """Return the latest moments at which digests were due, oldest first."""
    hour, zone = time(policy.paging.observed_hour), policy.zone
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (today - timedelta(days=each) for each in range(DAYS_BACK + 1))
    due = [moment for day in days if (moment := instant_of(day, hour, zone)) <= now]
    return due[:DAYS_BACK][::-1]


def _event(person: str, gathered: Sequence[Incident], start: datetime, end: datetime) -> Event:
    title, lines, after = observed_of(gathered, start)
    told = Notification(title, (Bullets(lines), *after))
    named = [each.id for each in gathered]
    return Event(
        id=f"observed/{person}/{end.isoformat()}",
        type=EventType.OBSERVED_TOLD,
        source=f"/people/{person}",
        subject=person,
        time=end,
        data={"person": person, "incidents": named, "notification": told.recorded},
    )
