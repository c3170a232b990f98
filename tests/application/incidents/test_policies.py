"""The policy, as its service shows it, and the sentences made of it."""

import pytest

from application.incidents.back_testing import BackTester
from application.incidents.policies import LARGEST_POLICY, PolicyService
from application.incidents.words import covers, kill_switch_said, policy_said, recurs
from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import Forbidden, InvalidRequest, Misconfigured, TooLarge
from domain.incidents.control_rules import Recurring, timetable_of
from domain.incidents.controls import KillSwitch, Scope
from domain.incidents.policy.policies import HoursRule, ModeRule, Policy
from domain.people.access import Actor, Role
from tests.fakes.alerts import InMemoryWeights
from tests.fakes.face_incidents import AT, InMemoryIncidents, InMemoryPolicies
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, says, shown

VIEWER = Actor("u_viewer", frozenset({Role.VIEWER}))
STRANGER = Actor("u_stranger", frozenset())
GOOD = 'name = "ours"\non_call = ["u_mei"]\n'


@pytest.fixture
def service() -> PolicyService:
    return PolicyService(InMemoryPolicies(), BackTester(InMemoryIncidents(), InMemoryWeights()))


async def test_the_policy_in_force_is_shown_to_those_who_may_read_it(service):
    """RBK-7, SEC-3."""
    assert await service.show(by=VIEWER) == Policy()
    assert "properties" in service.schema(by=VIEWER)
    with pytest.raises(Forbidden):
        await service.show(by=STRANGER)
    for question in (service.schema, lambda **asked: service.validate(**asked, text=GOOD)):
        with pytest.raises(Forbidden):
            question(by=STRANGER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("= x", "is not valid TOML"),
        ("[" * 5_000, "is not valid TOML"),
        ("nmae = 1", "nmae"),
        ("on_call = " + "9" * 5_000, "is not valid TOML"),
        (f"{GOOD}{'a.' * 100_000}a = 1", "line 3 has more"),
    ],
)
async def test_every_mistake_is_named_and_nothing_is_tried_with_it(service, text, words):
    """RBK-7."""
    judged = service.validate(by=VIEWER, text=text)
    assert judged.policy is None
    assert words in " ".join(map(shown, judged.mistakes))
    with pytest.raises(InvalidRequest, check=says("policy must be a valid policy")):
        await service.back_test(by=VIEWER, text=text)


async def test_a_file_that_is_too_large_is_not_read(service):
    """RBK-7."""
    with pytest.raises(TooLarge, check=says("make it shorter")):
        service.validate(by=VIEWER, text="#" * (LARGEST_POLICY + 1))


async def test_a_policy_is_tried_on_what_was_where_a_record_is_kept(service):
    """ANL-3."""
    assert (await service.back_test(by=VIEWER, text=GOOD)).incidents == 0
    with pytest.raises(
        Misconfigured,
        check=says("No incidents are recorded here, so the policy cannot be tested against"),
    ):
        await PolicyService(InMemoryPolicies()).back_test(by=VIEWER, text=GOOD)


@pytest.mark.parametrize("reader", [IN_ENGLISH, IN_CHINESE])
def test_a_policy_is_said_rule_by_rule_and_the_first_comes_first(reader):
    """RBK-7."""
    policy = Policy(
        on_behalf_of="u_mei",
        on_call=("u_bob",),
        modes=(
            ModeRule(Mode.AUTO, namespace="web", actions=(ActionKind.RESTART,), least_score=70),
            ModeRule(Mode.APPROVE),
        ),
        hours=(HoursRule(namespace="pay", weekdays=(1, 5), start=540, end=1_260),),
    )
    said = [shown(each, reader) for each in policy_said(policy)]
    assert "*/web/*" in said[0]
    assert "70" in said[0]
    assert "09:00–21:00" in said[3]
    assert any("u_mei" in each for each in said)
    assert any("u_bob" in each for each in said)


@pytest.mark.parametrize("reader", [IN_ENGLISH, IN_CHINESE])
def test_the_kill_switch_says_who_when_and_why(reader):
    """RBK-6."""
    never = shown(kill_switch_said(KillSwitch()), reader)
    for engaged in (True, False):
        switch = KillSwitch(engaged, "u_mei", "odd", AT)
        said = shown(kill_switch_said(switch), reader)
        for words in ("u_mei", "odd", "2026-11-2"):
            assert words in said
        assert said != never


def test_what_a_control_covers_and_when_it_comes_again_is_said():
    """ALR-6."""
    faults = (FaultClass.LATENCY,)
    assert shown(covers(Scope(faults=faults))) == "everything (high latency)"
    assert shown(covers(Scope("cls-1")), IN_CHINESE) == "cls-1/*/*"
    daily = timetable_of(Recurring("0 2 * * *", "Asia/Shanghai", 60))
    monthly = timetable_of(Recurring("0 2 1 * *", "Asia/Shanghai", 60))
    assert shown(recurs(daily)) == "every day at 02:00 (Asia/Shanghai)"
    assert shown(recurs(daily), IN_CHINESE) == "每天 02:00（Asia/Shanghai）"
    assert shown(recurs(monthly)).startswith("on days 1 of the month")
    often = timetable_of(Recurring("*/5 * * * *", "Asia/Shanghai", 3))
    assert shown(recurs(often)) == "every day at 288 times from 00:00 to 23:55 (Asia/Shanghai)"
    weekly = timetable_of(Recurring("0 2 * * mon,fri", "UTC", 60))
    assert shown(recurs(weekly), IN_CHINESE) == "周一和周五 02:00（UTC）"
    assert recurs(None) is None
