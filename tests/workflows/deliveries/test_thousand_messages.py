"""A thousand messages over five channels in Temporal, under a server that skips time.

That server has four faults, whatever runs in it, which this test goes around:

- Many that wait for results at once: each wait locks and unlocks its time, and it ends calls with
  "Unbalanced lock and unlock calls". Nobody waits for a result here; time goes on in steps.
- A call whose deadline passes is reset and answered all the same, which breaks the connection and
  all calls on it. So steps are short (one has 30 s of the machine's own clock), and the number of
  pollers is fixed (those that scale ask with a deadline of 11 s, others with one of 70 s).
- What completes after its parent, as a message that goes another way, locks its time for ever:
  `Night._unlock` gives each such lock back.
- A child with search attributes that it does not know of stops its time, too: people's messages
  that are started here have none.
"""

import asyncio
import re
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest
from temporalio import activity
from temporalio.api.testservice.v1 import UnlockTimeSkippingRequest
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import PollerBehaviorSimpleMaximum

from activities.deliveries import DeliveryActivities, DeliveryOrder
from bootstrap.running import worker
from bootstrap.running.worker import activities_of, build_worker
from domain.common.messages import bare
from domain.deliveries.deliveries import (
    ARRIVED,
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    delivery_key,
)
from domain.deliveries.pacing import GIVE_UP_AFTER
from domain.deliveries.rates import reach_rates
from domain.events.events import Event, EventType
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
from storage.database import open_database
from storage.deliveries.deliveries import SqlDeliveries, SqlPace
from storage.migrate import migrate
from tests.fakes.briefing_making import Household
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from workflows.deliveries.workflow import DeliveryWorkflow

pytestmark = [pytest.mark.exhaustive, pytest.mark.temporal, pytest.mark.timeout(900)]

MESSAGES = 1_000
WAVE = 200
"""Messages that begin at once, an hour after those before; no robot says so many in two minutes."""

PAGES = 10
"""Of a wave, the last of it."""

AT_ONCE = 20
"""Workflows whose start is asked for in one breath."""

STEP = timedelta(seconds=20)
GLANCE_S = 0.2
ACTIVITIES_AT_ONCE = 20

READER = "u_reader"
ROBOTS = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU)
DOWN = ChannelAddress(ChannelKind.WECOM, "down")
"""A robot whose provider is busy for two days."""

TOLD_BY_IT = (0, 5, 10)
"""Numbers of messages that are for that robot."""

SID, TOKEN, FROM = "ACsandbox0000000000000000000000001", "sandbox-t0ken", "+15005550006"
MARK = re.compile(r"No-(\d{4})-")
TOO_FAST = {"45009", "45033", "130101", "410100", "11232", "14107", "20429"}
TRUST = ssl.create_default_context()


@dataclass
class SkippedClock(ManualClock):
    """Is where the server's time is, as each activity hears it when it begins."""

    def now(self) -> datetime:
        if activity.in_activity():
            self.moment = max(self.moment, activity.info().started_time)
        return self.moment


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


def place_of(number: int) -> ChannelAddress:
    """Return where a message is to be read."""
    if number in TOLD_BY_IT:
        return DOWN
    kind = (*ROBOTS, ChannelKind.SMS, ChannelKind.MAIL)[number % 5]
    target = {
        ChannelKind.SMS: f"+861390019{number % 50:04}",
        ChannelKind.MAIL: "reader@example.com",
    }.get(kind, f"{kind}")
    return ChannelAddress(kind, target)


def channels(http, bases, smtp, clock):
    server = MailServer(
        host="127.0.0.1", port=smtp, sender="z@example.com", encryption=MailEncryption.NONE
    )
    account = TwilioAccount(SID, TOKEN, FROM, "", server=bases["texts"])
    found = {
        ChannelKind.MAIL: MailChannel(server, clock),
        ChannelKind.SMS: SmsChannel(account, http),
    }
    for dialect in (Wecom(), Dingtalk(), Feishu()):
        names = (dialect.kind, *([DOWN.target] if dialect.kind is DOWN.kind else []))
        named = {f"{name}": Robot(f"key-{name}", "s", server=bases["robots"]) for name in names}
        found[dialect.kind] = RobotChannel(dialect, http, named, clock)
    return found


def break_things(town: Town) -> None:
    """Order failures of every class, all through the night."""
    town.robots.order(Fault(FaultKind.ERRCODE, robot=DOWN.target, code=-1, times=10_000))
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


@dataclass
class Night:
    """The town, the household with its ledger in SQL, and Temporal."""

    skipping: WorkflowEnvironment
    household: Household
    town: Town
    activities: DeliveryActivities
    keys: set[str] = field(default_factory=set)
    unlocked: set[str] = field(default_factory=set)

    @property
    def ledger(self) -> SqlDeliveries:
        return self.activities.deliveries

    async def run(self) -> None:
        """Let a wave begin each hour, then let a day and a half go by."""
        async with self._worker():
            for begins in range(0, MESSAGES, WAVE):
                await self._begin(range(begins, begins + WAVE))
                await self._pass(timedelta(hours=1), step=STEP)
            await self._pass(timedelta(hours=8), step=STEP)
            await self._pass(timedelta(hours=28), step=timedelta(minutes=20))

    def _worker(self):
        does = activities_of(self.household.briefing_activities(), self.activities)
        return build_worker(self.skipping.client, does, task_queue="people")

    async def _pass(self, time: timedelta, *, step: timedelta) -> None:
        """Let time go by while it is kept unlocked."""
        unlocking = asyncio.create_task(self._keep_unlocked())
        try:
            for _ in range(time // step):
                await self.skipping.sleep(step)
        finally:
            unlocking.cancel()
            await asyncio.wait([unlocking])
        if not unlocking.cancelled():
            unlocking.result()

    async def _keep_unlocked(self) -> None:
        while True:
            for event in self.household.events.of_type(EventType.DELIVERY_SETTLED):
                if event.subject not in {*self.keys, *self.unlocked}:
                    await self._unlock(event.subject)
            await asyncio.sleep(GLANCE_S)

    async def _unlock(self, key: str) -> None:
        """Give back the lock that a message which went another way has left."""
        handle = self.skipping.client.get_workflow_handle(f"delivery/{key}")
        said = await handle.describe()
        if said.close_time is None:
            return
        self.unlocked.add(key)
        parent = await self.skipping.client.get_workflow_handle(said.parent_id).describe()
        if parent.close_time is not None and parent.close_time <= said.close_time:
            service = self.skipping.client.test_service
            await service.unlock_time_skipping(UnlockTimeSkippingRequest())

    async def _begin(self, numbers: Sequence[int]) -> None:
        for first in range(0, len(numbers), AT_ONCE):
            await asyncio.gather(*map(self._start, numbers[first : first + AT_ONCE]))

    async def _start(self, number: int) -> None:
        """Start the delivery of one message, and of every seventh a second time."""
        address = place_of(number)
        event = Event(
            id=f"e/No-{number:04}-",
            type="other.happening",
            source="/other",
            subject="s",
            time=self.household.clock.moment,
            owner=READER,
            data={"title": f"No-{number:04}- 结账变慢了🎉", "text": "shop/checkout 变慢了。" * 20},
        )
        await self.household.events.append(event)
        key = delivery_key(event.id, READER, address)
        waits = "incident/gone" if is_page(number) else ""
        order = DeliveryOrder(key, event.id, READER, "", address, waits)
        self.keys.add(key)
        await self._start_once(order)
        if number % 7 == 0:
            with pytest.raises(WorkflowAlreadyStartedError):
                await self._start_once(order)

    async def _start_once(self, order: DeliveryOrder) -> None:
        await self.skipping.client.start_workflow(
            DeliveryWorkflow.run,
            order,
            id=f"delivery/{order.key}",
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            task_queue="people",
        )

    async def rows(self) -> dict[str, list[Delivery]]:
        """Return what the ledger has of each message, on each way, the newest first."""
        found: dict[str, list[Delivery]] = {}
        for number in range(MESSAGES):
            since = self.household.clock.moment - timedelta(days=10)
            event = f"e/No-{number:04}-"
            about = await self.ledger.about(event, person_id=READER, since=since, limit=1_000)
            for row in about:
                found.setdefault(row.key, []).append(row)
        return found


@asynccontextmanager
async def a_night(skipping: WorkflowEnvironment, folder: Path) -> AsyncIterator[Night]:
    """Open the town and the ledger."""
    clock = SkippedClock(await skipping.get_current_time())
    household = Household(clock=clock)
    person = Person(id=READER, name="reader", mail="reader@example.com")
    await household.people.add(person, password_hash="x")
    town = Town(
        RobotSandbox(
            wecom=[wecom.WecomRobot(name, f"key-{name}") for name in ("wecom", DOWN.target)],
            dingtalk=[dingtalk.DingtalkRobot("dingtalk", "key-dingtalk", "s")],
            feishu=[feishu.FeishuRobot("feishu", "key-feishu", "s")],
            clock=lambda: clock.now().timestamp(),
        ),
        TwilioSandbox(
            Account(SID, TOKEN, numbers=frozenset({FROM}), keys={}, services=frozenset()),
            clock=lambda: clock.now().timestamp(),
        ),
        MailSandbox(),
    )
    break_things(town)
    url = f"sqlite:///{folder}/zhiban.db"
    await migrate(url)
    smtp = await town.mails.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(town.mails.close)
        database = await stack.enter_async_context(open_database(url))
        bases = {
            "robots": await stack.enter_async_context(serve(town.robots.app)),
            "texts": await stack.enter_async_context(serve(town.texts.app)),
        }
        http = await stack.enter_async_context(httpx.AsyncClient(verify=TRUST, trust_env=False))
        activities = DeliveryActivities(
            channels(http, bases, smtp, clock),
            SqlDeliveries(database),
            household.messages(),
            household.people,
            SqlPace(database),
            household.events,
            household.briefings,
            clock,
        )
        yield Night(skipping, household, town, activities)


async def test_of_a_thousand_messages_none_is_lost_or_doubled_and_no_limit_is_tripped(
    skipping, tmp_path, monkeypatch
):
    """PSH-2, PSH-4, PSH-7, ALR-10: pages go first, and the reach rate is what the ledgers say."""
    fixed = partial(PollerBehaviorSimpleMaximum, 5)
    monkeypatch.setattr(worker, "PollerBehaviorAutoscaling", fixed)
    # Town, ledger and worker share one process: with more at once, what was let go in one second
    # would wait here for another and arrive together with what comes after it.
    monkeypatch.setattr(worker, "AT_ONCE", ACTIVITIES_AT_ONCE)
    async with a_night(skipping, tmp_path) as night:
        await night.run()
        kept = await night.rows()
        newest = {key: rows[0] for key, rows in kept.items()}
        received = {kind: Counter(numbers) for kind, numbers in night.town.received().items()}
        for row in newest.values():
            check_fate(row, received)
        check_all_are_known(newest)
        check_limits(kept, night.town)
        check_pages(kept)
        check_given_up(kept, received)
        await check_rates(night, newest, received)


def check_all_are_known(newest: dict[str, Delivery]) -> None:
    """Each message arrived, or nobody can know, or whoever waits for it heard that it did not."""
    safe = {number_of(row) for row in newest.values() if row.state in ARRIVED}
    unknown = {number_of(row) for row in newest.values() if row.state is DeliveryState.UNCERTAIN}
    # Whoever waits for a page hears that it failed and calls somebody else.
    refused = {
        number_of(row)
        for row in newest.values()
        if row.state is DeliveryState.FAILED and is_page(int(number_of(row)))
    }
    assert safe | unknown | refused == {f"{number:04}" for number in range(MESSAGES)}
    assert {row.state for row in newest.values()} == {"accepted", "uncertain", "failed"}


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
        assert row.state is DeliveryState.UNCERTAIN, row
        assert times <= 1, row


def check_limits(kept: dict[str, list[Delivery]], town: Town) -> None:
    """No provider ever said that it was too much, and no number got more than it takes."""
    answers = {bare(row.answer) for rows in kept.values() for row in rows if row.answer}
    said = [answer for answer in answers if set(re.findall(r"\b\d{5,6}\b", answer)) & TOO_FAST]
    assert not said
    times: dict[str, list[float]] = {}
    for text in town.texts.texts():
        times.setdefault(text.to, []).append(text.at)
    for taken in times.values():
        assert all(sum(0 <= one - first < 30 for one in taken) <= 15 for first in taken)


def check_pages(kept: dict[str, list[Delivery]]) -> None:
    """Pages that came last left within two minutes, where others waited much longer."""
    waits: dict[bool, list[timedelta]] = {True: [], False: []}
    for newest, *_, first in (rows for rows in kept.values() if len(rows) > 1):
        arrived = newest.state is DeliveryState.ACCEPTED and newest.attempt == 1
        if arrived and newest.channel in ROBOTS:
            waits[is_page(int(number_of(newest)))].append(newest.at - first.at)
    assert max(waits[True]) < timedelta(minutes=1)
    assert max(waits[False]) > timedelta(minutes=2)


def check_given_up(kept: dict[str, list[Delivery]], received: dict[ChannelKind, Counter]) -> None:
    """What a provider never takes is tried for a day, then told by mail."""
    for number in TOLD_BY_IT:
        event = f"e/No-{number:04}-"
        newest, *_, first = kept[delivery_key(event, READER, DOWN)]
        assert newest.state is DeliveryState.FAILED
        assert timedelta(hours=23) < newest.at - first.at <= GIVE_UP_AFTER
        assert 90 < newest.attempt < 120
        assert received[ChannelKind.MAIL][f"{number:04}"] == 1


async def check_rates(night: Night, newest, received) -> None:
    """The reach rate is what the stand-ins have, less what nobody could know."""
    since = night.household.clock.moment - timedelta(days=10)
    counted = await night.ledger.counts(since=since, person_id=None)
    rates = reach_rates(counted, {})[1:]
    assert len(rates) == 5
    for rate in rates:
        unknown = [
            number_of(row)
            for row in newest.values()
            if row.channel is rate.channel and row.state is DeliveryState.UNCERTAIN
        ]
        got = received[rate.channel]
        assert rate.arrived == got.total() - sum(got[number] for number in unknown)
        assert rate.uncertain == len(unknown)
        assert rate.waiting == 0
