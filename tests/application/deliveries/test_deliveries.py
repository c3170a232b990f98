"""Who may know what became of messages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.deliveries.deliveries import MOST_LISTED
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.deliveries.deliveries import MOST_TRIES, ChannelKind, Delivery, DeliveryState
from domain.people.access import Role, Scope
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld
from tests.fakes.words import says

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
NOBODY = replace(MEI, roles=frozenset())
OPERATOR = replace(BO, roles=frozenset({Role.OPERATOR, Role.APPROVER}))
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")


def row(person, number, state=DeliveryState.ACCEPTED, minutes=0):
    at = AT + timedelta(minutes=minutes)
    key = f"{person}/{number}"
    return Delivery(
        key=key,
        event_id="e",
        person_id=person,
        channel=ChannelKind.MAIL,
        target="a@b.cn",
        state=state,
        at=at,
    )


@pytest.fixture
def world():
    world = FaceWorld()
    world.deliveries.rows = [
        row("u_mei", 1, DeliveryState.QUEUED),
        row("u_bob", 1, minutes=1),
        row("u_mei", 2, minutes=2),
        row("u_mei", 1, DeliveryState.FAILED, minutes=3),
    ]
    return world


@pytest.fixture
def service(world):
    return world.services.deliveries


@pytest.mark.parametrize("by", [MEI, READER], ids=["session", "read_token"])
async def test_people_see_where_their_own_messages_have_come_to_newest_first(service, by):
    """PSH-7, TSK-2."""
    found = await service.list(by=by)

    assert [(each.key, each.state) for each in found] == [
        ("u_mei/1", DeliveryState.FAILED),
        ("u_mei/2", DeliveryState.ACCEPTED),
    ]


async def test_a_list_goes_on_before_a_moment(service):
    """PSH-7."""
    (newest,) = await service.list(by=MEI, limit=1)

    rest = await service.list(by=MEI, before=newest.at)

    assert [each.key for each in rest] == ["u_mei/2"]


@pytest.mark.parametrize("by", [BO, OPERATOR, replace(ADMINS_READER, person_id="u_bob")])
async def test_another_and_nobody_look_alike_to_who_may_not_act_for_them(service, by):
    """SEC-3, TSK-2."""
    for who in ("u_mei", "u_nobody"):
        with pytest.raises(NotFound, check=says(f"No person “{who}”")):
            await service.list(by=by, person_id=who)


async def test_an_admin_sees_anybodys(service):
    """SEC-3, PSH-7."""
    assert len(await service.list(by=ADMIN, person_id="u_mei")) == 2
    assert await service.list(by=ADMIN) == []


async def test_the_ledger_is_for_those_who_may_read_it(service):
    """SEC-3."""
    for by in (NOBODY, replace(MEI, scopes=frozenset(), via="token:t")):
        with pytest.raises(Forbidden, check=says(r"do not include deliveries\.read;")):
            await service.list(by=by)


@pytest.mark.parametrize("limit", [-1, 0, MOST_LISTED + 1])
async def test_a_list_has_bounds(service, limit):
    """SEC-2, PSH-7."""
    with pytest.raises(InvalidRequest, check=says(f"limit must be between 1 and {MOST_LISTED}")):
        await service.list(by=MEI, limit=limit)

    assert len(await service.list(by=MEI, limit=MOST_LISTED)) == 2


async def test_each_step_of_a_message_is_shown_to_whom_it_is_for(world):
    """PSH-9, TSK-2."""
    steps = await world.services.deliveries.show(by=MEI, key="u_mei/1")
    assert [each.key for each in steps] == ["u_mei/1"] * len(steps)
    assert steps[0] == await world.deliveries.state_of("u_mei/1")
    for key in ("u_mei/unknown", "u_bob/1"):
        with pytest.raises(NotFound):
            await world.services.deliveries.show(by=BO if key == "u_mei/1" else MEI, key=key)


@pytest.mark.parametrize(
    ("state", "may_repeat", "words"),
    [
        (DeliveryState.FAILED, False, None),
        (DeliveryState.UNCERTAIN, True, None),
        (DeliveryState.UNCERTAIN, False, "may have arrived"),
        (DeliveryState.ACCEPTED, True, "nothing to send again"),
        (DeliveryState.READ, True, "nothing to send again"),
        (DeliveryState.QUEUED, True, "still being sent"),
        (DeliveryState.SENDING, True, "still being sent"),
        (DeliveryState.RETRYING, True, "still being sent"),
    ],
)
async def test_only_what_did_not_arrive_is_sent_again(world, state, may_repeat, words):
    """PSH-9, PSH-2: unknown is sent twice only by somebody who says so."""
    world.deliveries.rows = [row("u_mei", 7, state)]
    asked = world.services.deliveries.resend(by=MEI, key="u_mei/7", may_repeat=may_repeat)
    if words is None:
        assert (await asked).state is DeliveryState.QUEUED
        assert world.resends.asked == [("u_mei/7", "u_mei")]
    else:
        with pytest.raises(Conflict, check=says(words)):
            await asked
        assert world.resends.asked == []


async def test_a_text_whose_words_are_not_kept_cannot_be_sent_again(world):
    """PSH-9, MEM-2."""
    failed = row("u_mei", 7, DeliveryState.FAILED)
    world.deliveries.rows = [replace(failed, event_id=failed.key)]
    with pytest.raises(Conflict, check=says("words of a text message are not kept")):
        await world.services.deliveries.resend(by=MEI, key=failed.key)


async def test_sending_again_is_bounded_and_asks_for_the_right_to(world):
    """PSH-9, SEC-3."""
    world.deliveries.rows = [replace(row("u_mei", 7, DeliveryState.FAILED), attempt=MOST_TRIES)]
    with pytest.raises(Conflict, check=says("tried 100 times")):
        await world.services.deliveries.resend(by=MEI, key="u_mei/7")
    with pytest.raises(Forbidden):
        await world.services.deliveries.resend(by=READER, key="u_mei/7")
    with pytest.raises(NotFound):
        await world.services.deliveries.resend(by=OPERATOR, key="u_mei/7")
