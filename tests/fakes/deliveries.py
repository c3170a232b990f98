"""The delivery ledger and the pace of robots in memory."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.deliveries.deliveries import (
    TRIALS,
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
)
from domain.deliveries.rates import MessageFeedback

MOST_LISTED = 1_000


@dataclass
class InMemoryDeliveries:
    """Rows in the order in which they were recorded."""

    rows: list[Delivery] = field(default_factory=list)

    async def record(self, delivery: Delivery) -> bool:
        same = (delivery.key, delivery.state, delivery.attempt)
        if any((each.key, each.state, each.attempt) == same for each in self.rows):
            return False
        self.rows.append(delivery)
        return True

    async def state_of(self, key: str) -> Delivery | None:
        return next((each for each in reversed(self.rows) if each.key == key), None)

    async def rows_of(self, key: str, *, limit: int) -> list[Delivery]:
        return [each for each in reversed(self.rows) if each.key == key][:limit]

    async def about(
        self, events: str, *, person_id: str, since: datetime, limit: int
    ) -> list[Delivery]:
        found = [
            each
            for each in reversed(self.rows)
            if each.event_id.startswith(events) and each.person_id == person_id and each.at >= since
        ]
        return found[:limit]

    async def list(
        self,
        *,
        person_id: str | None,
        before: datetime | None,
        limit: int,
        channel: ChannelKind | None = None,
        states: Collection[DeliveryState] = (),
    ) -> list[Delivery]:
        newest = {each.key: (each.at, place, each) for place, each in enumerate(self.rows)}
        found = [
            row
            for row in sorted(newest.values(), key=lambda row: row[:2], reverse=True)
            if (person_id is None or row[2].person_id == person_id)
            and (before is None or row[0] < before)
            and channel in (None, row[2].channel)
            and (not states or row[2].state in states)
        ]
        return [row[2] for row in found[: min(limit, MOST_LISTED)]]

    async def counts(self, *, since, person_id, until=None):
        newest = {each.key: each for each in self.rows}
        found = Counter(
            (each.channel, each.state)
            for each in newest.values()
            if each.at >= since
            and (until is None or each.at < until)
            and person_id in (None, each.person_id)
            and not each.event_id.startswith(TRIALS)
        )
        return dict(found)


@dataclass
class InMemoryFeedback:
    """What readers said, by message."""

    said: dict[str, MessageFeedback] = field(default_factory=dict)

    async def keep(self, feedback: MessageFeedback) -> None:
        self.said[feedback.key] = feedback

    async def of(self, key: str) -> MessageFeedback | None:
        return self.said.get(key)

    async def counts(self, *, since, person_id):
        return dict(
            Counter(
                (each.channel, each.useful)
                for each in self.said.values()
                if each.at >= since and person_id in (None, each.person_id)
            )
        )


@dataclass
class Resends:
    """Remembers what was to be sent again, and for whom."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    refusal: Exception | None = None
    begun: list[tuple[str, str, ChannelAddress]] = field(default_factory=list)

    async def start(self, event_id, person_id, address, *, title):
        self.begun.append((event_id, person_id, address))

    async def again(self, delivery: Delivery, *, by: str) -> None:
        if self.refusal:
            raise self.refusal
        self.asked.append((delivery.key, by))


@dataclass
class InMemoryPace:
    """The moments at which slots were taken, by key."""

    taken: dict[str, list[datetime]] = field(default_factory=dict)

    async def reserve(
        self, key: str, *, now: datetime, limit: int, window_seconds: float, slots: int = 1
    ) -> float:
        if slots > limit:
            raise ValueError("more slots than the limit are never free")
        window = timedelta(seconds=window_seconds)
        taken = self.taken.setdefault(key, [])
        near = [each for each in sorted(taken) if abs(now - each) < window]
        missing = len(near) + slots - limit
        if missing > 0:
            return (near[missing - 1] + window - now).total_seconds()
        taken.extend([now] * slots)
        return 0.0
