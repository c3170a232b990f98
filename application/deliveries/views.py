"""Messages to people as they are shown: one view for HTTP, the page and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW, Text, read_view
from application.deliveries.text_messages import SmsSent
from domain.common.messages import Command, Message, message, named
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState


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
