"""Messages to people as they are shown: one view for HTTP, the page and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from application.common.views import VIEW, Text, read_view
from application.deliveries.announcements import Announced
from application.deliveries.feedback import Judged
from application.deliveries.text_messages import SmsSent
from domain.common.messages import Called, Command, Message, Percent, message, named
from domain.deliveries.deliveries import ARRIVED, ChannelKind, Delivery, DeliveryState
from domain.deliveries.rates import GOAL, ReachRate


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """One message to one recipient on one channel, and what became of it."""

    __pydantic_config__: ClassVar = VIEW

    key: str
    """Names the message; the same event, person and address have the same key."""

    event_id: str
    """The event that it tells of."""

    person_id: str
    """Whom it is for."""

    channel: ChannelKind
    """How it reaches them."""

    target: str
    """Where: an address, a number, or the name of a robot or webhook."""

    state: DeliveryState
    """How far it has come; `retrying` is not taken yet and tried again."""

    at: datetime
    """Since when it is in this state."""

    attempt: int
    """How often it was tried."""

    detail: str
    """What was answered last, while it is still being tried, too; empty before any answer."""

    next_try_at: datetime | None
    """When it is tried again; null when it is not."""

    reference: str
    """The provider's own id of the message; empty when it gives none."""


@dataclass(frozen=True, kw_only=True)
class DeliveryStepView:
    """One step of a message on its way."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When it came there."""

    state: DeliveryState
    """How far it had come."""

    attempt: int
    """How often it had been tried."""

    detail: str
    """What was answered; empty before any answer."""


@dataclass(frozen=True, kw_only=True)
class DeliveryHistoryView:
    """One message, and each step of its way."""

    __pydantic_config__: ClassVar = VIEW

    delivery: DeliveryView
    """Where it is now."""

    steps: tuple[DeliveryStepView, ...]
    """The oldest first; of many, the newest hundred."""


@dataclass(frozen=True, kw_only=True)
class SmsView:
    """What became of a text message."""

    __pydantic_config__: ClassVar = VIEW

    key: str
    """Asking again with it tells the state and sends nothing, unless sending had failed."""

    state: DeliveryState
    """`accepted`, `failed`, or `uncertain`: it may have been sent, so do not just send again."""

    detail: str
    """What the provider answered."""

    reference: str
    """The provider's id, empty when there is none."""

    segments: int
    """How many are billed."""

    again_in_seconds: float
    """When a failed one may be tried again; 0 when that will not help."""


@dataclass(frozen=True, kw_only=True)
class AnnouncedToView:
    """What became of an announcement for one recipient, by one channel."""

    __pydantic_config__: ClassVar = VIEW

    recipient: str
    """As they were named."""

    channel: ChannelKind | None
    """How it reaches them; null when nothing was sent."""

    target: str
    """Where: the name of a robot, an address; of others only its ends."""

    state: DeliveryState
    """How far it has come; `failed` when nothing was sent, too."""

    detail: str
    """What was answered, or why nothing was sent; empty before any answer."""

    key: str
    """Names the message in the list of deliveries; empty when nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class AnnouncementView:
    """A text that was sent to a list, and what became of each message."""

    __pydantic_config__: ClassVar = VIEW

    key: str
    """Asking again with it sends nothing, and tells what has become of each."""

    messages: tuple[AnnouncedToView, ...]
    """In the order of the list; one person may read in several places."""


@dataclass(frozen=True, kw_only=True)
class FeedbackView:
    """What its reader says of a message."""

    __pydantic_config__: ClassVar = VIEW

    key: str
    """Of the message."""

    channel: ChannelKind
    """How it reached them."""

    useful: bool | None
    """Whether it was of use; null while nothing was said."""


@dataclass(frozen=True, kw_only=True)
class ReachRateView:
    """How many messages arrived, by one channel or by all."""

    __pydantic_config__: ClassVar = VIEW

    channel: ChannelKind | None
    """Null for all of them."""

    arrived: int
    """Their provider took them, at least."""

    failed: int
    """They did not arrive."""

    uncertain: int
    """They left, and no answer came; they count as not arrived."""

    waiting: int
    """Still being tried; not part of the rate."""

    rate: float | None
    """Share of those whose fate is known that arrived, from 0 to 1; null when there is none."""

    useful: int
    """How many their readers called useful."""

    not_useful: int
    """How many their readers called not useful."""


def feedback_view(judged: Judged) -> FeedbackView:
    """Return what is said of a message."""
    said = judged.feedback
    return FeedbackView(
        key=judged.delivery.key,
        channel=judged.delivery.channel,
        useful=said.useful if said else None,
    )


def rate_view(rate: ReachRate) -> ReachRateView:
    """Return a rate for programs."""
    return ReachRateView(
        channel=rate.channel,
        arrived=rate.arrived,
        failed=rate.failed,
        uncertain=rate.uncertain,
        waiting=rate.waiting,
        rate=float(rate.rate) if rate.rate is not None else None,
        useful=rate.useful,
        not_useful=rate.not_useful,
    )


def rate_line(view: ReachRateView, days: int) -> Message:
    """Return how many messages arrived in so many days, beside the goal."""
    goal = Percent(GOAL * 100)
    if view.rate is None:
        return message("delivery.reach_rate_unknown", days=days, goal=goal)
    share = Decimal(str(view.rate))
    return message(
        "delivery.reach_rate",
        days=days,
        count=view.arrived + view.failed + view.uncertain,
        rate=Percent(share * 100),
        goal=goal,
        met=share >= GOAL,
        useful=view.useful,
        not_useful=view.not_useful,
    )


def announcement_view(announced: Announced, text: Text) -> AnnouncementView:
    """Return what became of an announcement in its reader's words."""
    return read_view(AnnouncementView, announced, text)


def announced_line(view: AnnouncementView) -> Message:
    """Return how many of its messages left, are under way, and did not."""
    states = [each.state for each in view.messages]
    lost = sum(each in (DeliveryState.FAILED, DeliveryState.UNCERTAIN) for each in states)
    left = sum(each in ARRIVED for each in states)
    return message(
        "announcement.said",
        left=left,
        waiting=len(states) - lost - left,
        lost=lost,
        key=Called(view.key),
    )


def delivery_view(delivery: Delivery, text: Text) -> DeliveryView:
    """Return a row of the ledger in its reader's words."""
    return read_view(DeliveryView, vars(delivery) | {"detail": delivery.answer}, text)


def resent(delivery: Delivery) -> Message:
    """Return that a message is on its way again, and where to look."""
    return message(
        "delivery.resent",
        channel=named(delivery.channel),
        command=Command("zhiban delivery list"),
    )


def history_view(rows: Sequence[Delivery], text: Text) -> DeliveryHistoryView:
    """Return the rows of a message, newest first, in its reader's words."""
    steps = [vars(each) | {"detail": each.answer} for each in reversed(rows)]
    return DeliveryHistoryView(
        delivery=delivery_view(rows[0], text),
        steps=tuple(read_view(DeliveryStepView, each, text) for each in steps),
    )


def sms_view(sent: SmsSent, text: Text) -> SmsView:
    """Return what became of a text in its reader's words."""
    return read_view(SmsView, sent, text)
