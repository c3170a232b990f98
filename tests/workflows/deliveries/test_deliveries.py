"""One message on one channel, under a server that skips time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.deliveries import DeliveryOrder, SendOrder
from bootstrap.running.worker import activities_of, build_worker
from domain.briefings.briefings import Briefing
from domain.common.errors import Unavailable
from domain.common.readers import Language
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    DeliveryState,
    Outcome,
    Receipt,
    delivery_key,
)
from domain.events.events import Event
from domain.events.events import EventType as HappenedType
from tests.fakes.briefing_making import Household
from tests.fakes.clock import ManualClock
from tests.fakes.waiting import eventually
from tests.fakes.words import foreign, shown
from workflows.deliveries.workflow import DeliveryResult, DeliveryWorkflow

TO_MEI = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")


def an_order(
    address: ChannelAddress = TO_MEI, *, answer_to: str = "", tried: int = 0
) -> DeliveryOrder:
    key, day = "e1/u_mei/mail", "u_mei/2026-11-21"
    return DeliveryOrder(key, "e1", "u_mei", day, address, answer_to, tried)


class RunningClock(ManualClock):
    """Twenty seconds pass between two looks."""

    def now(self) -> datetime:
        return self.move(seconds=20)


@pytest.fixture
async def written(household: Household) -> Household:
    """The household, with today's briefing on the shelf."""
    await household.briefings.save(
        Briefing(
            id="u_mei/2026-11-21",
            person_id="u_mei",
            day="2026-11-21",
            language=Language.CHINESE,
            created_at=household.clock.now(),
            title="Briefing",
            spoken=("spoken",),
            markdown="markdown",
            text="text",
            html="<p>html</p>",
            complete=True,
            writer="rules",
        )
    )
    return household


async def deliver(skipping: WorkflowEnvironment, household: Household, **order) -> DeliveryResult:
    queue = f"test-{uuid4()}"
    activities = activities_of(household.briefing_activities(), household.delivery_activities())
    async with build_worker(skipping.client, activities, task_queue=queue):
        return await skipping.client.execute_workflow(
            DeliveryWorkflow.run, an_order(**order), id=f"delivery/{uuid4()}", task_queue=queue
        )


def states(household: Household) -> list[DeliveryState]:
    return [row.state for row in household.deliveries.rows]


async def waits_for_its_next_try(handle: WorkflowHandle) -> bool:
    events = [event.event_type async for event in handle.fetch_history_events()]
    return EventType.EVENT_TYPE_TIMER_STARTED in events


def tried_for(household: Household) -> timedelta:
    return household.deliveries.rows[-1].at - household.deliveries.rows[0].at


@pytest.mark.records("delivery-accepted", "Delivery")
@pytest.mark.temporal
async def test_an_accepted_message_is_sent_once_and_recorded(skipping, written):
    """PSH-2, PSH-7."""
    result = await deliver(skipping, written)

    assert (result.state, result.attempts) == (DeliveryState.ACCEPTED, 1)
    assert states(written) == ["queued", "sending", "accepted"]
    assert [event.data["state"] for event in written.events.of_type("zhiban.delivery.settled")] == [
        "accepted"
    ]


@pytest.mark.temporal
async def test_a_message_for_which_nobody_waits_any_more_is_delivered_all_the_same(
    skipping, written
):
    """PSH-2, RBK-3: an incident may be closed before its page is taken."""
    result = await deliver(skipping, written, answer_to="incident/that-is-over")

    assert (result.state, result.attempts) == (DeliveryState.ACCEPTED, 1)
    assert states(written) == ["queued", "sending", "accepted"]


@pytest.mark.temporal
async def test_a_message_that_is_sent_again_counts_its_tries_on(skipping, written):
    """PSH-9: what failed once is a new try of the same message, not a stale row of the old one."""
    written.mail.answers = [Receipt(outcome=Outcome.PERMANENT, detail=foreign("550 no such user"))]
    address = replace(TO_MEI, mentions=("mei",))
    failed = await deliver(skipping, written, address=address, answer_to="incident/over")
    again = await deliver(skipping, written, address=address, tried=failed.attempts)

    assert (failed.state, again.state) == (DeliveryState.FAILED, DeliveryState.ACCEPTED)
    assert again.attempts == 2
    assert states(written) == ["queued", "sending", "failed", "queued", "sending", "accepted"]
    assert written.deliveries.rows[2].extra == {"mentions": "mei", "answer_to": "incident/over"}


@pytest.mark.records("delivery-retried-then-accepted", "Delivery")
@pytest.mark.temporal
async def test_a_busy_provider_is_asked_again_from_the_part_it_stopped_at(skipping, written):
    """PSH-2, PSH-3, PSH-9: the ledger has its answer and its next try while it waits."""
    written.mail.answers = [
        Receipt(
            outcome=Outcome.RETRY,
            detail=foreign("451 busy"),
            sent_parts=2,
            retry_after_seconds=90.0,
        )
    ]
    result = await deliver(skipping, written)

    assert (result.state, result.attempts) == (DeliveryState.ACCEPTED, 2)
    assert [first_part for _, _, first_part in written.mail.sent] == [0, 2]
    assert states(written) == ["queued", "sending", "retrying", "sending", "accepted"]
    _, _, waiting, again, _ = written.deliveries.rows
    assert (waiting.answer, again.answer) == (foreign("451 busy"), foreign("451 busy"))
    assert waiting.next_try_at is not None
    assert waiting.next_try_at - waiting.at >= timedelta(seconds=90)
    assert again.next_try_at is None
    assert tried_for(written) >= timedelta(seconds=90)


@pytest.mark.temporal
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PERMANENT, DeliveryState.FAILED),
        (Outcome.CONFIGURATION, DeliveryState.FAILED),
        (Outcome.UNCERTAIN, DeliveryState.UNCERTAIN),
    ],
)
async def test_what_cannot_get_better_is_not_tried_again(skipping, written, outcome, state):
    """PSH-2: unknown is never success and never sent twice."""
    written.mail.answers = [Receipt(outcome=outcome, detail=foreign("550 no such user"))]

    result = await deliver(skipping, written)

    assert (result.state, result.attempts) == (state, 1)
    assert len(written.mail.sent) == 1


@pytest.mark.records("delivery-retried-then-failed", "Delivery")
@pytest.mark.temporal
async def test_a_provider_that_is_down_for_a_day_ends_as_failed(skipping, written):
    """PSH-2."""
    written.mail.answers = [Receipt(outcome=Outcome.RETRY, detail=foreign("421 closed"))] * 200

    result = await deliver(skipping, written)

    assert result.state is DeliveryState.FAILED
    assert timedelta(hours=23) < tried_for(written) <= timedelta(hours=24)


@pytest.mark.temporal
async def test_a_channel_that_nobody_configured_fails_with_the_reason(skipping, written):
    """PSH-2."""
    result = await deliver(skipping, written, address=ChannelAddress(ChannelKind.FEISHU, "team"))

    assert result.state is DeliveryState.FAILED
    assert "ask an admin to set ZHIBAN_ROBOTS." in shown(result.detail)


async def test_a_try_that_was_cut_off_is_uncertain_and_not_repeated(written):
    """PSH-2, REL-1: the worker died behind the mark that stands before the sending."""
    activities = written.delivery_activities()
    order = SendOrder(an_order(), 1, 0, written.clock.now())
    await activities.send(order)

    again = await activities.send(order)

    assert again.outcome is Outcome.UNCERTAIN
    assert len(written.mail.sent) == 1


async def test_a_database_that_fails_before_the_sending_does_not_make_it_uncertain(written):
    """PSH-2, REL-2: the mark stands right before the sending, and nothing in between can fail."""
    activities = written.delivery_activities()
    order = SendOrder(an_order(), 1, 0, written.clock.now())
    written.shares.moods = [Unavailable("The database is away.")]
    with pytest.raises(Unavailable):
        await activities.send(order)

    again = await activities.send(order)

    assert again.outcome is Outcome.ACCEPTED
    assert len(written.mail.sent) == 1


@pytest.mark.temporal
async def test_a_delivery_that_is_cancelled_between_two_tries_says_so_in_the_ledger(
    skipping, written
):
    """PSH-7, TSK-3: a button of the Web UI leaves nothing "queued" for ever."""
    written.mail.answers = [
        Receipt(outcome=Outcome.RETRY, detail=foreign("421 closed"), retry_after_seconds=3_600)
    ] * 50
    queue = f"test-{uuid4()}"
    activities = activities_of(written.briefing_activities(), written.delivery_activities())
    async with build_worker(skipping.client, activities, task_queue=queue):
        handle = await skipping.client.start_workflow(
            DeliveryWorkflow.run, an_order(), id=f"delivery/{uuid4()}", task_queue=queue
        )
        await eventually(lambda: waits_for_its_next_try(handle))
        await handle.cancel()
        with pytest.raises(WorkflowFailureError):
            await handle.result()

    assert states(written)[-1] is DeliveryState.FAILED
    assert "cancelled" in shown(written.deliveries.rows[-1].answer)


@pytest.mark.temporal
async def test_a_briefing_that_is_gone_ends_as_failed_in_the_ledger(skipping, household):
    """PSH-2, PSH-7: no delivery stays "queued" for ever."""
    result = await deliver(skipping, household)

    assert (result.state, result.attempts) == (DeliveryState.FAILED, 1)
    assert states(household) == ["queued", "failed"]
    assert "briefing" in shown(result.detail)


@pytest.mark.temporal
async def test_waiting_for_the_robots_turn_is_no_failed_try(skipping, written):
    """PSH-4: the waits do not grow, and the try keeps its number."""
    wecom = ChannelAddress(ChannelKind.WECOM, "team")
    written.pace.taken["wecom/team"] = [written.clock.now()] * 19
    written.clock = RunningClock()

    result = await deliver(skipping, written, address=wecom)

    assert (result.state, result.attempts) == (DeliveryState.ACCEPTED, 1)
    assert timedelta(minutes=1) < tried_for(written) < timedelta(minutes=3)


async def test_a_message_that_goes_on_needs_slots_for_what_is_left_of_it(written):
    """PSH-3, PSH-4."""
    activities = written.delivery_activities()
    wecom = ChannelAddress(ChannelKind.WECOM, "team")
    channel = activities.channels[ChannelKind.WECOM]
    channel.parts = 4

    await activities.send(SendOrder(an_order(wecom), 2, 3, written.clock.now()))

    assert len(written.pace.taken["wecom/team"]) == 1


async def test_every_try_carries_a_link_that_opens_the_briefing(written):
    """PSH-6."""
    activities = written.delivery_activities()
    for attempt in (1, 2):
        await activities.send(SendOrder(an_order(), attempt, 0, written.clock.now()))

    tokens = [message.link.rpartition("/")[2] for message, _, _ in written.mail.sent]
    opened = [await activities.messages.shares.open(token) for token in tokens]

    assert [briefing.id for briefing in opened] == ["u_mei/2026-11-21"] * 2


async def test_a_robots_limit_is_kept_over_all_messages(written):
    """PSH-4: 100 queued messages never trip the provider's limit."""
    activities = written.delivery_activities()
    outcomes = []
    for number in range(100):
        address = ChannelAddress(ChannelKind.WECOM, "team")
        order = DeliveryOrder(f"e{number}", f"e{number}", "u_mei", "u_mei/2026-11-21", address)
        outcomes.append(
            (await activities.send(SendOrder(order, 1, 0, written.clock.now()))).outcome
        )

    assert outcomes.count(Outcome.ACCEPTED) == 15  # of 19; the rest is kept for pages
    assert outcomes.count(Outcome.RETRY) == 85


NEWS = Event(
    id="task/t_1/found/1/x",
    type=HappenedType.WEB_CHANGED,
    source="/tasks/t_1",
    subject="t_1",
    time=datetime(2026, 11, 20, 22, tzinfo=UTC),
    owner="u_mei",
    data={"title": "状态页 变了", "text": "All is well"},
)
TO_ROBOT = ChannelAddress(ChannelKind.WECOM, "ops")


async def tell(
    skipping: WorkflowEnvironment, household: Household, event_id: str, *, until: str
) -> DeliveryResult:
    """Tell of an event by a robot, and wait for what the newest row shall be."""
    queue = f"test-{uuid4()}"
    activities = activities_of(household.briefing_activities(), household.delivery_activities())
    order = DeliveryOrder(
        delivery_key(event_id, "u_mei", TO_ROBOT), event_id, "u_mei", "", TO_ROBOT
    )
    async with build_worker(skipping.client, activities, task_queue=queue):
        result: DeliveryResult = await skipping.client.execute_workflow(
            DeliveryWorkflow.run, order, id=f"delivery/{uuid4()}", task_queue=queue
        )

        async def is_told() -> bool:
            return household.deliveries.rows[-1].state == until

        await eventually(is_told)
    return result


@pytest.mark.records("delivery-went-another-way", "Delivery")
@pytest.mark.temporal
async def test_what_a_robot_does_not_take_is_told_by_mail_with_the_reason(skipping, written):
    """TSK-9: the first failure stands in the ledger, and the mail says why it comes."""
    await written.people.change("u_mei", lambda mei: replace(mei, mail=TO_MEI.target))
    await written.events.append(NEWS)
    written.mail.answers = [Receipt(outcome=Outcome.CONFIGURATION, detail=foreign("no such robot"))]

    result = await tell(skipping, written, NEWS.id, until="accepted")

    assert result.state is DeliveryState.FAILED
    assert [(row.channel, row.state) for row in written.deliveries.rows] == [
        ("wecom", "queued"),
        ("wecom", "sending"),
        ("wecom", "failed"),
        ("mail", "queued"),
        ("mail", "sending"),
        ("mail", "accepted"),
    ]
    told = written.mail.sent[-1][0].text
    assert "本应发到企业微信机器人“ops”，没有送到：“no such robot”\n" in told
    assert written.mail.sent[-1][1] == TO_MEI


@pytest.mark.temporal
async def test_a_test_message_that_fails_is_told_nowhere_else(skipping, written):
    """TSK-9: its asker sees what became of it."""
    await written.people.change("u_mei", lambda mei: replace(mei, mail=TO_MEI.target))
    test = replace(NEWS, id="test-message/1", type=HappenedType.DELIVERY_TESTED)
    await written.events.append(test)
    written.mail.answers = [Receipt(outcome=Outcome.PERMANENT, detail=foreign("no such robot"))]

    await tell(skipping, written, test.id, until="failed")

    assert states(written) == ["queued", "sending", "failed"]
