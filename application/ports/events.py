"""The append-only record of what happened."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.events import Event


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """Which events; every field narrows.

    Attributes:
        types: any of them: a type, or a family such as `zhiban.web.*`; empty: all.
        owner: whose; also lets through what concerns everybody.
        subject: exactly this.
        since: not before.
        until: before.
        subject_prefix: subjects that begin so.
        task: about this task, with what became of the messages that told of it.
    """

    types: tuple[str, ...] = ()
    owner: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject_prefix: str | None = None
    task: str | None = None


class Events(Protocol):
    """Keeps events for ever, in one order."""

    async def append(self, event: Event) -> Event:
        """Keep it and return it with its sequence; an id already kept returns the kept one."""

    async def get(self, event_id: str) -> Event | None:
        """Return one event by its id; None when it was never kept."""

    async def page(self, which: EventFilter, *, after: int, limit: int) -> list[Event]:
        """Return up to `limit` events with sequence > `after`, oldest first."""

    async def latest(self, which: EventFilter, *, before: int | None, limit: int) -> list[Event]:
        """Return up to `limit` events with sequence < `before` (None: newest), newest first."""

    async def subjects(self, which: EventFilter) -> int:
        """Return how many different subjects these events have."""

    def follow(self, which: EventFilter, *, after: int) -> AsyncIterator[Event]:
        """Yield events with sequence > `after` as they come, without end."""
