"""The page behind the link of a page: an incident, and who has it (ALR-10)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from application.approvals.answers import digest_of_token, no_page
from application.incidents.story.notes import notes_about
from application.ports.clock import Clock
from application.ports.events import Events
from application.ports.incidents.incidents import Approvals, IncidentClient, Incidents
from application.ports.people import People
from domain.common.errors import Conflict, TemporaryError
from domain.incidents.incidents import Incident, Steering
from domain.incidents.story.notes import Note
from domain.people.people import Person

OPENS_AFTER_END = timedelta(hours=24)
"""Who comes late still sees how it ended; after that the link leads nowhere."""


@dataclass(frozen=True)
class PagedIncident:
    """An incident as somebody sees it who was paged and opened their link."""

    incident: Incident
    person: Person
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class PageLinks:
    """Opens the links that pages carry; whoever has one acts as the person who was paged."""

    links: Approvals
    incidents: Incidents
    lives: IncidentClient
    people: People
    events: Events
    clock: Clock

    async def open(self, token: str) -> PagedIncident:
        """Return what is behind a link, changing nothing, or raise `NotFound`."""
        now = self.clock.now()
        found = await self.links.peek_link(digest_of_token(token), now=now)
        kept = await self.incidents.get(found[0]) if found else None
        person = await self.people.get(found[1]) if found else None
        if kept is None or person is None or person.disabled:
            raise no_page()
        if kept.closed_at is not None and now - kept.closed_at > OPENS_AFTER_END:
            raise no_page()
        notes = await notes_about(kept.id, self.events)
        return PagedIncident(await self._as_it_stands(kept), person, notes)

    async def acknowledge(self, token: str) -> PagedIncident:
        """Take the incident over for the person whose link it is; a second time shows who has it.

        Raises:
            NotFound: as for `open`.
        """
        seen = await self.open(token)
        incident = seen.incident
        if incident.closed_at is None and not incident.acknowledged_by:
            with suppress(Conflict):  # it has ended meanwhile: the page shows that
                await self.lives.steer(
                    incident.workflow_id, Steering.ACKNOWLEDGE, by=seen.person.id, reason=""
                )
        return await self.open(token)

    async def _as_it_stands(self, kept: Incident) -> Incident:
        with suppress(TemporaryError):
            told = await self.lives.ask(kept.workflow_id) if kept.closed_at is None else None
            if told is not None and told.id == kept.id and told.revision >= kept.revision:
                return told
        return kept
