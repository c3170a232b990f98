"""On-call schedules in memory."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.oncall.duty_book import DutyBook
from application.ports.isolation import ParsingFailed, Spoiled
from domain.common.errors import Conflict
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.oncall.feeds import Subscription
from domain.oncall.schedules import OnCallSchedule, Override, ScheduleVersion
from domain.oncall.swaps import Swap
from integrations.isolation.child import answered
from tests.fakes.events import InMemoryEvents


def no_schedules() -> DutyBook:
    """A book without a schedule."""
    return DutyBook(InMemoryOnCall(InMemoryEvents()), "2026a")


class Unisolated:
    """Parses in this process what a child would parse."""

    async def ask(self, work: str, question, *, owner: str):
        given = answered(work, dict(question), nullcontext)
        if "answer" not in given:
            raise ParsingFailed(Spoiled.BROKEN, given["failed"])
        return given["answer"]


@dataclass
class InMemoryOnCall:
    """Schedules and swaps beside their events."""

    events: InMemoryEvents
    kept: dict[str, OnCallSchedule] = field(default_factory=dict)
    asked: dict[str, Swap] = field(default_factory=dict)

    async def add(self, schedule: OnCallSchedule, *, event: Event) -> None:
        if schedule.name in self.kept:
            raise Conflict(message("oncall.name_taken", name=Called(schedule.name)))
        self.kept[schedule.name] = schedule
        await self.events.append(event)

    async def get(self, name: str, *, since: datetime) -> OnCallSchedule | None:
        found = self.kept.get(name)
        if found is None:
            return None
        late = tuple(each for each in found.overrides if each.until > since)
        return replace(found, overrides=late)

    async def list(self, *, since: datetime) -> list[OnCallSchedule]:
        found = [await self.get(name, since=since) for name in sorted(self.kept)]
        return [each for each in found if each is not None]

    async def add_version(self, name: str, version: ScheduleVersion, *, event: Event) -> None:
        found = self.kept[name]
        self.kept[name] = replace(found, versions=(*found.versions, version))
        await self.events.append(event)

    async def add_overrides(
        self, name: str, overrides: Sequence[Override], *, event: Event
    ) -> None:
        found = self.kept[name]
        self.kept[name] = replace(found, overrides=(*found.overrides, *overrides))
        await self.events.append(event)

    async def end_override(self, name: str, override: Override, *, event: Event) -> None:
        found = self.kept[name]
        changed = tuple(override if each.id == override.id else each for each in found.overrides)
        self.kept[name] = replace(found, overrides=changed)
        await self.events.append(event)

    async def add_swap(self, swap: Swap, *, event: Event) -> None:
        self.asked[swap.id] = swap
        await self.events.append(event)

    async def get_swap(self, swap_id: str) -> Swap | None:
        return self.asked.get(swap_id)

    async def swaps(self, name: str, *, after: datetime, limit: int) -> Sequence[Swap]:
        found = [each for each in self.asked.values() if each.schedule == name]
        return sorted(found, key=lambda each: each.asked_at, reverse=True)[:limit]

    async def overdue_swaps(self, now: datetime, *, limit: int) -> Sequence[Swap]:
        open_ = (each for each in self.asked.values() if each.settled_at is None)
        return [each for each in open_ if each.expires_at <= now][:limit]

    async def settle_swap(self, swap: Swap, *, overrides, event: Event) -> None:
        if self.asked[swap.id].settled_at is not None:
            raise Conflict(message("oncall.swap_settled"))
        self.asked[swap.id] = swap
        found = self.kept[swap.schedule]
        self.kept[swap.schedule] = replace(found, overrides=(*found.overrides, *overrides))
        await self.events.append(event)


@dataclass
class InMemoryFeeds:
    """Calendars that people subscribe to, by the digest of their secret."""

    events: InMemoryEvents
    kept: dict[str, Subscription] = field(default_factory=dict)

    async def add(self, feed: Subscription, *, digest: str, most: int, event: Event) -> None:
        open_ = [each for each in await self.of(feed.person_id) if each.revoked_at is None]
        if len(open_) >= most:
            raise Conflict(message("oncall.most_feeds", most=most))
        self.kept[digest] = feed
        await self.events.append(event)

    async def of(self, person_id: str) -> list[Subscription]:
        return [each for each in reversed(self.kept.values()) if each.person_id == person_id]

    async def get(self, feed_id: str) -> Subscription | None:
        return next((each for each in self.kept.values() if each.id == feed_id), None)

    async def opened(self, digest: str, *, at: datetime) -> Subscription | None:
        found = self.kept.get(digest)
        if found is None or found.revoked_at is not None:
            return None
        self.kept[digest] = replace(found, read_at=at)
        return found

    async def revoke(self, feed: Subscription, *, event: Event) -> None:
        digest = next(key for key, each in self.kept.items() if each.id == feed.id)
        self.kept[digest] = feed
        await self.events.append(event)
