"""Who may reach whom: one rule for every address that is set or sent to."""

import pytest

from domain.common.errors import Forbidden
from domain.common.messages import message
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.reach import OWN_ONLY, Reach
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, says, shown

K = ChannelKind
MEI = Person(id="u_mei", name="Mei", mail="mei@b.cn", phone="+8613800138000")
NOBODY = Person(id="u_new", name="New")
VIEWER, APPROVER, OPERATOR, ADMIN = (
    Actor("u_mei", frozenset({role}))
    for role in (Role.VIEWER, Role.APPROVER, Role.OPERATOR, Role.ADMIN)
)
READER = Actor("u_mei", frozenset({Role.OPERATOR}), frozenset({Scope.READ}))
OPEN = Reach(frozenset({"@team.example", "boss@b.cn", "+8613900139000", "pager"}))
ON_CALL = Reach(on_call=frozenset({"pager"}))

OWN = (
    ChannelAddress(K.MAIL, "Mei@B.cn"),
    ChannelAddress(K.SMS, "+8613800138000"),
    ChannelAddress(K.WECOM, "ops", ("u_mei",)),
    ChannelAddress(K.WEBHOOK, "feedback"),
)
OTHERS = (
    ChannelAddress(K.MAIL, "anyone@outside.example"),
    ChannelAddress(K.SMS, "+8613900139000"),
    ChannelAddress(K.WECOM, "ops", ("all",)),
    ChannelAddress(K.DINGTALK, "ops", ("u_bo", "@all")),
    ChannelAddress(K.FEISHU, "pager"),
)


@pytest.mark.parametrize("address", OWN, ids=str)
@pytest.mark.parametrize("by", [VIEWER, APPROVER, OPERATOR, ADMIN])
def test_everybody_reaches_their_own_addresses_and_the_robots_of_teams(by, address):
    """PSH-10."""
    assert ON_CALL.refusal(by, address, own=MEI) is None


@pytest.mark.parametrize("address", OTHERS, ids=str)
@pytest.mark.parametrize("by", [VIEWER, APPROVER, READER])
def test_others_everybody_and_the_robots_of_on_call_are_refused_without_the_right(by, address):
    """PSH-10: the scopes of a token narrow it, as every right."""
    assert ON_CALL.refusal(by, address, own=MEI) is not None
    with pytest.raises(Forbidden):
        ON_CALL.check(by, [OWN[0], address], own=MEI)


@pytest.mark.parametrize("address", OTHERS, ids=str)
@pytest.mark.parametrize("by", [OPERATOR, ADMIN])
def test_operators_reach_everybody(by, address):
    """PSH-10."""
    ON_CALL.check(by, [address], own=MEI)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        (ChannelAddress(K.MAIL, "x@Team.example"), True),
        (ChannelAddress(K.MAIL, "boss@b.cn"), True),
        (ChannelAddress(K.MAIL, "other@b.cn"), False),
        (ChannelAddress(K.MAIL, "x@evil-team.example"), False),
        (ChannelAddress(K.MAIL, "x@team.example.evil"), False),
        (ChannelAddress(K.SMS, "+8613900139000"), True),
        (ChannelAddress(K.SMS, "+861390013900"), False),
    ],
    ids=str,
)
def test_the_operators_allow_addresses_and_domains(address, may):
    """PSH-10."""
    assert (OPEN.refusal(VIEWER, address, own=MEI) is None) is may


def test_a_robot_of_on_call_can_be_allowed_to_all():
    """PSH-10."""
    both = Reach(frozenset({"pager"}), frozenset({"pager"}))

    assert both.refusal(VIEWER, ChannelAddress(K.FEISHU, "pager"), own=MEI) is None


def test_a_refusal_names_what_is_allowed_in_both_languages():
    """PSH-10."""
    refused = OPEN.refusal(VIEWER, OTHERS[0], own=MEI)
    text = OPEN.refusal(VIEWER, ChannelAddress(K.SMS, "+8613700137000"), own=MEI)
    bare = OWN_ONLY.refusal(VIEWER, OTHERS[0], own=NOBODY)

    for reader in (IN_ENGLISH, IN_CHINESE):
        said = shown(message("denied.reach", why=refused), reader)
        for part in ("mei@b.cn", "boss@b.cn", "@team.example"):
            assert part in said
        assert "+8613900139000" not in said
        assert "+8613900139000" in shown(text, reader)
    assert "your account has none" in shown(bare, IN_ENGLISH)
    with pytest.raises(Forbidden, check=says("for whoever is on call")):
        ON_CALL.check(VIEWER, [OTHERS[4]], own=MEI)
