"""What happened, for those who may know (EVT-1, EVT-2)."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.common.wording import NOBODY, worded_event
from application.people.quotas import Allowance, size_of
from application.ports.clock import Clock, Ids
from application.ports.events import EventFilter, Events
from application.ports.people import People
from application.ports.quotas import Quotas
from application.ports.rendering import Renderer
from domain.common.asked_language import asked_language
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import message
from domain.common.readers import Reader
from domain.events.events import Event, EventType
from domain.people.access import Access, Actor, Permission, decide, require

MOST_EVENTS = 200
LARGEST_FEEDBACK = 64 * 1024
"""Bytes of JSON; an event's data is at most this (EVT-1)."""


@dataclass(frozen=True)
class EventPage:
    """Events in order, and where to go on: pass `next_after` as `after`."""

    events: tuple[Event, ...]
    next_after: int


@dataclass(frozen=True)
class EventService:
    """The one door to events; what they tell people is in the words of whoever asks."""

    events: Events
    clock: Clock
    ids: Ids
    quotas: Quotas
    people: People
    words: Renderer

    async def page(
        self, *, by: Actor, which: EventFilter, after: int = 0, limit: int = 50
    ) -> EventPage:
        """Return events after a sequence number, oldest first."""
        if not 1 <= limit <= MOST_EVENTS:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_EVENTS))
        if not 0 <= after < 2**63:
            raise InvalidRequest("after", message("rule.at_least", least=0))
        found = await self.events.page(self._visible(by, which), after=after, limit=limit)
        reader = await self._reader(by)
        said = tuple(worded_event(each, self.words, reader) for each in found)
        return EventPage(said, found[-1].sequence or after if found else after)

    async def latest(
        self, *, by: Actor, which: EventFilter, before: int | None = None, limit: int = 20
    ) -> list[Event]:
        """Return the newest events, newest first; only those before a sequence number."""
        if not 1 <= limit <= MOST_EVENTS:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_EVENTS))
        found = await self.events.latest(self._visible(by, which), before=before, limit=limit)
        reader = await self._reader(by)
        return [worded_event(each, self.words, reader) for each in found]

    def follow(self, *, by: Actor, which: EventFilter, after: int) -> AsyncIterator[Event]:
        """Yield events as they come, after a sequence number; ends only when closed."""
        return self._worded(self.events.follow(self._visible(by, which), after=after), by)

    async def give_feedback(
        self, *, by: Actor, data: dict[str, Any], key: str = "", at: datetime | None = None
    ) -> Event:
        """Keep what an outside program or a person says about an event.

        Args:
            by: who says it.
            data: any JSON object of at most 64 KiB.
            key: the caller's own idempotency key; the same key keeps the first.
            at: when it happened; now when None.

        Raises:
            TooLarge: it is over 64 KiB.
            TooManyRequests: they wrote as much today as one person may.
        """
        require(by, Permission.GIVE_FEEDBACK)
        size = size_of(data)
        if size > LARGEST_FEEDBACK:
            raise TooLarge(message("event.feedback_too_large", most=LARGEST_FEEDBACK))
        if len(key) > 64:
            raise InvalidRequest("key", message("rule.most_characters", most=64))
        await Allowance(self.quotas, self.clock).take(by, size=size)
        name = f"feedback/{by.person_id}/{key or self.ids.new()}"
        return await self.events.append(
            Event(
                id=name,
                type=EventType.FEEDBACK_GIVEN,
                source=f"/people/{by.person_id}",
                subject=str(data.get("event_id", ""))[:200],
                time=at or self.clock.now(),
                owner=by.person_id,
                data=data,
            )
        )

    async def _worded(self, events: AsyncIterator[Event], by: Actor) -> AsyncIterator[Event]:
        reader = await self._reader(by)
        async with aclosing(events):  # type: ignore[type-var]  # followers are generators
            async for event in events:
                yield worded_event(event, self.words, reader)

    async def _reader(self, by: Actor) -> Reader:
        person = await self.people.get(by.person_id)
        reads = Reader(person.language, person.zone) if person else NOBODY
        return reads.of(asked_language())

    def _visible(self, by: Actor, which: EventFilter) -> EventFilter:
        """Narrow to what the asker may see: everything for admins, else their own and nobody's."""
        require(by, Permission.READ_EVENTS)
        if decide(by, Permission.ACT_FOR_OTHERS) is Access.ALLOWED:
            return which
        return replace(which, owner=by.person_id)
