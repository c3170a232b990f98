"""Programs that want to know what happens, in memory."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from application.ports.webhooks import ForwardingRun, ForwardingState, Progress
from domain.deliveries.webhooks import Answer, Post
from tests.fakes.events import InMemoryEvents

ACCEPTED = Answer(200, "It answered HTTP 200.")


@dataclass
class ListeningPrograms:
    """Answers with `answers` first, then accepts; `heard` holds every try."""

    answers: list[Answer] = field(default_factory=list)
    heard: list[tuple[str, Post, datetime]] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def post(self, endpoint: str, post: Post, *, at: datetime) -> Answer:
        self.heard.append((endpoint, post, at))
        async with self.arrived:
            self.arrived.notify_all()
        return self.answers.pop(0) if self.answers else ACCEPTED

    async def until_heard(self, count: int) -> None:
        """Wait until so many tries were made."""
        async with asyncio.timeout(30), self.arrived:
            await self.arrived.wait_for(lambda: len(self.heard) >= count)


@dataclass
class InMemoryForwardings:
    """One place per endpoint."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[str, Progress] = field(default_factory=dict)

    async def begin(self, endpoint: str, *, at: datetime) -> Progress:
        newest = len(self.events.kept)
        return self.kept.setdefault(endpoint, Progress(endpoint, newest, at))

    async def keep(self, progress: Progress) -> None:
        if progress.sequence >= self.kept[progress.endpoint].sequence:
            self.kept[progress.endpoint] = progress

    async def list(self) -> list[Progress]:
        return [self.kept[name] for name in sorted(self.kept)]


@dataclass
class RememberedLives:
    """What was asked of each endpoint's forwarding."""

    states: dict[str, ForwardingState] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    async def ensure(self, endpoint: str) -> None:
        self.states.setdefault(endpoint, ForwardingState.RUNNING)

    async def pause(self, endpoint: str, *, reason: str) -> None:
        self.states[endpoint] = ForwardingState.PAUSED
        self.asked.append(("pause", endpoint, reason))

    async def resume(self, endpoint: str) -> None:
        self.states[endpoint] = ForwardingState.RUNNING
        self.asked.append(("resume", endpoint))

    async def life(self, endpoint: str) -> ForwardingRun:
        return ForwardingRun(self.states.get(endpoint, ForwardingState.STOPPED))
