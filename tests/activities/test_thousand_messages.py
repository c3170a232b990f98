"""A thousand messages over five channels, held to the stand-ins' own ledgers, time skipped."""

import json
import re
import ssl
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count, cycle, islice

import httpx
import pytest

from activities.deliveries import DeliveryActivities, DeliveryOrder, SendOrder, SettledDelivery
from domain.deliveries.deliveries import (
    ARRIVED,
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    Outcome,
    delivery_key,
)
from domain.deliveries.pacing import wait_before_retry, wait_for_pace
from domain.deliveries.rates import reach_rates
from domain.events.events import Event
from domain.people.people import Person
from integrations.chat_robots.dialects import Robot
from integrations.chat_robots.dingtalk import Dingtalk
from integrations.chat_robots.feishu import Feishu
from integrations.chat_robots.posting import RobotChannel
from integrations.chat_robots.wecom import Wecom
from integrations.mail.channel import MailChannel, MailEncryption, MailServer
from integrations.twilio.channel import SmsChannel, TwilioAccount
from sandbox.mail.app import MailSandbox
from sandbox.robots import dingtalk, feishu, wecom
from sandbox.robots.app import RobotSandbox
from sandbox.robots.faults import Fault, FaultKind
from sandbox.twilio.app import TwilioSandbox
from sandbox.twilio.faults import Fault as TextFault
from sandbox.twilio.faults import FaultKind as TextFaultKind
from sandbox.twilio.rules import Account
from tests.fakes.briefing_making import Household
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve

pytestmark = [pytest.mark.exhaustive, pytest.mark.timeout(900)]

MESSAGES = 1_000
WAVE = 200
"""Messages that begin at once, an hour after those before."""

PAGES = 10
"""Of a wave, the last of it."""

GROUPS = 1
"""Robots of each provider, and people: a wave is more than one robot may say in two minutes."""

ROBOTS = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU)
SID, TOKEN, FROM = "ACsandbox0000000000000000000000001", "sandbox-t0ken", "+15005550006"
MARK = re.compile(r"No-(\d{4})-")
TOO_FAST = {"45009", "45033", "130101", "410100", "11232", "14107", "20429"}
TRUST = ssl.create_default_context()


class SkippedClock(ManualClock):
    """Is where the skipped time is; each look takes a moment, as calls do."""

    def now(self) -> datetime:
        return self.move(seconds=0.002)

    def reach(self, at: datetime) -> None:
        if at > self.moment:
            self.moment = at


@dataclass
class Town:
    """Everybody outside."""

    robots: RobotSandbox
    texts: TwilioSandbox
    mails: MailSandbox

    def received(self) -> dict[ChannelKind, list[str]]:
        """Return the numbers of the messages in each ledger, in order."""
        found = {kind: [] for kind in (*ROBOTS, ChannelKind.SMS, ChannelKind.MAIL)}
        for posted in self.robots.messages():
            found[ChannelKind(posted.provider)] += MARK.findall(posted.text)[:1]
        for text in self.texts.texts():
            found[ChannelKind.SMS] += MARK.findall(text.body)[:1]
        for mail in self.mails.mails():
            found[ChannelKind.MAIL] += MARK.findall(mail.subject)[:1]
        return found


def is_page(number: int) -> bool:
    """Say whether a message calls somebody: those that come last, behind all others."""
    return number % WAVE >= WAVE - PAGES


def places(number: int) -> tuple[str, ChannelAddress]:
    """Return whom a message is for, and where."""
    group = number // 5 % GROUPS
    person = f"u_reader{group}"
    kind = (*ROBOTS, ChannelKind.SMS, ChannelKind.MAIL)[number % 5]
    target = {
        ChannelKind.SMS: f"+861390019{number % 50:04}",
        ChannelKind.MAIL: f"{person[2:]}@example.com",
    }.get(kind, f"{kind}{group}")
    return person, ChannelAddress(kind, target)


def channels(town, http, bases, smtp, clock):
    server = MailServer(
        host="127.0.0.1", port=smtp, sender="z@example.com", encryption=MailEncryption.NONE
    )
    account = TwilioAccount(SID, TOKEN, FROM, "", server=bases["texts"])
    found = {
        ChannelKind.MAIL: MailChannel(server, clock),
        ChannelKind.SMS: SmsChannel(account, http),
    }
    for dialect in (Wecom(), Dingtalk(), Feishu()):
        named = {
            f"{dialect.kind}{n}": Robot(f"key{n}", f"s{n}", server=bases["robots"])
            for n in range(GROUPS)
        }
        found[dialect.kind] = RobotChannel(dialect, http, named, clock)
    return found


def break_things(town: Town) -> None:
    """Order failures of every class, all through the night."""
    kinds = cycle(
        (
            Fault(FaultKind.ERRCODE, code=-1),
            Fault(FaultKind.STATUS, status=503),
            Fault(FaultKind.ACCEPT_THEN_RESET),
            Fault(FaultKind.ERRCODE, code=40035, text="missing parameter"),
            Fault(FaultKind.GARBAGE),
        )
    )
    for place, fault in enumerate(islice(kinds, 50)):
        town.robots.order(replace(fault, nth=7 + 11 * place))
    broken = (
        TextFault(TextFaultKind.ERROR, status=400, code=21610),
        TextFault(TextFaultKind.TAKEN_THEN_RESET),
        TextFault(TextFaultKind.STATUS, status=503),
    )
    for place, fault in enumerate(islice(cycle(broken), 12)):
        town.texts.order(replace(fault, nth=5 + 9 * place))


async def told_of(household, number: int, *, page: bool) -> DeliveryOrder:
    """Return the order of one message, whose event is kept."""
    person, address = places(number)
    event = Event(
        id=f"e/No-{number:04}-",
        type="other.happening",
        source="/other",
        subject="s",
        time=household.clock.moment,
        owner=person,
        data={"title": f"No-{number:04}- 结账变慢了🎉", "text": "shop/checkout 变慢了。" * 20},
    )
    await household.events.append(event)
    key = delivery_key(event.id, person, address)
    return DeliveryOrder(key, event.id, person, "", address, "incident/gone" if page else "")


async def test_of_a_thousand_messages_none_is_lost_or_doubled_and_no_limit_is_tripped():
    """PSH-2, PSH-4, PSH-7, ALR-10: pages go first, and the reach rate is what the ledgers say."""
    household = Household(clock=SkippedClock())
    await household.move_in()
    clock = household.clock
    for group in range(GROUPS):
        reader = f"reader{group}"
        person = Person(id=f"u_{reader}", name=reader, mail=f"{reader}@example.com")
        await household.people.add(person, password_hash="x")
    town = Town(
        RobotSandbox(
            wecom=[wecom.WecomRobot(f"wecom{n}", f"key{n}") for n in range(GROUPS)],
            dingtalk=[
                dingtalk.DingtalkRobot(f"dingtalk{n}", f"key{n}", f"s{n}") for n in range(GROUPS)
            ],
            feishu=[feishu.FeishuRobot(f"feishu{n}", f"key{n}", f"s{n}") for n in range(GROUPS)],
            clock=lambda: clock.now().timestamp(),
        ),
        TwilioSandbox(
            Account(SID, TOKEN, numbers=frozenset({FROM}), keys={}, services=frozenset()),
            clock=lambda: clock.now().timestamp(),
        ),
        MailSandbox(),
    )
    break_things(town)
    smtp = await town.mails.open()
    async with (
        serve(town.robots.app) as robots,
        serve(town.texts.app) as texts,
        httpx.AsyncClient(verify=TRUST, trust_env=False) as http,
    ):
        bases = {"robots": robots, "texts": texts}
        deliveries = DeliveryActivities(
            channels(town, http, bases, smtp, clock),
            household.deliveries,
            household.messages(),
            household.people,
            household.pace,
            household.events,
            household.briefings,
            clock,
        )
        answers = await deliver_all(household, deliveries)
    await town.mails.close()

    newest = {row.key: row for row in household.deliveries.rows}
    received = {kind: Counter(numbers) for kind, numbers in town.received().items()}
    for row in newest.values():
        check_fate(row, received)
    safe = {number_of(row) for row in newest.values() if row.state in ARRIVED}
    unknown = {number_of(row) for row in newest.values() if row.state is DeliveryState.UNCERTAIN}
    # Whoever waits for a page hears that it failed and calls somebody else.
    refused = {
        number_of(row)
        for row in newest.values()
        if row.state is DeliveryState.FAILED and is_page(int(number_of(row)))
    }
    assert safe | unknown | refused == {f"{number:04}" for number in range(MESSAGES)}
    assert {row.state for row in newest.values()} >= {"accepted", "uncertain", "failed"}
    check_limits(answers, town)
    check_pages(household.deliveries.rows)
    await check_rates(household, newest, received)


async def deliver_all(household, deliveries: DeliveryActivities) -> Counter:
    """Play the waits of the workflow one after another, by the clock that is skipped.

    A thousand workflows at once are too much for the server that skips time; what one of them does
    between two tries is held in `test_deliveries.py`.
    """
    clock, due, serial, answers = household.clock, [], count(), Counter()
    for number in range(MESSAGES):
        order = await told_of(household, number, page=is_page(number))
        # Waves come an hour apart; the pages of each last.
        at = clock.moment + timedelta(hours=number // WAVE)
        heappush(due, (at, next(serial), _Try(order)))
        await settle(deliveries, order, DeliveryState.QUEUED, at)
    while due:
        at, _, one = heappop(due)
        clock.reach(at)
        receipt = await deliveries.send(
            SendOrder(one.order, one.attempt + 1, one.sent_parts, clock.moment)
        )
        if receipt.detail is not None:
            answers[json.dumps(receipt.detail.recorded)] += 1
        one = replace(
            one,
            attempt=one.attempt + receipt.tried,
            sent_parts=max(one.sent_parts, receipt.sent_parts),
        )
        if receipt.outcome is Outcome.RETRY:
            asked = receipt.retry_after_seconds
            wait = (
                wait_before_retry(one.attempt, asked_seconds=asked)
                if receipt.tried
                else wait_for_pace(asked, spread=next(serial) % 10 / 10)
            )
            heappush(due, (clock.moment + wait, next(serial), one))
            continue
        state = SETTLED[receipt.outcome]
        await settle(deliveries, one.order, state, clock.moment, one.attempt, receipt.detail)
        if state is DeliveryState.FAILED and not one.order.answer_to:
            other = await deliveries.another_way(one.order)
            if other is not None:
                key = delivery_key(one.order.event_id, one.order.person_id, other)
                order = replace(one.order, key=key, address=other)
                heappush(due, (clock.moment, next(serial), _Try(order)))
    return answers


@dataclass(frozen=True)
class _Try:
    """A message on its way."""

    order: DeliveryOrder
    attempt: int = 0
    sent_parts: int = 0


SETTLED = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.PERMANENT: DeliveryState.FAILED,
    Outcome.CONFIGURATION: DeliveryState.FAILED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}


async def settle(deliveries, order, state, at, attempt=0, detail=None) -> None:
    await deliveries.settle(SettledDelivery(order, state, attempt, detail, "", at))


def number_of(row: Delivery) -> str:
    return MARK.findall(row.event_id)[0]


def check_fate(row: Delivery, received: dict[ChannelKind, Counter]) -> None:
    """What the ledger says is what the provider has: once, never, or nobody knows."""
    times = received[row.channel][number_of(row)]
    if row.state in ARRIVED:
        assert times == 1, row
    elif row.state is DeliveryState.FAILED:
        assert times == 0, row
    else:
        assert row.state is DeliveryState.UNCERTAIN
        assert times <= 1, row


def check_limits(answers: Counter, town: Town) -> None:
    """No provider ever said that it was too much, and no number got more than it takes."""
    assert not [said for said in answers if any(f'"{code}"' in said for code in TOO_FAST)]
    times: dict[str, list[float]] = {}
    for text in town.texts.texts():
        times.setdefault(text.to, []).append(text.at)
    for taken in times.values():
        assert all(sum(0 <= one - first < 30 for one in taken) <= 15 for first in taken)


def check_pages(rows: list[Delivery]) -> None:
    """Pages that came last left within two minutes, where others waited much longer."""
    waits: dict[bool, list[timedelta]] = {True: [], False: []}
    begun = {row.key: row.at for row in reversed(rows) if row.state is DeliveryState.QUEUED}
    for row in rows:
        if row.state is DeliveryState.ACCEPTED and row.channel in ROBOTS and row.attempt == 1:
            waits[is_page(int(number_of(row)))].append(row.at - begun[row.key])
    assert max(waits[True]) < timedelta(minutes=2)
    assert max(waits[False]) > timedelta(minutes=2)


async def check_rates(household, newest, received) -> None:
    """The reach rate is what the stand-ins have, less what nobody could know."""
    since = household.clock.moment - timedelta(days=2)
    counted = await household.deliveries.counts(since=since, person_id=None)
    for rate in reach_rates(counted, {})[1:]:
        unknown = [
            number_of(row)
            for row in newest.values()
            if row.channel is rate.channel and row.state is DeliveryState.UNCERTAIN
        ]
        got = received[rate.channel]
        assert rate.arrived == got.total() - sum(got[number] for number in unknown)
        assert rate.uncertain == len(unknown)
        assert rate.waiting == 0
