"""Text messages that somebody asks for (MEM-2, PSH-1)."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from application.ports.clock import Clock, Ids
from application.ports.deliveries import Channel, Deliveries, Pace
from application.ports.events import Events
from application.ports.people import People
from domain.common.errors import Conflict, InvalidRequest, Misconfigured, TooLarge, TooManyRequests
from domain.common.messages import Called, message
from domain.common.messages import Message as Said
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Outcome,
    Receipt,
)
from domain.deliveries.message_parts import sendable
from domain.deliveries.pacing import pace_of
from domain.deliveries.reach import OWN_ONLY, Reach
from domain.deliveries.text_messages import (
    MOST_SEGMENTS,
    SANDBOX_MARK,
    check_number,
    fits,
    masked,
    segments_of,
    thrifty,
)
from domain.events.events import Event, EventType
from domain.people.access import Actor, Permission, require

MOST_AN_HOUR = 20
"""Texts that one person may have sent in an hour: a program that has lost its way stops here,
before the bill and the patience of whoever gets them do."""

HOUR_SECONDS = 3600.0
LONGEST_KEY = 100

_STATE_OF = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
    Outcome.RETRY: DeliveryState.FAILED,
    Outcome.PERMANENT: DeliveryState.FAILED,
    Outcome.CONFIGURATION: DeliveryState.FAILED,
}


@dataclass(frozen=True)
class SmsSent:
    """What became of a text.

    Attributes:
        key: asking again with it tells the state and sends nothing, unless sending had failed.
        state: accepted, failed, or uncertain: it may have been sent, so do not just send again.
        detail: what the provider answered.
        reference: the provider's id, empty when there is none.
        segments: how many are billed.
        again_in_seconds: when a failed one may be tried again; 0 when that will not help.
    """

    key: str
    state: DeliveryState
    detail: Said | None
    reference: str
    segments: int
    again_in_seconds: float = 0.0


@dataclass(frozen=True)
class SmsService:
    """The one door to texts that are not a delivery of an event.

    Attributes:
        channel: None when no provider is configured.
        sandbox: True puts "sandbox" on every text.
    """

    channel: Channel | None
    pace: Pace
    deliveries: Deliveries
    events: Events
    clock: Clock
    ids: Ids
    people: People
    sandbox: bool = False
    reach: Reach = OWN_ONLY
    most_segments: int = MOST_SEGMENTS

    async def send(self, *, by: Actor, to: str, text: str, key: str = "") -> SmsSent:
        """Send one text, once for each key.

        Raises:
            InvalidRequest: number, text or key breaks a rule.
            TooLarge: the text takes more segments than are allowed.
            Conflict: the key was used for another text or number.
            TooManyRequests: this person, or this number, has had too many.
            Misconfigured: there is no provider.
            Forbidden: it is not their own number, nor one that they may reach.
        """
        require(by, Permission.SEND_SMS)
        number, said = check_number(to), self._checked(text)
        own = await self.people.get(by.person_id)
        self.reach.check(by, [ChannelAddress(ChannelKind.SMS, number)], own=own)
        if self.channel is None:
            raise Misconfigured(
                message(
                    "sms.not_set_up",
                    mainland=Called("ZHIBAN_SMS_APP_ID"),
                    elsewhere=Called("TWILIO_ACCOUNT_SID"),
                )
            )
        name = _key(by, key or self.ids.new())
        text_message = Message(key=name, title="", markdown="", text=said, sandbox=self.sandbox)
        sms = _Sms(name, by.person_id, number, text_message, segments_of(self._mark + said).count)
        before = await self.deliveries.state_of(sms.key)
        if before is not None:
            sms.check_same(before)
            if before.state is not DeliveryState.FAILED:
                return _told(before, sms)
        await self._wait_for_slots(self.channel, sms)
        attempt = before.attempt + 1 if before else 1
        return await self._send(self.channel, sms, attempt)

    @property
    def _mark(self) -> str:
        return SANDBOX_MARK if self.sandbox else ""

    async def _send(self, channel: Channel, sms: "_Sms", attempt: int) -> SmsSent:
        # The row comes first: whoever finds it, after a crash or beside us, must not send.
        row = sms.row(
            DeliveryState.SENDING, Receipt(outcome=Outcome.UNCERTAIN), attempt, self.clock
        )
        if not await self.deliveries.record(row):
            return _told(row, sms)
        receipt = await channel.send(sms.message, sms.address)
        settled = sms.row(_STATE_OF[receipt.outcome], receipt, attempt, self.clock)
        await self.deliveries.record(settled)
        await self._tell(settled, sms)
        again = max(receipt.retry_after_seconds, 1.0) if receipt.outcome is Outcome.RETRY else 0.0
        return SmsSent(
            sms.key, settled.state, receipt.detail, receipt.reference, sms.segments, again
        )

    def _checked(self, text: str) -> str:
        said = thrifty(sendable(text).strip())
        if not said:
            raise InvalidRequest("text", message("rule.not_empty"))
        if not fits(self._mark + said, most_segments=self.most_segments):
            raise TooLarge(
                message(
                    "sms.too_long",
                    segments=self.most_segments,
                    characters=self.most_segments * 67,
                    letters=self.most_segments * 153,
                )
            )
        return said

    async def _wait_for_slots(self, channel: Channel, sms: "_Sms") -> None:
        """Take a slot of the number's pace and one of the person's, or say when to come back."""
        now = self.clock.now()
        pace = pace_of(ChannelKind.SMS)
        if pace is not None:
            wait = await self.pace.reserve(
                f"{ChannelKind.SMS}/{sms.number}",
                now=now,
                limit=pace.limit,
                window_seconds=pace.window_seconds,
                slots=min(channel.parts_of(sms.message, sms.address), pace.limit),
            )
            _check_wait(wait, message("sms.number_busy"))
        wait = await self.pace.reserve(
            f"{ChannelKind.SMS}/by/{sms.person_id}",
            now=now,
            limit=MOST_AN_HOUR,
            window_seconds=HOUR_SECONDS,
        )
        _check_wait(wait, message("sms.hourly_bound", most=MOST_AN_HOUR))

    async def _tell(self, row: Delivery, sms: "_Sms") -> None:
        settled = {
            "state": row.state.value,
            "channel": ChannelKind.SMS.value,
            "attempt": row.attempt,
            "detail": row.answer.recorded if row.answer else None,
        }
        name = f"delivery/{sms.key}/{row.attempt}/{row.state}"
        await self.events.append(
            Event(
                id=name,
                type=EventType.DELIVERY_SETTLED,
                source="/deliveries",
                subject=sms.key,
                time=row.at,
                owner=sms.person_id,
                data=settled,
            )
        )
        if row.state is DeliveryState.ACCEPTED:
            sent = {"to": masked(sms.number), "segments": sms.segments, "reference": row.reference}
            await self.events.append(
                Event(
                    id=sms.key,
                    type=EventType.SMS_SENT,
                    source="/sms",
                    subject=sms.key,
                    time=row.at,
                    owner=sms.person_id,
                    data=sent,
                )
            )


@dataclass(frozen=True)
class _Sms:
    """One text on its way."""

    key: str
    person_id: str
    number: str
    message: Message
    segments: int

    @property
    def address(self) -> ChannelAddress:
        return ChannelAddress(ChannelKind.SMS, self.number)

    @property
    def digest(self) -> str:
        return sha256(f"{self.number}\n{self.message.text}".encode()).hexdigest()

    def check_same(self, before: Delivery) -> None:
        if before.extra.get("digest") != self.digest:
            raise Conflict(message("sms.key_used"))

    def row(self, state: DeliveryState, receipt: Receipt, attempt: int, clock: Clock) -> Delivery:
        return Delivery(
            key=self.key,
            event_id=self.key,
            person_id=self.person_id,
            channel=ChannelKind.SMS,
            target=self.number,
            state=state,
            at=clock.now(),
            attempt=attempt,
            answer=receipt.detail,
            reference=receipt.reference,
            extra={"digest": self.digest},
        )


def _key(by: Actor, key: str) -> str:
    """Return a key that nobody else's can equal."""
    if not (key.isprintable() and key.isascii() and len(key) <= LONGEST_KEY):
        raise InvalidRequest("key", message("rule.one_ascii_line", most=LONGEST_KEY))
    return f"sms/{by.person_id}/{key}"


def _told(before: Delivery, sms: _Sms) -> SmsSent:
    """Return what is known of a text that was asked for before."""
    if before.state is DeliveryState.SENDING:
        unknown = message("sms.unknown")
        return SmsSent(sms.key, DeliveryState.UNCERTAIN, unknown, "", sms.segments)
    return SmsSent(sms.key, before.state, before.answer, before.reference, sms.segments)


def _check_wait(seconds: float, why: Said) -> None:
    if seconds > 0:
        raise TooManyRequests(why, delay=timedelta(seconds=seconds))
