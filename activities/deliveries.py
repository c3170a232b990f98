"""Getting one message to one person, and writing down how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.heartbeats import heartbeats
from activities.meters import DELIVERIES, count
from application.deliveries.messages import Messages, Recipient
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.deliveries import Channel, Deliveries, Pace
from application.ports.events import Events
from application.ports.people import People
from domain.common.messages import Called, Message, message, named
from domain.deliveries.channels import CHANNELS, ChannelPace
from domain.deliveries.deliveries import (
    ANSWER_TO,
    MENTIONS,
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    Outcome,
    Receipt,
)
from domain.deliveries.other_ways import MOST_ROWS, TRIED_WITHIN, another_way, every_address
from domain.deliveries.pacing import (
    DAY_SECONDS,
    MOST_A_DAY,
    burst_of,
    pace_of,
    pace_of_person,
    usable,
)
from domain.events.events import Event, EventType
from domain.tasks.events import is_about_task

_UNDER_WAY = {DeliveryState.QUEUED, DeliveryState.RETRYING}


@dataclass(frozen=True)
class DeliveryOrder:
    """One message to one recipient on one channel; its body stays in storage.

    It is also the input of the Delivery workflow: add fields, with defaults, at the end.

    Attributes:
        briefing_id: the briefing to send; empty sends what the event itself says.
        answer_to: id of the workflow that waits to hear how it ends; empty: nobody does.
        tried: how often it was tried before somebody had it sent again.
        asked_by: who had it sent again; empty the first time.
        instead_of: where it was sent first and did not arrive; None when it was sent here first.
        refusal: what was answered there.
    """

    key: str
    event_id: str
    person_id: str
    briefing_id: str
    address: ChannelAddress
    answer_to: str = ""
    tried: int = 0
    asked_by: str = ""
    instead_of: ChannelAddress | None = None
    refusal: Message | None = None

    @property
    def is_page(self) -> bool:
        """Whether somebody is called by it: a call waits to hear how it ends."""
        return bool(self.answer_to)

    @property
    def kept(self) -> dict[str, str]:
        """What the ledger keeps beside the columns, to send it again."""
        said = {
            MENTIONS: " ".join(self.address.mentions),
            ANSWER_TO: self.answer_to,
            "asked_by": self.asked_by,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class SendOrder:
    """One try: `attempt` counts from 1, `first_part` is where the last try stopped.

    Its row in the ledger keeps `last_answer`, that of the try before.
    """

    delivery: DeliveryOrder
    attempt: int
    first_part: int
    at: datetime
    last_answer: Message | None = None


@dataclass(frozen=True)
class SettledDelivery:
    """Where a delivery has come to."""

    delivery: DeliveryOrder
    state: DeliveryState
    attempt: int
    detail: Message | None
    reference: str
    at: datetime
    next_try_at: datetime | None = None


@dataclass(frozen=True)
class DeliveryActivities:
    """Each method is one activity; each field is one port or service."""

    channels: Mapping[ChannelKind, Channel]
    deliveries: Deliveries
    messages: Messages
    people: People
    pace: Pace
    events: Events
    briefings: Briefings
    clock: Clock
    most_a_day: int = MOST_A_DAY

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
                outcome=Outcome.CONFIGURATION,
                detail=message(
                    "answer.no_channel",
                    channel=delivery.address.kind,
                    setting=Called(CHANNELS[delivery.address.kind].setting),
                ),
            )
        person = await self.people.get(delivery.person_id)
        if person is None or person.disabled:
            return Receipt(outcome=Outcome.PERMANENT, detail=message("answer.no_account"))
        to = Recipient(person.id, person.language, delivery.address.kind, person.zone)
        about = {"event_id": delivery.event_id, "briefing_id": delivery.briefing_id}
        draft = await self.messages.draft(key=delivery.key, to=to, note=_note(delivery), **about)
        parts = channel.parts_of(draft, delivery.address) - order.first_part
        wait, why = await self._wait_for_slots(delivery, max(parts, 1)), message("answer.paced")
        if wait <= 0 and is_about_task(delivery.event_id):
            wait, why = await self._wait_for_the_day(delivery), self._bound
        if wait > 0:
            return Receipt(
                outcome=Outcome.RETRY,
                detail=why,
                sent_parts=order.first_part,
                retry_after_seconds=wait,
                tried=False,
            )
        sealed = await self.messages.sealed(draft, to=to, **about)
        # Nothing that can fail stands between the mark and the sending.
        if not await self.deliveries.record(_row(order, DeliveryState.SENDING)):
            return Receipt(
                outcome=Outcome.UNCERTAIN,
                detail=message("answer.interrupted"),
            )
        async with heartbeats():
            return await channel.send(sealed, delivery.address, first_part=order.first_part)

    @activity.defn(name="deliveries.another_way")
    async def another_way(self, order: DeliveryOrder) -> ChannelAddress | None:
        """Return where else its person is told of what did not arrive; None: nowhere (TSK-9)."""
        person = await self.people.get(order.person_id)
        if person is None or person.disabled:
            return None
        settings = await self.briefings.settings(person.id)
        since = self.clock.now() - TRIED_WITHIN
        rows = await self.deliveries.about(
            order.event_id, person_id=person.id, since=since, limit=MOST_ROWS
        )
        return another_way(every_address(person.mail, settings.channels if settings else ()), rows)

    @activity.defn(name="deliveries.settle")
    async def settle(self, settled: SettledDelivery) -> None:
        """Keep the state in the ledger and tell the world; twice is once."""
        order = settled.delivery
        await self.deliveries.record(
            Delivery(
                key=order.key,
                event_id=order.event_id,
                person_id=order.person_id,
                channel=order.address.kind,
                target=order.address.target,
                state=settled.state,
                at=settled.at,
                attempt=settled.attempt,
                answer=settled.detail,
                reference=settled.reference,
                next_try_at=settled.next_try_at,
                extra=order.kept,
            )
        )
        count(DELIVERIES, channel=order.address.kind, state=settled.state)
        if settled.state in _UNDER_WAY:
            return
        await self.events.append(
            Event(
                id=f"delivery/{order.key}/{settled.attempt}/{settled.state}",
                type=EventType.DELIVERY_SETTLED,
                source="/deliveries",
                subject=order.key,
                time=settled.at,
                owner=order.person_id,
                data={
                    "state": settled.state,
                    "channel": order.address.kind,
                    "attempt": settled.attempt,
                    "detail": settled.detail.recorded if settled.detail else None,
                },
            )
        )

    async def _wait_for_slots(self, delivery: DeliveryOrder, slots: int) -> float:
        """Return 0 when the message may leave, else after how many seconds to ask again."""
        address = delivery.address
        page, robot = delivery.is_page, f"{address.kind}/{address.target}"
        # The shorter first: a slot taken in vain is free again within seconds.
        wait = await self._reserve(f"{robot}/burst", burst_of(address.kind), slots, whole=page)
        if wait <= 0:
            wait = await self._reserve(robot, pace_of(address.kind), slots, whole=page)
        if wait > 0 or page:  # how often somebody is paged, the policy bounds
            return wait
        person = f"{address.kind}/by/{delivery.person_id}"
        return await self._reserve(person, pace_of_person(address.kind), 1, whole=True)

    async def _wait_for_the_day(self, delivery: DeliveryOrder) -> float:
        """Return 0 when the person's tasks may send another message, else the seconds to wait.

        A try that follows takes no second place: the message was counted when it first left.
        """
        rows = await self.deliveries.rows_of(delivery.key, limit=MOST_ROWS)
        if any(each.state is DeliveryState.SENDING for each in rows):
            return 0.0
        pace = ChannelPace(self.most_a_day, DAY_SECONDS)
        key = f"messages/by/{delivery.person_id}"
        return await self._reserve(key, pace, 1, whole=True)

    @property
    def _bound(self) -> Message:
        return message("answer.daily_bound", most=self.most_a_day)

    async def _reserve(
        self, key: str, pace: ChannelPace | None, slots: int, *, whole: bool
    ) -> float:
        if pace is None:
            return 0.0
        slots = min(slots, pace.limit)
        return await self.pace.reserve(
            key,
            now=self.clock.now(),
            # What has more parts than others may use leaves when nothing else does.
            limit=max(usable(pace, page=whole), slots),
            window_seconds=pace.window_seconds,
            slots=slots,
        )


def _row(order: SendOrder, state: DeliveryState) -> Delivery:
    delivery = order.delivery
    return Delivery(
        key=delivery.key,
        event_id=delivery.event_id,
        person_id=delivery.person_id,
        channel=delivery.address.kind,
        target=delivery.address.target,
        state=state,
        at=order.at,
        attempt=order.attempt,
        answer=order.last_answer,
        extra=delivery.kept,
    )


def _note(order: DeliveryOrder) -> Message | None:
    """Return why a message comes here; None when it was meant to."""
    first = order.instead_of
    if first is None:
        return None
    target = Called(first.target)
    return message(
        "delivery.another_way", channel=named(first.kind), target=target, answer=order.refusal
    )
