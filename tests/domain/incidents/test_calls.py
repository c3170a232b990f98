"""Who is paged next, when somebody was paged and nobody took it (RBK-3, ALR-10)."""

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
    held_until,
    next_pages,
    reachable,
)
from domain.incidents.incidents import CallReason
from domain.incidents.policy.policies import PagingRules
from domain.people.people import Person

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ROBOT = ChannelAddress(ChannelKind.WECOM, "ops")
CHAT = ChannelAddress(ChannelKind.FEISHU, "team")
MAIL = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
TEXT = ChannelAddress(ChannelKind.SMS, "+8613800138000")
MEI = Reachable("u_mei", (ROBOT, CHAT), (MAIL, TEXT))
BO = Reachable("u_bo", (ChannelAddress(ChannelKind.MAIL, "bo@example.cn"),))
ADMINS = [
    Reachable(f"u_a{n}", (ChannelAddress(ChannelKind.MAIL, f"a{n}@example.cn"),), last=True)
    for n in (1, 2)
]
RULES = PagingRules()
FAILED, UNCERTAIN = DeliveryState.FAILED, DeliveryState.UNCERTAIN


def a_call(*pages: Page) -> Call:
    return Call(CallReason.EXHAUSTED, pages=pages)


def a_page(address: ChannelAddress, state=DeliveryState.QUEUED, *, age=timedelta(0)) -> Page:
    return Page(f"k/{address.kind}", "u_mei", address, NOW - age, state)


def targets(*pages: Page, person: Reachable = MEI) -> list[ChannelAddress]:
    """Return where somebody is paged next whose turn it is."""
    call = replace(a_call(*pages), turn=("u_mei",) if pages else (), times=1, since=NOW)
    return [address for _, address in next_pages([person], call, RULES, NOW, critical=True)[1]]


def answers_never(people: list[Reachable], rules: PagingRules, *, critical: bool = True):
    """Yield when each page leaves and whom it is for, when channels take all and nobody answers."""
    call, now = a_call(), NOW
    for _ in range(1_000):
        call, sending = next_pages(people, call, rules, now, critical=critical)
        if sending:
            pages = [Page(f"k{now}", *each, now, DeliveryState.ACCEPTED) for each in sending]
            call = call.paged(pages)
            yield round((now - NOW).total_seconds() / 60), tuple(person for person, _ in sending)
        due = call.look_at(now, rules, critical=critical)
        if due is None:
            assert call.is_spent(rules)
            return
        assert due > now or sending
        now = due
    raise AssertionError("it never ends")


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
    assert look_at(call) == NOW + SOON
    assert look_at(replace(call, looks=FIRST_LOOKS)) == NOW + LATER
    assert look_at(replace(call, looks=MOST_LOOKS)) is None
    hoped = a_call(a_page(ROBOT))
    assert (hoped.has_failed(NOW), look_at(hoped)) == (False, NOW + PATIENCE)


def look_at(call: Call) -> datetime | None:
    return call.look_at(NOW, RULES, critical=True)


def test_a_critical_page_that_nobody_answers_goes_from_person_to_person_to_the_admins():
    """ALR-10: at once, after 5 and 10 min, the next after 15, then all admins; bounded rounds."""
    one = Reachable("u_mei", (MAIL,))
    story = list(answers_never([one, BO, *ADMINS], replace(RULES, rounds=2)))

    everybody = ("u_a1", "u_a2")
    first = [
        *((minute, ("u_mei",)) for minute in (0, 5, 10)),
        *((minute, ("u_bo",)) for minute in (15, 20, 25)),
        *((minute, everybody) for minute in (30, 35, 40)),
    ]
    # The last of a round has their time to answer, and half an hour goes by from their last page.
    assert story[:9] == first
    assert story[9:] == [(minute + 70, people) for minute, people in first]


def test_a_warning_is_repeated_once_after_half_an_hour():
    """ALR-10."""
    story = list(answers_never([Reachable("u_mei", (MAIL,)), BO], RULES, critical=False))
    assert story[:4] == [(0, ("u_mei",)), (30, ("u_mei",)), (60, ("u_bo",)), (90, ("u_bo",))]
    assert len(story) == 4 * RULES.rounds


def test_whom_a_channel_reaches_is_paged_nowhere_else_and_again_where_it_did():
    """ALR-10: accepted means that no other address is tried."""
    robot, chat = a_page(ROBOT, DeliveryState.ACCEPTED), a_page(CHAT, DeliveryState.ACCEPTED)
    assert targets(robot, chat) == []
    later = NOW + timedelta(seconds=RULES.critical_again)
    call = replace(a_call(robot, chat), turn=("u_mei",), times=1, since=NOW)
    call, sending = next_pages([MEI, BO], call, RULES, later, critical=True)
    assert [address for _, address in sending] == [ROBOT, CHAT]
    assert (call.times, call.turn) == (2, ("u_mei",))


def test_whoever_is_on_call_now_is_paged_not_whoever_was_at_the_start():
    """ALR-10: a hand-over during a page that nobody answered."""
    page = a_page(MAIL, DeliveryState.ACCEPTED)
    call = replace(a_call(page), turn=("u_mei",), times=1, since=NOW)
    call, sending = next_pages([BO, *ADMINS], call, RULES, NOW, critical=True)
    assert (call.turn, [person for person, _ in sending]) == (("u_bo",), ["u_bo"])


def test_a_page_that_fails_everywhere_goes_to_the_next_person_at_once():
    """ALR-10: nobody waits for somebody who cannot be reached."""
    only = Reachable("u_mei", (MAIL,))
    call = replace(a_call(a_page(MAIL, FAILED)), turn=("u_mei",), times=1, since=NOW)
    call, sending = next_pages([only, BO, *ADMINS], call, RULES, NOW, critical=True)
    assert (call.over, [person for person, _ in sending]) == (("u_mei",), ["u_bo"])


def test_a_person_can_be_reached_besides_where_they_named_no_channel():
    """RBK-3: a robot that is gone costs nobody their page."""
    mei = Person(id="u_mei", name="梅", mail=MAIL.target, phone=TEXT.target)
    assert reachable(mei, None) == Reachable("u_mei", (MAIL,), (TEXT,))
    assert reachable(mei, BriefingSettings(channels=(ROBOT, MAIL))) == Reachable(
        "u_mei", (ROBOT, MAIL), (TEXT,)
    )
    assert reachable(replace(mei, disabled=True), None) is None
    assert reachable(Person(id="u_li", name="李"), None) is None


def test_a_page_that_can_wait_waits_for_who_has_it_else_for_the_first_to_wake():
    """PSH-5: it goes neither to others nor to the admins because somebody sleeps."""
    later = NOW + timedelta(hours=3)
    mei, bo = replace(MEI, quiet_until=later), replace(BO, quiet_until=later - timedelta(hours=1))
    assert held_until([mei, bo, *ADMINS], a_call(), NOW) == later - timedelta(hours=1)
    assert held_until([mei, BO, *ADMINS], a_call(), NOW) is None
    assert held_until([mei, BO], replace(a_call(), turn=("u_mei",)), NOW) == later
    assert held_until([mei, bo], a_call(), later) is None
    assert held_until([], a_call(), NOW) is None
    held = replace(a_call(), held_until=later)
    assert look_at(held) == later
