"""What belongs to the story of an incident: raw alerts, notes (RBK-19)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from application.incidents.story.notes import notes_about
from application.incidents.story.postmortem import MOST_STORY, Record
from application.incidents.story.talk import Talk, merged
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Alerts, Incidents
from domain.alerts.alerts import Alert
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import message
from domain.events.events import Event
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.story.firings import shown_alert
from domain.incidents.story.notes import (
    LONGEST_KEY,
    MOST_NOTES,
    Note,
    check_note,
    note_event,
    note_event_id,
    note_id,
    note_of,
)
from domain.people.access import Actor, Permission, require

MOST_ALERTS = 100
"""Raw alerts of one page; each may hold 10 KiB."""

BEFORE_OPENING = timedelta(minutes=1)
"""An alert reaches us before its incident opens, by less than this."""


class Telling(Protocol):
    """Says how incidents stand and what happened to them, to who may read them."""

    async def get(self, *, by: Actor, incident_id: str) -> Incident:
        """Return an incident as it stands; `NotFound` when there never was one."""

    async def timeline(self, *, by: Actor, incident_id: str, limit: int = 100) -> tuple[Event, ...]:
        """Return what happened to it, oldest first; the newest `limit` of it."""


@dataclass(frozen=True)
class RawAlerts:
    """Messages of sources about an incident, newest first; `next_before` empty at the end."""

    incident: Incident
    alerts: tuple[Alert, ...]
    next_before: str


@dataclass(frozen=True)
class IncidentStoryService:
    """The one door to what is told about an incident."""

    service: Telling
    incidents: Incidents
    raw: Alerts
    events: Events
    audit: Audit
    clock: Clock
    ids: Ids
    talk: Talk

    async def alerts(
        self, *, by: Actor, incident_id: str, before: str = "", limit: int = 50
    ) -> RawAlerts:
        """Return each firing and clearing as it came, newest first, without secrets.

        Args:
            by: who asks.
            incident_id: which.
            before: `next_before` of the page before.
            limit: 1 to 100.

        Raises:
            NotFound: there never was such an incident.
        """
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_ALERTS:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_ALERTS))
        incident = await self._kept(incident_id)
        start = incident.opened_at - BEFORE_OPENING
        found = await self.raw.of(
            incident.fingerprint,
            since=start,
            until=incident.closed_at,
            before=before,
            limit=limit + 1,
        )
        page = tuple(map(shown_alert, found[:limit]))
        return RawAlerts(incident, page, page[-1].id if len(found) > limit else "")

    async def timeline(self, *, by: Actor, incident_id: str, limit: int = 100) -> tuple[Event, ...]:
        """Return what happened, and what was said in its discussion, oldest first.

        Raises:
            NotFound: there never was such an incident.
        """
        events = await self.service.timeline(by=by, incident_id=incident_id, limit=limit)
        return merged(events, await self.talk.told(incident_id, limit=limit), limit)

    async def discuss(self, *, by: Actor, incident_id: str) -> str:
        """Open the discussion of an incident and return its id; once open it is returned.

        Raises:
            NotFound: there never was such an incident.
            Conflict: it is closed, and was never discussed.
            Unavailable: the store of discussions does not answer.
        """
        require(by, Permission.NOTE_INCIDENTS)
        incident = await self._kept(incident_id)
        known = await self.talk.about(incident.id)
        if known:
            return known
        if incident.state is IncidentState.CLOSED:
            raise Conflict(message("incident.closed_already"))
        return await self.talk.open(incident, by=by.person_id, at=self.clock.now())

    async def discussion(self, *, by: Actor, incident_id: str) -> str:
        """Return the id of an incident's discussion; empty when it has none."""
        require(by, Permission.READ_INCIDENTS)
        return await self.talk.about(incident_id)

    async def postmortem(self, *, by: Actor, incident_id: str) -> Record:
        """Return what the draft of a post-mortem is made from.

        Raises:
            NotFound: there never was such an incident.
        """
        incident = await self.service.get(by=by, incident_id=incident_id)
        first = await self.raw.first(
            incident.fingerprint, since=incident.opened_at - BEFORE_OPENING
        )
        return Record(
            incident=incident,
            events=await self.timeline(by=by, incident_id=incident.id, limit=MOST_STORY),
            notes=await notes_about(incident.id, self.events),
            began_at=first.started_at if first else None,
        )

    async def notes(self, *, by: Actor, incident_id: str) -> tuple[Note, ...]:
        """Return what people wrote about an incident, oldest first.

        Raises:
            NotFound: there never was such an incident.
        """
        require(by, Permission.READ_INCIDENTS)
        return await notes_about((await self._kept(incident_id)).id, self.events)

    async def note(self, *, by: Actor, incident_id: str, text: str, key: str = "") -> Note:
        """Write something down about an incident, open or closed.

        Args:
            by: who writes.
            incident_id: which.
            text: at most 2,000 characters.
            key: the writer's own; the same key writes once.

        Raises:
            NotFound: there never was such an incident.
            Conflict: the same key has written something else, or there are 500 notes.
        """
        require(by, Permission.NOTE_INCIDENTS)
        text = check_note(text)
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise InvalidRequest("key", message("rule.one_line", most=LONGEST_KEY))
        incident = await self._kept(incident_id)
        name = note_id(incident.id, by.person_id, f"key/{key}" if key else self.ids.new())
        known = await self.events.get(note_event_id(incident.id, name))
        if known is not None:
            kept = note_of(known)
            if kept.text != text:
                raise Conflict(message("note.other_text"))
            return kept
        if len(await notes_about(incident.id, self.events)) >= MOST_NOTES:
            raise Conflict(message("note.too_many", most=MOST_NOTES))
        note = Note(
            id=name,
            incident_id=incident.id,
            at=self.clock.now(),
            by=by.person_id,
            text=text,
            program=by.is_program,
        )
        # The audit first: what people read stands in it, whatever fails in between.
        await self.audit.append(_audited(note, by))
        written = note_of(await self.events.append(note_event(incident, note)))
        if discussion := await self.talk.about(incident.id):
            await self.talk.say(discussion, written)
        return written

    async def _kept(self, incident_id: str) -> Incident:
        incident = await self.incidents.get(incident_id)
        if incident is None:
            raise NotFound("incident", incident_id)
        return incident


def _audited(note: Note, by: Actor) -> AuditEntry:
    return AuditEntry(
        id=note_event_id(note.incident_id, note.id),
        at=note.at,
        actor=by.person_id,
        action="incident.noted",
        subject=note.incident_id,
        reason=note.text,
        data={"note": note.id, "via": by.via},
    )
