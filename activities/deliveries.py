"""Getting one message to one person, and writing down how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from temporalio import activity

from activities.heartbeats import heartbeats
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.deliveries import Channel, Deliveries, Pace
from application.ports.events import Events
from application.ports.people import People
from application.shares import TOKEN_LENGTH, ShareDesk
from domain.briefings import Briefing
from domain.deliveries import (
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Outcome,
    Receipt,
)
from domain.errors import NotFound
from domain.events import Event, EventType
from domain.pacing import pace_of


@dataclass(frozen=True)
class DeliveryOrder:
    """One message to one recipient on one channel; its body stays in storage.

    It is also the input of the Delivery workflow: add fields, with defaults, at the end.
    """

    key: str
    event_id: str
    person_id: str
    briefing_id: str
    address: ChannelAddress


@dataclass(frozen=True)
class SendOrder:
    """One try: `attempt` counts from 1, `first_part` is where the last try stopped."""

    delivery: DeliveryOrder
    attempt: int
    first_part: int
    at: datetime


@dataclass(frozen=True)
class SettledDelivery:
    """Where a delivery has come to."""

    delivery: DeliveryOrder
    state: DeliveryState
    attempt: int
    detail: str
    reference: str
    at: datetime


class LinkOf(Protocol):
    """Turns a share token into an address that a person can open."""

    def __call__(self, token: str) -> str:
        """Return the absolute URL."""
        ...


@dataclass(frozen=True)
class DeliveryActivities:
    """Each method is one activity; each field is one port or service."""

    channels: Mapping[ChannelKind, Channel]
    deliveries: Deliveries
    briefings: Briefings
    people: People
    shares: ShareDesk
    pace: Pace
    events: Events
    clock: Clock
    link_of: LinkOf
    sandbox: bool

    @activity.defn(name="deliveries.send")
    async def send(self, order: SendOrder) -> Receipt:
        """Try once.

        A row is kept just before the message leaves. Finding that row means that an earlier run
        of this very try was cut off behind it: nobody knows whether the message left, so the
        answer is "uncertain" and the message is not sent again.
        """
        delivery = order.delivery
        channel = self.channels.get(delivery.address.kind)
        if channel is None:
            return Receipt(
                Outcome.CONFIGURATION, f"No {delivery.address.kind} channel is configured."
            )
        person = await self.people.get(delivery.person_id)
        if person is None or person.disabled:
            return Receipt(Outcome.PERMANENT, "The account is gone or disabled.")
        briefing = await self._briefing(delivery)
        # The link's text decides the number of parts, so one of the same length stands in for it.
        draft = self._message(briefing, delivery, token="0" * TOKEN_LENGTH)
        parts = channel.parts_of(draft, delivery.address) - order.first_part
        wait = await self._wait_for_slots(delivery.address, max(parts, 1))
        if wait > 0:
            return Receipt(
                Outcome.RETRY,
                "Waiting for the robot's rate limit.",
                sent_parts=order.first_part,
                retry_after_seconds=wait,
                tried=False,
            )
        made = await self.shares.create_for_push(briefing.id, owner=briefing.person_id)
        message = self._message(briefing, delivery, token=made.token)
        # Nothing that can fail stands between the mark and the sending.
        if not await self.deliveries.record(_row(order, DeliveryState.SENDING)):
            return Receipt(Outcome.UNCERTAIN, "The worker stopped while the message was leaving.")
        async with heartbeats():
            return await channel.send(message, delivery.address, first_part=order.first_part)

    @activity.defn(name="deliveries.settle")
    async def settle(self, settled: SettledDelivery) -> None:
        """Keep the state in the ledger and tell the world; twice is once."""
        order = settled.delivery
        await self.deliveries.record(
            Delivery(
                order.key,
                order.event_id,
                order.person_id,
                order.address.kind,
                order.address.target,
                settled.state,
                settled.at,
                settled.attempt,
                settled.detail,
                settled.reference,
            )
        )
        if settled.state is DeliveryState.QUEUED:
            return
        await self.events.append(
            Event(
                f"delivery/{order.key}/{settled.state}",
                EventType.DELIVERY_SETTLED,
                "/deliveries",
                order.key,
                settled.at,
                order.person_id,
                {
                    "state": settled.state,
                    "channel": order.address.kind,
                    "attempt": settled.attempt,
                    "detail": settled.detail,
                },
            )
        )

    async def _wait_for_slots(self, address: ChannelAddress, slots: int) -> float:
        pace = pace_of(address.kind)
        if pace is None:
            return 0.0
        return await self.pace.reserve(
            f"{address.kind}/{address.target}",
            now=self.clock.now(),
            limit=pace.limit,
            window_seconds=pace.window_seconds,
            slots=min(slots, pace.limit),
        )

    async def _briefing(self, order: DeliveryOrder) -> Briefing:
        briefing = await self.briefings.get(order.briefing_id)
        if briefing is None:
            raise NotFound("briefing", order.briefing_id)
        return briefing

    def _message(self, briefing: Briefing, order: DeliveryOrder, *, token: str) -> Message:
        return Message(
            order.key,
            briefing.title,
            briefing.markdown,
            briefing.text,
            briefing.html,
            self.link_of(token),
            sandbox=self.sandbox,
        )


def _row(order: SendOrder, state: DeliveryState) -> Delivery:
    delivery = order.delivery
    return Delivery(
        delivery.key,
        delivery.event_id,
        delivery.person_id,
        delivery.address.kind,
        delivery.address.target,
        state,
        order.at,
        order.attempt,
    )
