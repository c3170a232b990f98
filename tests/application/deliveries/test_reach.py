"""Every place where an address is set, or a person has a message sent, asks the same rule."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from application.briefings.briefings import BriefingChanges
from domain.common.errors import Forbidden, InvalidRequest
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Delivery, DeliveryState
from domain.people.access import Role
from tests.fakes.face_services import MEI, FaceWorld
from tests.fakes.words import says

OUTSIDE = "anyone@outside.example"
OPERATOR = replace(MEI, roles=frozenset({Role.OPERATOR}))
DRINK = {"type": "daily", "hour": 9, "action": "x"}
ADDRESSES = [
    ({"method": "email", "email": OUTSIDE}, "config.notification.email must be an address"),
    ({"method": "sms", "to": "+8613700137000"}, "must be an address of your own"),
    ({"method": "wecom", "robot": "ops", "mentions": ["all"]}, "must not call everybody"),
]


@pytest.fixture
def world():
    return FaceWorld()


async def a_task(world, notification, by=MEI):
    return await world.services.tasks.create(
        by=by, type="schedule", name="x", config=DRINK | {"notification": notification}
    )


@pytest.mark.parametrize(("notification", "words"), ADDRESSES)
async def test_a_task_tells_only_whom_its_owner_may_reach(world, notification, words):
    """PSH-10: a new task, and a changed one; an address that it has stays."""
    with pytest.raises(InvalidRequest, check=says(words)):
        await a_task(world, notification)
    task = await a_task(world, {"method": "none"})
    with pytest.raises(InvalidRequest, check=says("config.notification")):
        await world.services.tasks.update(
            by=MEI, task_id=task.id, config={"notification": notification}
        )

    kept = await a_task(world, notification, by=OPERATOR)
    renamed = await world.services.tasks.update(by=MEI, task_id=kept.id, config={"hour": 10})
    assert renamed.config["notification"] == notification


async def test_a_briefing_goes_only_where_its_reader_may_reach(world):
    """PSH-10: its channels, and the mail after it was spoken."""
    for changes in (
        BriefingChanges(channels=(ChannelAddress(ChannelKind.MAIL, OUTSIDE),)),
        BriefingChanges(channels=(ChannelAddress(ChannelKind.WECOM, "ops", ("all",)),)),
        BriefingChanges(mail_after_spoken=OUTSIDE),
    ):
        with pytest.raises(InvalidRequest):
            await world.services.briefings.configure(by=MEI, changes=changes)
        await world.services.briefings.configure(by=OPERATOR, changes=changes)


async def test_test_messages_texts_and_sending_again_ask_for_the_address_too(world):
    """PSH-10."""
    task = await a_task(world, {"method": "email", "email": OUTSIDE}, by=OPERATOR)
    failed = Delivery(
        key="e/u_mei/mail/1",
        event_id="e",
        person_id="u_mei",
        channel=ChannelKind.MAIL,
        target=OUTSIDE,
        state=DeliveryState.FAILED,
        at=datetime(2026, 11, 20, 2, tzinfo=UTC),
    )
    world.deliveries.rows = [failed]

    with pytest.raises(Forbidden):
        await world.services.trial_messages.send(by=MEI, task_id=task.id)
    with pytest.raises(Forbidden):
        await world.services.sms.send(by=MEI, to="+8613700137000", text="hello")
    with pytest.raises(Forbidden):
        await world.services.deliveries.resend(by=MEI, key=failed.key)
    assert (world.resends.begun, world.resends.asked) == ([], [])

    await world.services.deliveries.resend(by=OPERATOR, key=failed.key)
    assert world.resends.asked == [(failed.key, "u_mei")]
