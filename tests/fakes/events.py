"""The record of happenings in memory."""

import asyncio
import json
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass, field, replace

from application.ports.events import EventFilter
from domain.common.errors import TooLarge
from domain.common.messages import message
from domain.events.events import Event
from domain.events.patterns import means

MOST_LISTED = 1_000
LARGEST_DATA = 64 * 1024


def fits(event: Event, which: EventFilter) -> bool:
    """Say whether the filter lets the event through."""
    return (
        (not which.types or any(means(each, event.type) for each in which.types))
        and (which.owner is None or event.owner in (None, which.owner))
        and (which.subject is None or event.subject == which.subject)
        and (which.since is None or event.time >= which.since)
        and (which.until is None or event.time < which.until)
        and (which.subject_prefix is None or event.subject.startswith(which.subject_prefix))
        and (which.task is None or _is_about(event.subject, which.task))
    )


def _is_about(subject: str, task: str) -> bool:
    return subject == task or subject.startswith(f"task/{task}/")


@dataclass
class InMemoryEvents:
    """Events in order of arrival; `kept[n]` has sequence n + 1."""

    kept: list[Event] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def append(self, event: Event) -> Event:
        for each in self.kept:
            if each.id == event.id:
                return each
        written = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
        if len(written.encode("utf-8", "backslashreplace")) > LARGEST_DATA:
            raise TooLarge(message("event.too_large", most=LARGEST_DATA))
        kept = replace(event, data=deepcopy(event.data), sequence=len(self.kept) + 1)
        self.kept.append(kept)
        self._arrived.set()
        self._arrived = asyncio.Event()
        return kept

    async def get(self, event_id: str) -> Event | None:
        return next((each for each in self.kept if each.id == event_id), None)

    async def page(self, which: EventFilter, *, after: int, limit: int) -> list[Event]:
        later = (each for each in self.kept[max(after, 0) :] if fits(each, which))
        return list(later)[: min(limit, MOST_LISTED)]

    async def latest(self, which: EventFilter, *, before: int | None, limit: int) -> list[Event]:
        earlier = self.kept if before is None else self.kept[: max(before - 1, 0)]
        found = [each for each in reversed(earlier) if fits(each, which)]
        return found[: min(limit, MOST_LISTED)]

    async def subjects(self, which: EventFilter) -> int:
        return len({each.subject for each in self.kept if fits(each, which)})

    async def follow(self, which: EventFilter, *, after: int) -> AsyncIterator[Event]:
        while True:
            arrived = self._arrived
            for event in self.kept[max(after, 0) :]:
                after = event.sequence or after
                if fits(event, which):
                    yield event
            if len(self.kept) <= after:
                await arrived.wait()

    def of_type(self, type_: str) -> list[Event]:
        """Return what was kept of one type, for assertions."""
        return [each for each in self.kept if each.type == type_]
