"""Channels that reach people, and the ledger of what became of each message."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Receipt,
)
from domain.deliveries.rates import MessageFeedback


class Channel(Protocol):
    """One way to reach a person (PSH-1)."""

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return how many messages of the provider this one becomes; each uses a slot of pace."""

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Try once, from part `first_part` on; every answer of the provider becomes a receipt.

        Never raises for what the provider or the network does, and never puts a secret into the
        receipt. Cancellation passes through.
        """


class Deliveries(Protocol):
    """The append-only ledger."""

    async def record(self, delivery: Delivery) -> bool:
        """Append a row and return True; False when (key, state, attempt) is already there."""

    async def state_of(self, key: str) -> Delivery | None:
        """Return the newest row of a key, or None."""

    async def rows_of(self, key: str, *, limit: int) -> Sequence[Delivery]:
        """Return the rows of a key, newest first."""

    async def about(
        self, events: str, *, person_id: str, since: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Return rows to a person of events whose ids begin with `events`, newest first."""

    async def list(
        self,
        *,
        person_id: str | None,
        before: datetime | None,
        limit: int,
        channel: ChannelKind | None = None,
        states: Collection[DeliveryState] = (),
    ) -> list[Delivery]:
        """Return the newest row of each key, newest first; no `states` means all of them."""

    async def counts(
        self, *, since: datetime, person_id: str | None, until: datetime | None = None
    ) -> Mapping[tuple[ChannelKind, DeliveryState], int]:
        """Return how many messages came to each state since a moment; test messages are none.

        Args:
            since: when they came to it.
            until: before this moment; None: until now.
            person_id: whose; None: everybody's.
        """


class Feedback(Protocol):
    """Keeps what readers say of messages."""

    async def keep(self, feedback: MessageFeedback) -> None:
        """Keep what is said of a message, in place of what was said before."""

    async def of(self, key: str) -> MessageFeedback | None:
        """Return what was said of a message, or None."""

    async def counts(
        self, *, since: datetime, person_id: str | None
    ) -> Mapping[tuple[ChannelKind, bool], int]:
        """Return how many messages were judged since a moment, by channel and judgement."""


class Pace(Protocol):
    """Rate limits per robot, shared by all workers (PSH-4)."""

    async def reserve(
        self, key: str, *, now: datetime, limit: int, window_seconds: float, slots: int = 1
    ) -> float:
        """Take `slots` and return 0 when that many are free in the window that ends at `now`.

        Otherwise take none and return how many seconds later to ask again.
        """


class DeliveryStarts(Protocol):
    """Begins deliveries, each of which then lives on its own until its fate is known."""

    async def again(self, delivery: Delivery, *, by: str) -> None:
        """Begin to deliver once more what did not arrive.

        Raises:
            Conflict: it is being tried.
            Unavailable: it may not have begun; asking again is safe.
        """

    async def start(
        self, event_id: str, person_id: str, address: ChannelAddress, *, title: str
    ) -> None:
        """Begin to deliver what an event says; the same one is never begun twice.

        Raises:
            Unavailable: it may not have begun; asking again is safe.
        """
