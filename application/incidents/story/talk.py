"""The discussion of an incident on the bus: linked from both sides, told on each once (BUS-5).

What is said there is read from its file whenever it is shown, because other programs write that
file without telling us. What we say there carries a key, so saying it again changes nothing.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from application.common.wording import Localizer
from application.incidents.story.notes import notes_about
from application.ports.discussions import DiscussionStore, Draft
from application.ports.events import EventFilter, Events
from application.ports.incidents.incidents import IncidentFilter, IncidentOrder, Incidents
from application.ports.rendering import Renderer
from domain.common.errors import Conflict, ZhibanError
from domain.common.messages import Called, Command, Foreign, Message, message
from domain.common.notifications import Notification
from domain.common.readers import Reader
from domain.discussions.discussions import Discussion, DiscussionStatus
from domain.discussions.discussions import Message as Said
from domain.events.events import Event, EventType
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident
from domain.incidents.snapshots import source_of
from domain.incidents.story.notes import Note
from domain.incidents.story.searching import rank_of
from domain.monitoring.alarms import Severity

US = "zhiban"
"""Project and sender of what we say ourselves; it is not told back to us."""

MOST_LISTED = 500
"""Open incidents that one round looks at, the oldest of them."""

MOST_FOLLOWED = 200
"""Discussions of one round: the newest that were opened."""

MOST_OPENED = 50
"""Incidents of one round that discussions are opened for; the next round goes on."""

OPENED_WITHIN = timedelta(hours=24)
"""How old an incident may be that gets a discussion by itself: a setting that is switched on opens
none about the past."""

MOST_CONTENT = 2_000
"""Characters of a message that a timeline repeats."""


@dataclass(frozen=True)
class Talk:
    """Opens, follows and ends discussions of incidents.

    Attributes:
        store: where other programs say something, too.
        words: for what we say there, in the installation's first language.
        opens_from: how bad an incident must be for its discussion to be opened by itself; None:
            only people open them.
    """

    store: DiscussionStore
    events: Events
    incidents: Incidents
    words: Renderer
    opens_from: Severity | None = None

    async def about(self, incident_id: str) -> str:
        """Return the id of an incident's discussion; empty when it has none."""
        event = await self.events.get(_event_id(incident_id))
        return str(event.data.get("discussion", "")) if event else ""

    async def open(self, incident: Incident, *, by: str, at: datetime) -> str:
        """Open the discussion of an incident, or return the one it has.

        Raises:
            Unavailable: the store does not take it now.
        """
        known = await self.about(incident.id)
        if known:
            return known
        command = Command(f"zhiban incident show {incident.id}")
        opening = message("talk.opening", what=what_of(incident), command=command)
        sent = await self.store.send(self._draft(incident.id, "opening", opening))
        title = message("talk.opened", what=what_of(incident), person=Called(by))
        where = message("talk.where", discussion=Called(sent.discussion.id))
        event = await self.events.append(
            Event(
                id=_event_id(incident.id),
                type=EventType.INCIDENT_DISCUSSED,
                source=source_of(incident.id),
                subject=incident.id,
                time=at,
                data={
                    "discussion": sent.discussion.id,
                    "by": by,
                    "notification": Notification(title, (where,)).recorded,
                },
            )
        )
        found = str(event.data["discussion"])
        for note in await notes_about(incident.id, self.events):
            await self.say(found, note)
        return found

    async def open_due(self, *, at: datetime) -> int:
        """Open the discussions of incidents that are as bad as the settings say; return how many.

        Of incidents of one cause the first has it; a second round opens nothing twice.
        """
        if self.opens_from is None:
            return 0
        opened, groups = 0, set[str]()
        which = IncidentFilter(open_only=True, since=at - OPENED_WITHIN)
        order = IncidentOrder.OLDEST
        found = await self.incidents.list(which, before="", limit=MOST_LISTED, order=order)
        for incident in found:
            group = incident.group.group if incident.group else ""
            if incident.newest.is_test or group in groups or not self._is_due(incident):
                continue
            if group:
                groups.add(group)
            if not await self.about(incident.id):
                await self.open(incident, by=US, at=at)
                opened += 1
            if opened == MOST_OPENED:
                break
        return opened

    def _is_due(self, incident: Incident) -> bool:
        least = self.opens_from
        return least is not None and rank_of(incident.newest.severity) >= rank_of(least)

    async def say(self, discussion_id: str, note: Note) -> None:
        """Repeat a note in a discussion; what cannot be said now is said by the next round."""
        said = message(
            "note.said", person=Called(note.by), program=note.program, text=Foreign(note.text)
        )
        with suppress(ZhibanError):
            await self.store.reply(discussion_id, self._draft(note.incident_id, note.id, said))

    async def told(self, incident_id: str, *, limit: int) -> tuple[Event, ...]:
        """Return what others said there as happenings of the incident, oldest first.

        A store that does not answer, or a file that is broken, tells nothing.
        """
        discussion = await self._read(await self.about(incident_id))
        if discussion is None:
            return ()
        theirs = [each for each in discussion.messages if not _is_ours(each)]
        when = _moments(discussion)
        return tuple(
            _happening(incident_id, discussion, each, when[each.id]) for each in theirs[-limit:]
        )

    async def follow(self) -> int:
        """Say what is missing in the discussions of incidents; close those of closed ones.

        Returns how many were closed. A second round says nothing twice.
        """
        which = EventFilter(types=(EventType.INCIDENT_DISCUSSED,))
        ended = 0
        for event in await self.events.latest(which, before=None, limit=MOST_FOLLOWED):
            discussion = await self._read(str(event.data.get("discussion", "")))
            incident = await self.incidents.get(event.subject)
            if discussion is None or incident is None:
                continue
            if discussion.status is DiscussionStatus.OPEN:
                ended += await self._bring_up_to_date(discussion, incident)
        return ended

    async def _bring_up_to_date(self, discussion: Discussion, incident: Incident) -> bool:
        for note in await notes_about(incident.id, self.events):
            await self.say(discussion.id, note)
        if incident.closed_at is None:
            return False
        outcome = message(
            "talk.outcome",
            what=what_of(incident),
            ending=incident.ending,
            command=Command(f"zhiban incident postmortem {incident.id}"),
        )
        try:
            await self.store.reply(discussion.id, self._draft(incident.id, "outcome", outcome))
            await self.store.close(discussion.id, at=incident.closed_at)
        except Conflict:  # another program closed it just now
            return False
        return True

    async def _read(self, discussion_id: str) -> Discussion | None:
        if not discussion_id:
            return None
        with suppress(ZhibanError):
            return await self.store.read(discussion_id)
        return None

    def _draft(self, incident_id: str, key: str, said: Message) -> Draft:
        first = self.words.languages[0]
        content = Localizer(self.words, Reader(first.language, "UTC")).text(said)
        return Draft(
            from_id=US,
            from_name=US,
            topic=topic_of(incident_id),
            content=content,
            reply_to="",
            tags=("incident", incident_id),
            source_type="real",
            claimed_source_type="real",
            sender=US,
            key=f"{incident_id}/{key}",
        )


def topic_of(incident_id: str) -> str:
    """Return what the discussion of an incident is about: this links back to it."""
    return f"incident/{incident_id}"


def _event_id(incident_id: str) -> str:
    return f"{incident_id}/discussion"


def _is_ours(said: Said) -> bool:
    return said.from_id == US and said.sender == US


def _moments(discussion: Discussion) -> dict[str, datetime]:
    """Return when each message was sent; one whose time cannot be read was with the one before it.

    Other programs write the time as text of their own: a wrong one must not hide the rest.
    """
    found: dict[str, datetime] = {}
    last = _read_moment(discussion.created_at) or datetime(1970, 1, 1, tzinfo=UTC)
    for each in discussion.messages:
        last = each.sent_at or _read_moment(each.timestamp) or last
        found[each.id] = last
    return found


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _happening(incident_id: str, discussion: Discussion, said: Said, at: datetime) -> Event:
    """Return a message as a happening; nobody has to keep it, the file does."""
    title = message(
        "talk.said", person=Called(said.from_name or said.from_id), proof=said.source_type
    )
    text = message("note.text", text=Foreign(said.content[:MOST_CONTENT]))
    return Event(
        id=f"discussion/{discussion.id}/{said.id}",
        type=EventType.DISCUSSION_REPLIED,
        source="/discussions",
        subject=incident_id,
        time=at,
        data={
            "discussion_id": discussion.id,
            "message_id": said.id,
            "from_id": said.from_id,
            "source_type": said.source_type.value,
            "notification": Notification(title, (text,)).recorded,
        },
    )


def merged(events: Sequence[Event], said: Sequence[Event], limit: int) -> tuple[Event, ...]:
    """Return both in the order of their times; the newest `limit`."""
    return tuple(sorted((*events, *said), key=lambda each: each.time)[-limit:])
