"""Test messages, and what is said of them."""

from dataclasses import replace

import pytest

from application.deliveries.trial_messages import MOST_AN_HOUR
from domain.common.errors import Forbidden, InvalidRequest, NotFound, TooManyRequests
from domain.common.messages import message
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState, delivery_key
from domain.people.access import Scope
from tests.fakes.face_services import BO, MEI, FaceWorld

TWO = [{"method": "mail", "to": "mei@example.cn"}, {"method": "wecom", "to": "ops"}]


@pytest.fixture
def world():
    return FaceWorld()


async def a_task(world, notification=TWO):
    config = {"type": "daily", "hour": 9, "action": "喝水"}
    return await world.services.tasks.create(
        by=MEI, type="schedule", name="喝水", config=config | {"notification": notification}
    )


async def test_each_address_of_a_task_gets_a_message_under_its_name(world):
    """TSK-9, TSK-10: what has no answer yet is shown as waiting, never as sent."""
    task = await a_task(world)

    sent = await world.services.trial_messages.send(by=MEI, task_id=task.id)

    assert [(each.channel, each.target) for each in sent] == [
        (ChannelKind.MAIL, "mei@example.cn"),
        (ChannelKind.WECOM, "ops"),
    ]
    assert {each.state for each in sent} == {DeliveryState.QUEUED}
    (event,) = world.events.of_type("zhiban.delivery.tested")
    assert (event.owner, event.subject) == (MEI.person_id, task.id)
    assert event.data["notification"]["title"]["args"]["name"] == {"called": "喝水"}
    assert [each[:2] for each in world.resends.begun] == [(event.id, MEI.person_id)] * 2


async def test_the_answer_of_each_channel_is_what_is_shown(world):
    """TSK-9: a refusal is not success."""
    task = await a_task(world, TWO[1:])
    begin = world.resends.start

    async def refuse(event_id, person_id, address, *, title):
        await begin(event_id, person_id, address, title=title)
        world.deliveries.rows.append(
            Delivery(
                key=delivery_key(event_id, person_id, address),
                event_id=event_id,
                person_id=person_id,
                channel=address.kind,
                target=address.target,
                state=DeliveryState.FAILED,
                at=world.clock.now(),
                attempt=1,
                answer=message("answer.no_account"),
            )
        )

    world.resends.start = refuse
    (row,) = await world.services.trial_messages.send(by=MEI, task_id=task.id)

    assert (row.state, row.answer) == (DeliveryState.FAILED, message("answer.no_account"))


async def test_without_a_task_it_goes_to_where_the_asker_reads_briefings(world):
    """TSK-9."""
    (row,) = await world.services.trial_messages.send(by=MEI)

    assert (row.person_id, row.channel) == (MEI.person_id, ChannelKind.MAIL)


async def test_a_task_that_tells_nobody_says_what_to_set(world):
    """TSK-9."""
    task = await a_task(world, [])

    with pytest.raises(InvalidRequest) as refused:
        await world.services.trial_messages.send(by=MEI, task_id=task.id)

    assert refused.value.broken.id == "rule.tells_nobody"
    assert world.resends.begun == []


async def test_tasks_of_others_are_not_known_and_readers_may_not(world):
    """TSK-9, SEC-3."""
    task = await a_task(world)
    reader = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")

    with pytest.raises(NotFound):
        await world.services.trial_messages.send(by=BO, task_id=task.id)
    with pytest.raises(Forbidden):
        await world.services.trial_messages.send(by=reader, task_id=task.id)


async def test_a_dozen_an_hour_is_all_that_one_person_may_send(world):
    """TSK-9, PSH-4."""
    task = await a_task(world)
    for _ in range(MOST_AN_HOUR // 2):
        await world.services.trial_messages.send(by=MEI, task_id=task.id)

    with pytest.raises(TooManyRequests) as refused:
        await world.services.trial_messages.send(by=MEI, task_id=task.id)

    assert refused.value.delay is not None
    assert len(world.resends.begun) == MOST_AN_HOUR
