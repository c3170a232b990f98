"""Who is paged next, when somebody was paged and nobody took it (RBK-3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.briefings.briefings import BriefingSettings
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.incidents.calls import (
    FIRST_LOOKS,
    LATER,
    MOST_LOOKS,
    PATIENCE,
    SEND_AGAIN,
    SOON,
    Call,
    Page,
    Reachable,
    next_pages,
    reachable,
)
from domain.incidents.incidents import CallReason
from domain.people.people import Person

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ROBOT = ChannelAddress(ChannelKind.WECOM, "ops")
CHAT = ChannelAddress(ChannelKind.FEISHU, "team")
MAIL = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
TEXT = ChannelAddress(ChannelKind.SMS, "+8613800138000")
MEI = Reachable("u_mei", (ROBOT, CHAT), (MAIL, TEXT))
FAILED, UNCERTAIN = DeliveryState.FAILED, DeliveryState.UNCERTAIN


def a_call(*pages: Page) -> Call:
    return Call(CallReason.EXHAUSTED, pages=pages)


def a_page(address: ChannelAddress, state=DeliveryState.QUEUED, *, age=timedelta(0)) -> Page:
    return Page(f"k/{address.kind}", "u_mei", address, NOW - age, state)


def targets(*pages: Page, person: Reachable = MEI) -> list[ChannelAddress]:
    return [address for _, address in next_pages([person], a_call(*pages), NOW)]


def test_a_person_is_paged_at_once_wherever_they_want_to_be_told():
    """RBK-3."""
    assert targets() == [ROBOT, CHAT]


@pytest.mark.parametrize("state", [FAILED, UNCERTAIN])
def test_for_each_address_that_fails_one_more_follows(state):
    """RBK-3."""
    robot, chat = a_page(ROBOT, state), a_page(CHAT, state)
    assert targets(robot, a_page(CHAT)) == [MAIL]
    assert targets(robot, chat) == [MAIL, TEXT]
    assert targets(robot, a_page(CHAT), a_page(MAIL)) == []
    assert targets(robot, a_page(CHAT), a_page(MAIL, state)) == [TEXT]


def test_what_is_on_its_way_for_long_is_followed_and_not_repeated():
    """RBK-3: whoever sends it still tries."""
    assert targets(a_page(ROBOT), a_page(CHAT)) == []
    late = a_page(ROBOT, age=PATIENCE), a_page(CHAT, age=timedelta(days=1))
    assert targets(*late) == [MAIL, TEXT]


def test_an_address_that_failed_is_tried_again_when_it_may_have_been_mended():
    """RBK-3."""
    only = replace(MEI, addresses=(ROBOT,), others=())
    assert targets(a_page(ROBOT, FAILED), person=only) == []
    assert targets(a_page(ROBOT, FAILED, age=SEND_AGAIN), person=only) == [ROBOT]


def test_a_new_address_is_used_at_the_next_look():
    """RBK-3."""
    pages = a_page(ROBOT, FAILED), a_page(MAIL, FAILED)
    assert targets(*pages, person=Reachable("u_mei", (ROBOT, CHAT), (MAIL,))) == [CHAT]


def test_it_is_looked_again_soon_at_first_then_seldom_and_not_for_ever():
    """RBK-3: bounded."""
    call = a_call()
    assert call.has_failed(NOW)
    assert call.look_at(NOW) == NOW + SOON
    assert replace(call, looks=FIRST_LOOKS).look_at(NOW) == NOW + LATER
    assert replace(call, looks=MOST_LOOKS).look_at(NOW) is None
    hoped = a_call(a_page(ROBOT))
    assert (hoped.has_failed(NOW), hoped.look_at(NOW)) == (False, NOW + PATIENCE)


def test_a_person_can_be_reached_besides_where_they_named_no_channel():
    """RBK-3: a robot that is gone costs nobody their page."""
    mei = Person(id="u_mei", name="梅", mail=MAIL.target, phone=TEXT.target)
    assert reachable(mei, None) == Reachable("u_mei", (MAIL,), (TEXT,))
    assert reachable(mei, BriefingSettings(channels=(ROBOT, MAIL))) == Reachable(
        "u_mei", (ROBOT, MAIL), (TEXT,)
    )
    assert reachable(replace(mei, disabled=True), None) is None
    assert reachable(Person(id="u_li", name="李"), None) is None
