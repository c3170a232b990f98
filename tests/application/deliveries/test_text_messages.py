"""Texts that somebody asks for, through the real channel where it matters."""

import asyncio
import ssl
from dataclasses import dataclass, field

import httpx
import pytest

from application.deliveries.text_messages import MOST_AN_HOUR, SmsService
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    TooLarge,
    TooManyRequests,
)
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    DeliveryState,
    Message,
    Outcome,
    Receipt,
)
from domain.events.events import EventType
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from integrations.twilio.channel import SmsChannel, TwilioAccount
from sandbox.twilio.app import TwilioSandbox
from sandbox.twilio.faults import Fault, FaultKind
from sandbox.twilio.rules import Account
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import InMemoryDeliveries, InMemoryPace
from tests.fakes.events import InMemoryEvents
from tests.fakes.loopback import serve
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import foreign, says, shown

MEI = Actor("u_mei", frozenset({Role.OPERATOR}))
BOB = Actor("u_bob", frozenset({Role.VIEWER}))
PHONE = "+8613800138000"
PEOPLE = InMemoryPeople(
    kept={each: Person(id=each, name=each, phone=PHONE) for each in ("u_mei", "u_bob")}
)
SID, TOKEN, FROM = "ACsandbox0000000000000000000000001", "sandbox-token", "+15005550006"


@dataclass
class Phone:
    """A channel that answers as told, and waits for `gate` before it does."""

    answers: list[Receipt] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    kind: ChannelKind = ChannelKind.SMS

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        return 1

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        self.sent.append(message.text)
        if self.gate is not None:
            await self.gate.wait()
        taken = Receipt(outcome=Outcome.ACCEPTED, detail=foreign("Taken."), reference="SM1")
        return self.answers.pop(0) if self.answers else taken


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def service(phone):
    return SmsService(
        phone,
        InMemoryPace(),
        InMemoryDeliveries(),
        InMemoryEvents(),
        ManualClock(),
        CountingIds(),
        PEOPLE,
    )


async def test_a_text_is_sent_kept_and_told(service, phone):
    """MEM-2, PSH-7."""
    sent = await service.send(by=MEI, to="+86 138 0013 8000", text=" 服务器已恢复。 ", key="k1")

    assert phone.sent == ["服务器已恢复。"]
    assert (sent.key, sent.state) == ("sms/u_mei/k1", DeliveryState.ACCEPTED)
    assert (sent.reference, sent.segments, shown(sent.detail)) == ("SM1", 1, "“Taken.”")
    [row] = await service.deliveries.list(person_id="u_mei", before=None, limit=9)
    assert (row.channel, row.target, row.state) == (ChannelKind.SMS, PHONE, DeliveryState.ACCEPTED)
    [event] = service.events.of_type(EventType.SMS_SENT)
    assert (event.owner, event.data["to"]) == ("u_mei", "+86****8000")
    assert service.events.of_type(EventType.DELIVERY_SETTLED)[0].data["state"] == "accepted"


async def test_the_same_key_sends_once(service, phone):
    """PSH-2."""
    first = await service.send(by=MEI, to=PHONE, text="hello", key="k")
    again = await service.send(by=MEI, to=PHONE, text="hello", key="k")
    other = await service.send(by=BOB, to=PHONE, text="hello", key="k")

    assert first == again
    assert other.key != first.key
    assert phone.sent == ["hello", "hello"]


async def test_without_a_key_each_call_is_a_text_of_its_own(service, phone):
    """PSH-2."""
    keys = {(await service.send(by=MEI, to=PHONE, text="hello")).key for _ in range(2)}

    assert len(keys) == len(phone.sent) == 2


@pytest.mark.parametrize(("to", "text"), [(PHONE, "bye"), ("+8613800138001", "hello")])
async def test_a_key_cannot_stand_for_another_text(service, phone, to, text):
    """PSH-2."""
    await service.send(by=MEI, to=PHONE, text="hello", key="k")

    with pytest.raises(Conflict):
        await service.send(by=MEI, to=to, text=text, key="k")
    assert phone.sent == ["hello"]


async def test_two_at_once_with_one_key_send_one_text(service, phone):
    """PSH-2."""
    phone.gate = asyncio.Event()
    first = asyncio.create_task(service.send(by=MEI, to=PHONE, text="hello", key="k"))
    while not phone.sent:
        await asyncio.sleep(0)
    second = await service.send(by=MEI, to=PHONE, text="hello", key="k")
    phone.gate.set()

    assert second.state is DeliveryState.UNCERTAIN
    assert (await first).state is DeliveryState.ACCEPTED
    assert phone.sent == ["hello"]


async def test_what_may_have_been_sent_is_not_sent_again(service, phone):
    """PSH-2."""
    phone.answers = [Receipt(outcome=Outcome.UNCERTAIN, detail=foreign("No answer."))]

    first = await service.send(by=MEI, to=PHONE, text="hello", key="k")
    again = await service.send(by=MEI, to=PHONE, text="hello", key="k")

    assert first.state is again.state is DeliveryState.UNCERTAIN
    assert phone.sent == ["hello"]
    assert service.events.of_type(EventType.SMS_SENT) == []


async def test_what_has_failed_may_be_tried_again_with_its_key(service, phone):
    """PSH-2."""
    phone.answers = [Receipt(outcome=Outcome.RETRY, detail=foreign("Busy."), retry_after_seconds=5)]

    first = await service.send(by=MEI, to=PHONE, text="hello", key="k")
    again = await service.send(by=MEI, to=PHONE, text="hello", key="k")

    assert (first.state, first.again_in_seconds) == (DeliveryState.FAILED, 5)
    assert (again.state, again.again_in_seconds) == (DeliveryState.ACCEPTED, 0)
    states = [event.data["state"] for event in service.events.of_type(EventType.DELIVERY_SETTLED)]
    assert states == ["failed", "accepted"]


@pytest.mark.parametrize("outcome", [Outcome.PERMANENT, Outcome.CONFIGURATION])
async def test_what_cannot_be_sent_says_so_without_a_time(service, phone, outcome):
    """PSH-2."""
    phone.answers = [Receipt(outcome=outcome, detail=foreign("No."))]

    sent = await service.send(by=MEI, to=PHONE, text="hello")

    assert (sent.state, sent.detail, sent.again_in_seconds) == (
        DeliveryState.FAILED,
        foreign("No."),
        0,
    )


async def test_a_program_that_lost_its_way_is_stopped(service, phone):
    """PSH-4."""
    for number in range(MOST_AN_HOUR):
        await service.send(by=MEI, to=f"+86138001380{number:02}", text="hello")

    with pytest.raises(TooManyRequests, check=says("in an hour")):
        await service.send(by=MEI, to=PHONE, text="hello")
    await service.send(by=BOB, to=PHONE, text="hello")
    assert len(phone.sent) == MOST_AN_HOUR + 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"to": "13800138000"}, InvalidRequest),
        ({"text": " \n"}, InvalidRequest),
        ({"text": "好" * 269}, TooLarge),
        ({"text": "x" * 5000}, TooLarge),
        ({"key": "k" * 101}, InvalidRequest),
        ({"key": "键"}, InvalidRequest),
    ],
)
async def test_what_breaks_a_rule_is_refused_before_anything_leaves(service, phone, changes, error):
    """MEM-2."""
    with pytest.raises(error):
        await service.send(**({"by": MEI, "to": PHONE, "text": "hello"} | changes))
    assert phone.sent == []
    assert service.deliveries.rows == []


async def test_the_mark_of_the_sandbox_counts_as_text(service, phone):
    """OPS-6."""
    marked = SmsService(
        phone,
        service.pace,
        service.deliveries,
        service.events,
        service.clock,
        service.ids,
        PEOPLE,
        sandbox=True,
    )

    with pytest.raises(TooLarge):
        await marked.send(by=MEI, to=PHONE, text="好" * 268)
    sent = await service.send(by=MEI, to=PHONE, text="好" * 268, key="k" * 100)
    assert sent.segments == 4


async def test_without_a_provider_a_person_is_told_what_to_set(service):
    """OPS-6."""
    bare = SmsService(
        None, service.pace, service.deliveries, service.events, service.clock, service.ids, PEOPLE
    )

    with pytest.raises(Misconfigured, check=says("TWILIO_ACCOUNT_SID")):
        await bare.send(by=MEI, to=PHONE, text="hello")


async def test_a_token_that_only_reads_sends_nothing(service):
    """SEC-1."""
    with pytest.raises(Forbidden):
        await service.send(
            by=Actor("u_mei", MEI.roles, frozenset({Scope.READ})), to=PHONE, text="hello"
        )


async def test_a_text_goes_all_the_way_to_the_phone_and_says_sandbox():
    """MEM-2, PSH-1, OPS-6."""
    twilio = TwilioSandbox(Account(SID, TOKEN, numbers=frozenset({FROM}), keys={}))
    trust = ssl.create_default_context()
    async with (
        serve(twilio.app) as base,
        httpx.AsyncClient(verify=trust, trust_env=False) as http,
    ):
        service = SmsService(
            SmsChannel(TwilioAccount(SID, TOKEN, FROM, server=base), http),
            InMemoryPace(),
            InMemoryDeliveries(),
            InMemoryEvents(),
            ManualClock(),
            CountingIds(),
            PEOPLE,
            sandbox=True,
        )
        sent = await service.send(by=MEI, to=PHONE, text="磁盘快满了。", key="k")
        twilio.order(Fault(FaultKind.TAKEN_THEN_RESET))
        lost = await service.send(by=MEI, to=PHONE, text="二", key="l")
        again = await service.send(by=MEI, to=PHONE, text="二", key="l")
        long = await service.send(by=MEI, to=PHONE, text="好" * 61)
        blocked = await service.send(by=MEI, to="+15005550004", text="三")

    assert [text.body for text in twilio.texts()][:2] == ["[SANDBOX] 磁盘快满了。", "[SANDBOX] 二"]
    assert sent.reference == twilio.texts()[0].sid
    assert (sent.segments, long.segments) == (1, 2)
    assert lost.state is again.state is DeliveryState.UNCERTAIN
    assert (blocked.state, "21610" in shown(blocked.detail)) == (DeliveryState.FAILED, True)


async def test_whoever_is_no_operator_texts_only_themselves(service, phone):
    """PSH-10."""
    with pytest.raises(Forbidden, check=says("must be an address of your own")):
        await service.send(by=BOB, to="+8613900139000", text="hello")
    assert phone.sent == []

    await service.send(by=BOB, to=PHONE, text="hello")
    assert phone.sent == ["hello"]
