"""How many messages arrive, counted from the ledger and nothing else (PSH-7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.deliveries.deliveries import ARRIVED, ChannelKind, DeliveryState

GOAL = Decimal("0.9")
"""Share of messages that shall arrive."""

StateCounts = Mapping[tuple[ChannelKind, DeliveryState], int]
"""How many messages came to rest, or are under way, in each state by each channel."""

FeedbackCounts = Mapping[tuple[ChannelKind, bool], int]
"""How many were called useful (True) or not, by channel."""


@dataclass(frozen=True, kw_only=True)
class MessageFeedback:
    """What its reader says of one message; the newest word of a message holds.

    Attributes:
        key: of the message.
        via: how its reader proved who they are.
    """

    key: str
    person_id: str
    channel: ChannelKind
    useful: bool
    at: datetime
    via: str


@dataclass(frozen=True, kw_only=True)
class ReachRate:
    """Messages by one channel, or by all.

    Attributes:
        channel: None for all of them.
        waiting: nobody knows yet; not part of the rate.
        rate: arrived of all whose fate is known, uncertain ones not among the arrived; None when
            there is none.
    """

    channel: ChannelKind | None
    arrived: int
    failed: int
    uncertain: int
    waiting: int
    useful: int
    not_useful: int

    @property
    def settled(self) -> int:
        """How many have a fate."""
        return self.arrived + self.failed + self.uncertain

    @property
    def rate(self) -> Decimal | None:
        """The share that arrived, cut to a tenth of a percent: 89.96 % is not 90 %."""
        if not self.settled:
            return None
        return Decimal(self.arrived * 1000 // self.settled) / 1000


def reach_rates(states: StateCounts, feedback: FeedbackCounts) -> tuple[ReachRate, ...]:
    """Return the rate of all messages, then of each channel that sent any."""
    kinds = [
        kind
        for kind in ChannelKind
        if any(each is kind for each, _ in states) or any(each is kind for each, _ in feedback)
    ]
    return tuple(_rate(channel, states, feedback) for channel in (None, *kinds))


def _rate(channel: ChannelKind | None, states: StateCounts, feedback: FeedbackCounts) -> ReachRate:
    def within(kind: ChannelKind) -> bool:
        return channel is None or kind is channel

    arrived = sum(n for (kind, state), n in states.items() if within(kind) and state in ARRIVED)
    lost = {
        lost: sum(n for (kind, state), n in states.items() if within(kind) and state is lost)
        for lost in (DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    }
    every = sum(n for (kind, _), n in states.items() if within(kind))
    said = {
        useful: sum(n for (kind, one), n in feedback.items() if within(kind) and one is useful)
        for useful in (True, False)
    }
    return ReachRate(
        channel=channel,
        arrived=arrived,
        failed=lost[DeliveryState.FAILED],
        uncertain=lost[DeliveryState.UNCERTAIN],
        waiting=every - arrived - sum(lost.values()),
        useful=said[True],
        not_useful=said[False],
    )
