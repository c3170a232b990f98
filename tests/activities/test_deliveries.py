"""What the delivery activities send, keep and tell."""

from dataclasses import replace

import pytest
from temporalio.testing import ActivityEnvironment

from activities.deliveries import DeliveryOrder, SendOrder, SettledDelivery
from domain.common.errors import NotFound, Unavailable
from domain.common.messages import Message as Said
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    DeliveryState,
    Outcome,
    Receipt,
)
from domain.deliveries.pacing import pace_of
from domain.events.events import EventType
from domain.people.people import Person
from tests.fakes.briefing_making import Household, ObedientChannel
from tests.fakes.clock import ManualClock
from tests.fakes.face_services import a_briefing
from tests.fakes.words import foreign, says, shown

MINE = "u_mei/2026-11-21"
MAIL = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
ROBOT = ChannelAddress(ChannelKind.WECOM, "ops")
ORDER = DeliveryOrder("e1/u_mei/mail", "e1", "u_mei", MINE, MAIL)
NOW = ManualClock().now()
FIRST = SendOrder(ORDER, 1, 0, NOW)
TO_ROBOT = replace(FIRST, delivery=replace(ORDER, address=ROBOT))


class AttentiveChannel(ObedientChannel):
    """Remembers what was counted, and what stood in the ledger when a message left."""

    def __init__(self, ledger):
        super().__init__()
        self.ledger, self.counted, self.rows = ledger, [], []

    def parts_of(self, message, to):
        self.counted.append(message)
        return super().parts_of(message, to)

    async def send(self, message, to, *, first_part=0):
        self.rows = list(self.ledger.rows)
        return await super().send(message, to, first_part=first_part)


@pytest.fixture
async def household():
    household = Household()
    await household.move_in()
    household.briefings.written[MINE] = a_briefing("u_mei", "2026-11-21")
    return household


async def send(household, order=FIRST, **changes):
    activities = replace(household.delivery_activities(), **changes)
    return await ActivityEnvironment().run(activities.send, order)


async def settle(household, settled):
    await ActivityEnvironment().run(household.delivery_activities().settle, settled)


def states(household):
    return [(each.state, each.attempt) for each in household.deliveries.rows]


# --- one try ------------------------------------------------------------------------------------


async def test_a_try_sends_the_whole_briefing_to_the_address(household):
    """PSH-1, PSH-2."""
    receipt = await send(household)

    briefing = household.briefings.written[MINE]
    ((message, to, first_part),) = household.mail.sent
    assert receipt.outcome is Outcome.ACCEPTED
    assert (to, first_part, message.key) == (MAIL, 0, ORDER.key)
    assert message.title == briefing.title
    assert message.markdown.startswith(briefing.markdown.rstrip())
    assert message.text.startswith(briefing.text.rstrip())
    assert message.html.startswith(briefing.html.removesuffix("</body></html>"))


@pytest.mark.parametrize("sandbox", [True, False])
async def test_the_message_says_whether_it_comes_from_the_sandbox(household, sandbox):
    """OPS-6."""
    await send(household, messages=replace(household.messages(), sandbox=sandbox))

    assert household.mail.sent[0][0].sandbox is sandbox


async def test_the_message_carries_a_link_of_its_own_that_opens(household):
    """PSH-3, PSH-6."""
    await send(household)

    prefix, _, token = household.mail.sent[0][0].link.rpartition("/")
    service = household.messages().shares
    assert prefix == "https://zhiban.example/s"
    assert (await service.open(token)).id == MINE


async def test_parts_are_counted_with_a_link_as_long_as_the_real_one(household):
    """PSH-3, PSH-4: slots are taken before a link is made."""
    channel = AttentiveChannel(household.deliveries)

    await send(household, channels={ChannelKind.MAIL: channel})

    (draft,), ((message, *_),) = channel.counted, channel.sent
    assert draft.link != message.link
    assert len(draft.link) == len(message.link)
    assert (len(draft.markdown), len(draft.text)) == (len(message.markdown), len(message.text))
    assert (draft.title, draft.key, draft.mark) == (message.title, message.key, message.mark)


async def test_a_row_is_kept_right_before_the_message_leaves(household):
    """PSH-2, REL-1."""
    channel = AttentiveChannel(household.deliveries)

    await send(household, channels={ChannelKind.MAIL: channel})

    (row,) = channel.rows
    assert (row.key, row.state, row.attempt) == (ORDER.key, DeliveryState.SENDING, 1)
    assert (row.event_id, row.person_id, row.at) == ("e1", "u_mei", NOW)
    assert (row.channel, row.target) == (ChannelKind.MAIL, MAIL.target)


async def test_the_same_try_again_is_uncertain_and_sends_nothing(household):
    """PSH-2, REL-1: nobody knows whether the first run's message left."""
    await send(household)

    receipt = await send(household)

    assert receipt.outcome is Outcome.UNCERTAIN
    assert len(household.mail.sent) == 1
    assert states(household) == [(DeliveryState.SENDING, 1)]


async def test_the_next_try_goes_on_where_the_last_one_stopped(household):
    """PSH-2, PSH-3."""
    household.mail.answers = [
        Receipt(outcome=Outcome.RETRY, detail=foreign("451 busy"), parts=3, sent_parts=2)
    ]
    first = await send(household)

    second = await send(household, replace(FIRST, attempt=2, first_part=first.sent_parts))

    assert second.outcome is Outcome.ACCEPTED
    assert [each[2] for each in household.mail.sent] == [0, 2]
    assert states(household) == [(DeliveryState.SENDING, 1), (DeliveryState.SENDING, 2)]


@pytest.mark.parametrize("outcome", Outcome)
async def test_what_the_provider_says_is_handed_on_as_it_is(household, outcome):
    """PSH-2."""
    said = Receipt(
        outcome=outcome,
        detail=foreign("the provider's words"),
        parts=2,
        sent_parts=1,
        retry_after_seconds=7.5,
        reference="ref-1",
    )
    household.mail.answers = [said]

    assert await send(household) == said


async def test_a_channel_that_is_not_configured_is_named_and_leaves_no_row(household):
    """PSH-1, PSH-2."""
    nowhere = replace(ORDER, address=ChannelAddress(ChannelKind.DINGTALK, "ops"))

    receipt = await send(household, replace(FIRST, delivery=nowhere))

    assert receipt.outcome is Outcome.CONFIGURATION
    assert shown(receipt.detail) == (
        "No DingTalk robot channel is configured: ask an admin to set ZHIBAN_ROBOTS."
    )
    assert (household.deliveries.rows, household.shares.kept) == ([], {})


async def test_when_no_link_can_be_made_the_same_try_may_be_run_again(household):
    """PSH-2, REL-1: nothing is marked as leaving, so it is not uncertain."""
    household.shares.moods = [Unavailable("The database is away.")]
    with pytest.raises(Unavailable):
        await send(household)

    assert household.deliveries.rows == []
    assert (await send(household)).outcome is Outcome.ACCEPTED


async def test_one_persons_texts_are_limited_whatever_their_tasks_find(household):
    """PSH-4, SEC-2: each costs money and reaches somebody; those that are too many wait."""
    channels = {ChannelKind.SMS: replace(household.mail, kind=ChannelKind.SMS)}
    receipts = []
    for number in range(21):
        address = ChannelAddress(ChannelKind.SMS, f"+141555501{number:02}")
        order = replace(ORDER, key=f"e{number}", address=address)
        receipts.append(await send(household, replace(FIRST, delivery=order), channels=channels))

    assert [each.outcome for each in receipts[:20]] == [Outcome.ACCEPTED] * 20
    assert (receipts[20].outcome, receipts[20].tried) == (Outcome.RETRY, False)
    assert receipts[20].retry_after_seconds > 3_000


@pytest.mark.parametrize("person", [None, Person(id="u_mei", name="梅", disabled=True)])
async def test_who_is_gone_or_disabled_is_sent_nothing(household, person):
    """VOI-6, SEC-3: somebody who left must not go on hearing of what happens."""
    household.people.kept = {"u_mei": person} if person else {}

    receipt = await send(household)

    assert receipt == Receipt(outcome=Outcome.PERMANENT, detail=Said("answer.no_account"))
    assert (household.deliveries.rows, household.mail.sent) == ([], [])
    assert household.shares.kept == {}


async def test_a_briefing_that_is_gone_is_not_sent(household):
    """PSH-2, REL-2."""
    household.briefings.written.clear()

    with pytest.raises(NotFound, check=says(MINE)):
        await send(household)

    assert (household.deliveries.rows, household.mail.sent) == ([], [])


# --- pace ---------------------------------------------------------------------------------------


async def test_over_the_robots_pace_it_waits_and_neither_row_nor_link_is_made(household):
    """PSH-4."""
    pace = pace_of(ChannelKind.WECOM)
    await household.pace.reserve(
        "wecom/ops", now=NOW, limit=pace.limit, window_seconds=60.0, slots=pace.limit
    )

    receipt = await send(household, replace(TO_ROBOT, first_part=1))

    assert receipt.outcome is Outcome.RETRY
    assert (receipt.retry_after_seconds, receipt.sent_parts) == (60.0, 1)
    assert receipt.tried is False
    assert (household.deliveries.rows, household.mail.sent) == ([], [])
    assert household.shares.kept == {}

    household.clock.move(seconds=60)
    assert (await send(household, replace(TO_ROBOT, first_part=1))).outcome is Outcome.ACCEPTED


async def test_each_robot_has_its_own_pace_and_mail_has_none(household):
    """PSH-4."""
    await send(household, TO_ROBOT)
    other = replace(TO_ROBOT.delivery, key="k2", address=replace(ROBOT, target="night"))
    await send(household, replace(TO_ROBOT, delivery=other))
    await send(household)

    assert {key: len(taken) for key, taken in household.pace.taken.items()} == {
        "wecom/ops": 1,
        "wecom/night": 1,
    }


@pytest.mark.parametrize("channel", [ChannelKind.WECOM, ChannelKind.SMS])
async def test_a_page_behind_two_hundred_other_messages_leaves_at_its_first_try(household, channel):
    """ALR-10, PSH-4: pages have a share of each pace that nothing else may use."""
    address = ChannelAddress(channel, "ops" if channel is ChannelKind.WECOM else "+8613800138000")
    watches = [replace(ORDER, key=f"w{n}", address=address) for n in range(200)]
    page = replace(ORDER, key="p1", address=address, answer_to="incident/i_1")
    activities = household.delivery_activities()
    activities.channels[ChannelKind.SMS] = household.mail

    async def outcome(order):
        return (await activities.send(replace(TO_ROBOT, delivery=order, first_part=0))).outcome

    told = [await outcome(each) for each in watches]
    kept = pace_of(channel).limit - told.count(Outcome.ACCEPTED)
    assert kept >= 3
    assert told[-1] is Outcome.RETRY
    pages = [await outcome(replace(page, key=f"p{n}")) for n in range(kept + 1)]
    assert pages == [*[Outcome.ACCEPTED] * kept, Outcome.RETRY]


@pytest.mark.parametrize(
    ("parts", "first_part", "slots"), [(3, 0, 3), (3, 2, 1), (3, 3, 1), (19, 0, 19), (500, 0, 19)]
)
async def test_every_part_still_to_send_takes_a_slot_and_no_message_more_than_there_are(
    household, parts, first_part, slots
):
    """PSH-3, PSH-4."""
    household.mail.parts = parts

    await send(household, replace(TO_ROBOT, first_part=first_part))

    assert len(household.pace.taken["wecom/ops"]) == slots


# --- settling -----------------------------------------------------------------------------------


def settled(state=DeliveryState.ACCEPTED, attempt=2):
    return SettledDelivery(ORDER, state, attempt, foreign("250 ok"), "ref-1", NOW)


async def test_a_settled_delivery_is_a_row_and_an_event(household):
    """PSH-7, EVT-1."""
    await settle(household, settled())

    (row,), (event,) = household.deliveries.rows, household.events.kept
    assert (row.key, row.state, row.attempt) == (ORDER.key, DeliveryState.ACCEPTED, 2)
    assert (row.answer, row.reference, row.at) == (foreign("250 ok"), "ref-1", NOW)
    assert (event.type, event.subject) == (EventType.DELIVERY_SETTLED, ORDER.key)
    assert (event.owner, event.time) == ("u_mei", NOW)
    assert event.data == {
        "state": "accepted",
        "channel": "mail",
        "attempt": 2,
        "detail": foreign("250 ok").recorded,
    }


async def test_settling_twice_is_once(household):
    """PSH-7, EVT-1, REL-1."""
    for _ in range(2):
        await settle(household, settled())

    assert (len(household.deliveries.rows), len(household.events.kept)) == (1, 1)


async def test_what_is_only_queued_is_a_row_and_no_news(household):
    """PSH-7."""
    await settle(household, settled(DeliveryState.QUEUED, attempt=0))
    await settle(household, settled(DeliveryState.RETRYING, attempt=1))

    assert states(household) == [(DeliveryState.QUEUED, 0), (DeliveryState.RETRYING, 1)]
    assert household.events.kept == []


@pytest.mark.parametrize(
    "state", sorted(set(DeliveryState) - {DeliveryState.QUEUED, DeliveryState.RETRYING})
)
async def test_every_other_state_is_news_once(household, state):
    """PSH-7, EVT-1."""
    await settle(household, settled(state))

    assert [each.data["state"] for each in household.events.kept] == [state]


async def test_the_tasks_of_one_person_send_so_many_messages_a_day_and_others_wait(household):
    """PSH-10: briefings and pages are not counted, and a try that follows takes no second place."""

    def of_task(number):
        event = f"task/t_1/found/{number}/x"
        found = replace(ORDER, key=f"{event}/u_mei/mail", event_id=event)
        return replace(FIRST, delivery=found)

    assert (await send(household, of_task(1), most_a_day=1)).outcome is Outcome.ACCEPTED
    late = await send(household, of_task(2), most_a_day=1)
    again = await send(household, replace(of_task(1), attempt=2), most_a_day=1)
    briefing = await send(household, most_a_day=1)

    assert (late.outcome, late.tried) == (Outcome.RETRY, False)
    assert late.retry_after_seconds == 86_400.0
    assert "1 message" in shown(late.detail)
    assert again.outcome is Outcome.ACCEPTED
    assert briefing.outcome is Outcome.ACCEPTED
