"""Making a briefing and writing down what became of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from temporalio import activity

from activities.heartbeats import heartbeats
from activities.meters import BRIEFINGS, count
from application.ports.briefings import Briefings, BriefingWriter, FactGatherer, Summariser
from application.ports.events import Events
from application.ports.people import People
from application.ports.progress import Progress
from application.ports.rendering import Renderer
from domain.briefings.briefings import BriefingSettings, briefing_id
from domain.common.errors import NotFound, Rejected
from domain.common.messages import Message, message
from domain.common.readers import Reader
from domain.events.events import Event, EventType

FIRST_PERIOD = timedelta(hours=24)
"""What a person's very first briefing covers."""

LONGEST_PERIOD = timedelta(days=7)
"""The most one briefing covers, however long nothing was told; bounds what is read."""


@dataclass(frozen=True)
class BriefingOrder:
    """One briefing to make.

    Attributes:
        day: local date, ISO.
        until: end of the period, UTC; taken in the workflow so that a retry looks at the same.
    """

    person_id: str
    day: str
    until: datetime
    settings: BriefingSettings


@dataclass(frozen=True)
class BriefingWritten:
    """What the workflow needs to know of a written briefing; its body stays in storage."""

    briefing_id: str
    title: str
    complete: bool
    writer: str


@dataclass(frozen=True)
class BriefingNote:
    """Something that happened to a person's briefings.

    Attributes:
        event: an `EventType` value.
        at: when, UTC.
        name: makes the event's id unique for this happening, e.g. `given`.
        data: what explains it, as JSON has it.
    """

    event: str
    person_id: str
    day: str
    at: datetime
    name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class SettingsChange:
    """New settings of a person; `number` tells changes of one moment apart."""

    person_id: str
    settings: BriefingSettings
    at: datetime
    number: int = 0


@dataclass(frozen=True)
class BriefingActivities:
    """Each method is one activity; each field is one port or service."""

    gatherer: FactGatherer
    summariser: Summariser
    writer: BriefingWriter
    briefings: Briefings
    people: People
    events: Events
    progress: Progress
    words: Renderer

    @activity.defn(name="briefings.gather")
    async def gather(self, order: BriefingOrder) -> None:
        """Look at logs, alarms, metrics and our own events, and keep what was found."""
        name = briefing_id(order.person_id, order.day)
        if await self.briefings.get(name) is not None:
            return
        person = await self.people.get(order.person_id)
        if person is None or person.disabled:
            raise Rejected(message("briefing.no_account"))
        last = await self.briefings.last_until(order.person_id, before_day=order.day)
        since = max(last or order.until - FIRST_PERIOD, order.until - LONGEST_PERIOD)

        reader = Reader(order.settings.language, order.settings.zone)

        async def tell(doing: Message) -> None:
            text = self.words.text(doing, reader)
            activity.heartbeat(text)
            await self.progress.set(f"briefing/{order.person_id}", text)

        async with heartbeats():
            facts = await self.gatherer.gather(
                order.person_id,
                date.fromisoformat(order.day),
                order.settings.zone,
                since=min(since, order.until - timedelta(minutes=1)),
                until=order.until,
                progress=tell,
            )
        await self.briefings.save_facts(name, replace(facts, person_name=person.name))

    @activity.defn(name="briefings.summarise")
    async def summarise(self, order: BriefingOrder) -> None:
        """Put the kept facts into words, and keep those; the first words stay."""
        name = briefing_id(order.person_id, order.day)
        if await self.briefings.summary(name) is not None:
            return
        facts = await self.briefings.facts(name)
        if facts is None:
            raise NotFound("facts of briefing", name)
        async with heartbeats():
            summary = await self.summariser.summarise(
                facts, language=order.settings.language, topics=order.settings.topics
            )
        await self.briefings.save_summary(name, summary)

    @activity.defn(name="briefings.write")
    async def write(self, order: BriefingOrder) -> BriefingWritten:
        """Write every form of the briefing, keep it, and say so; the first one stays."""
        name = briefing_id(order.person_id, order.day)
        facts, summary = await self.briefings.facts(name), await self.briefings.summary(name)
        if facts is None or summary is None:
            raise NotFound("summary of briefing", name)
        briefing = await self.briefings.save(
            self.writer.write(
                facts, summary, language=order.settings.language, created_at=order.until
            )
        )
        await self.record(
            BriefingNote(
                EventType.BRIEFING_PREPARED,
                order.person_id,
                order.day,
                order.until,
                "prepared",
                {"writer": briefing.writer, "complete": str(briefing.complete).lower()},
            )
        )
        await self.progress.clear(f"briefing/{order.person_id}")
        return BriefingWritten(briefing.id, briefing.title, briefing.complete, briefing.writer)

    @activity.defn(name="briefings.keep_settings")
    async def keep_settings(self, change: SettingsChange) -> None:
        """Keep a person's settings, and say so."""
        await self.briefings.save_settings(change.person_id, change.settings)
        await self.record(
            BriefingNote(
                EventType.BRIEFING_CONFIGURED,
                change.person_id,
                "",
                change.at,
                f"configured/{change.at.isoformat()}/{change.number}",
                {
                    "zone": change.settings.zone,
                    "window_start": change.settings.window_start.isoformat(),
                    "window_end": change.settings.window_end.isoformat(),
                },
            )
        )

    @activity.defn(name="briefings.record")
    async def record(self, note: BriefingNote) -> None:
        """Write down what happened; writing it twice is once."""
        count(BRIEFINGS, event=note.event)
        subject = briefing_id(note.person_id, note.day) if note.day else note.person_id
        if note.event == EventType.BRIEFING_MISSED:
            await self.progress.clear(f"briefing/{note.person_id}")
        await self.events.append(
            Event(
                id=f"briefing/{subject}/{note.name}",
                type=note.event,
                source=f"/people/{note.person_id}/briefing",
                subject=subject,
                time=note.at,
                owner=note.person_id,
                data=dict(note.data),
            )
        )
        # Behind the event it is read from: a rebuild in between finds nothing to put right.
        if note.event == EventType.BRIEFING_GIVEN:
            await self.people.mark_briefed(note.person_id, note.day)
