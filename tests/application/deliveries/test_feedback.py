"""What readers say of messages, and who may say it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.approvals.answers import ApprovalLinks
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.people.access import Scope
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld


@pytest.fixture
def world():
    world = FaceWorld()
    world.deliveries.rows = [
        Delivery(
            key=f"e{number}/u_mei/mail/1",
            event_id=f"e{number}",
            person_id="u_mei",
            channel=ChannelKind.MAIL,
            target="mei@example.cn",
            state=state,
            at=world.clock.now() - timedelta(hours=5 - number),
            attempt=1,
        )
        for number, state in enumerate(
            (DeliveryState.ACCEPTED, DeliveryState.ACCEPTED, DeliveryState.FAILED)
        )
    ]
    return world


async def link(world, key="e0/u_mei/mail/1", *, days=1):
    until = world.clock.now() + timedelta(days=days)
    return await ApprovalLinks(world.questions, world.ids).lead_to(
        f"delivery/{key}", "u_mei", until=until
    )


async def test_the_newest_word_holds_and_the_message_counts_as_read(world):
    """PSH-7: whoever judges a message has it."""
    service = world.services.feedback
    await service.give(by=MEI, useful=True, key="e0/u_mei/mail/1")
    judged = await service.give(by=MEI, useful=False, key="e0/u_mei/mail/1")

    assert judged.feedback.useful is False
    assert judged.delivery.state is DeliveryState.READ
    every, mail = await service.rates(by=MEI)
    assert (mail.useful, mail.not_useful) == (0, 1)
    assert (every.arrived, every.failed, str(every.rate)) == (2, 1, "0.666")
    events = world.events.of_type("zhiban.feedback.given")
    assert [each.data["useful"] for each in events] == [True, False]


async def test_without_a_key_it_is_the_newest_that_arrived(world):
    """PSH-7: said by voice, nobody knows a key."""
    judged = await world.services.feedback.give(by=MEI, useful=True)

    assert judged.delivery.key == "e1/u_mei/mail/1"


async def test_what_did_not_arrive_is_not_judged_nor_what_is_of_others(world):
    """PSH-7, SEC-3."""
    service = world.services.feedback
    with pytest.raises(Conflict):
        await service.give(by=MEI, useful=True, key="e2/u_mei/mail/1")
    with pytest.raises(NotFound):
        await service.give(by=BO, useful=True, key="e0/u_mei/mail/1")
    with pytest.raises(NotFound):
        await service.give(by=BO, useful=True)
    with pytest.raises(Forbidden):
        await service.give(by=replace(MEI, scopes=frozenset({Scope.READ})), useful=True)


async def test_looking_at_a_link_says_nothing_and_its_button_does(world):
    """PSH-7: mail scanners open every link."""
    service, token = world.services.feedback, await link(world)

    seen = await service.open(token)
    assert (seen.person.id, seen.judged.feedback) == ("u_mei", None)
    assert world.deliveries.rows[-1].state is not DeliveryState.READ

    given = await service.give_by_link(token, useful=True)
    assert given.judged.feedback.useful is True
    assert given.judged.feedback.via == "link"


async def test_links_that_do_not_lead_to_a_message_all_look_alike(world):
    """PSH-7, PSH-6."""
    links = ApprovalLinks(world.questions, world.ids)
    until = world.clock.now() + timedelta(days=1)
    of_a_task = await links.lead_to("t_1", "u_mei", until=until)
    of_another = await links.lead_to("delivery/e0/u_mei/mail/1", "u_bob", until=until)
    old = await link(world, days=-1)

    for token in (of_a_task, of_another, old, "", "x" * 64):
        with pytest.raises(NotFound):
            await world.services.feedback.open(token)
        with pytest.raises(NotFound):
            await world.services.feedback.give_by_link(token, useful=True)
    assert world.feedback.said == {}


async def test_rates_of_everybody_are_for_those_who_act_for_others(world):
    """PSH-7, SEC-3."""
    service = world.services.feedback
    assert (await service.rates(by=BO))[0].rate is None
    assert (await service.rates(by=ADMIN, everybody=True))[0].settled == 3
    with pytest.raises(Forbidden):
        await service.rates(by=BO, everybody=True)
    with pytest.raises(InvalidRequest):
        await service.rates(by=BO, days=0)


async def test_test_messages_and_what_is_older_do_not_count(world):
    """PSH-7."""
    first = world.deliveries.rows[0]
    world.deliveries.rows += [
        replace(first, key="t/u_mei/mail/1", event_id="test-message/1"),
        replace(first, key="old/u_mei/mail/1", at=first.at - timedelta(days=40)),
    ]

    assert (await world.services.feedback.rates(by=MEI))[0].settled == 3
