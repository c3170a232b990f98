"""Policy files: read field by field, every mistake named, and what they say where."""

import tomllib
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import FaultClass
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import InvalidRequest
from domain.incidents.calls import people_on_call
from domain.incidents.policy.files import (
    digest_of_policy,
    mistakes_in,
    policy_schema,
    read_policy,
)
from domain.incidents.policy.matching import (
    at_place,
    effective_mode,
    in_hours,
    mode_for,
)
from domain.incidents.policy.policies import HoursRule, Importance, ModeRule, Policy
from tests.fakes.words import in_english

EXAMPLE = Path(__file__).parents[3] / "docs" / "policy.example.toml"
LEAST = {"name": "small", "on_call": ["u_mei"]}
A = ActionKind


def _example() -> dict:
    return tomllib.loads(EXAMPLE.read_text())


def _in(namespace: str, name: str = "checkout") -> WorkloadRef:
    return WorkloadRef("cls-1", namespace, WorkloadKind.DEPLOYMENT, name)


def test_the_example_is_right_and_says_what_its_comments_say():
    """RBK-7."""
    policy = read_policy(_example())
    assert mode_for(policy, _in("kube-system"), A.RESTART, 100) is Mode.OBSERVE
    assert mode_for(policy, _in("payments"), A.RESTART, 100) is Mode.APPROVE
    assert mode_for(policy, _in("prod-a"), A.RESTART, 70) is Mode.AUTO
    assert mode_for(policy, _in("prod-a"), A.RESTART, 69) is Mode.APPROVE
    assert mode_for(policy, _in("prod-a"), A.ROLLBACK, 100) is Mode.APPROVE
    assert mode_for(policy, _in("elsewhere"), A.RESTART, 100) is Mode.OBSERVE
    assert people_on_call(policy, _in("payments")) == ("u_pay", "u_mei", "u_lin")
    assert people_on_call(policy, None) == ("u_mei", "u_lin")
    assert policy.services[-1].importance is Importance.AUXILIARY
    assert policy.ladder[-1] is A.CALL_PERSON
    assert policy.begin_at[FaultClass.IMAGE_PULL] is A.ROLLBACK
    assert policy.verify.dwell == 180
    assert policy.limits.cooldown_seconds == 120


def test_the_smallest_policy_only_observes_and_is_as_built_in():
    """RBK-6, RBK-7: what is not said is the cautious thing."""
    policy = read_policy(LEAST)
    usual = replace(Policy(), name="small", on_call=("u_mei",), digest=policy.digest)
    assert policy == usual
    assert policy.default_mode is Mode.OBSERVE


MISTAKES = [
    ({"cooldown": 5}, "policy.cooldown", "is not known here"),
    ({"mod": "auto"}, "policy.mod", "perhaps mode is meant"),
    ({"mode": "automatic"}, "policy.mode", "must be observe, suggest, approve, or auto"),
    ({"mode": "obserbe"}, "policy.mode", "perhaps observe is meant"),
    ({"mode": "auto"}, "policy.on_behalf_of", "must name a person"),
    ({"modes": [{"mode": "approve"}]}, "policy.on_behalf_of", "must name a person"),
    ({"modes": [{"namespace": "x"}]}, "policy.modes[0].mode", "is missing"),
    (
        {"modes": [{"mode": "observe", "actions": ["rolback"]}]},
        "policy.modes[0].actions[0]",
        "perhaps rollback is meant",
    ),
    ({"modes": [{"mode": "observe", "least_score": 101}]}, "policy.modes[0].least_score", "100"),
    ({"on_call": []}, "policy.on_call", "1 to 20"),
    ({"on_call": ["mei"]}, "policy.on_call[0]", "must be the id of a person such as u_mei"),
    ({"name": ""}, "policy.name", "1 to 120"),
    ({"zone": "Asia/Shangai"}, "policy.zone", "IANA"),
    ({"limits": {"cooldown": 5}}, "policy.limits.cooldown", "perhaps cooldown_seconds is meant"),
    ({"limits": {"most_writes": 0}}, "policy.limits.most_writes", "from 1 to 1,000"),
    ({"limits": {"least_healthy_share": 50}}, "policy.limits.least_healthy_share", "0 to 1"),
    ({"limits": {"cooldown_seconds": "60"}}, "policy.limits.cooldown_seconds", "a number"),
    ({"limits": [1]}, "policy.limits", "object"),
    ({"verify": {"dwell_seconds": 5}}, "policy.verify.dwell_seconds", "between every_seconds"),
    (
        {"verify": {"every_seconds": 1, "dwell_seconds": 500, "deadline_seconds": 900}},
        "policy.verify.dwell_seconds",
        "less than 400 times",
    ),
    (
        {"verify": {"dwell_seconds": 1000}},
        "policy.verify.dwell_seconds",
        "and deadline_seconds",
    ),
    ({"hours": [{"start": "9:00"}]}, "policy.hours[0].start", "such as 09:30"),
    ({"hours": [{"start": "24:00"}]}, "policy.hours[0].end", "differ from start"),
    ({"hours": [{"weekdays": ["monday"]}]}, "policy.hours[0].weekdays[0]", "sun, mon"),
    (
        {"ladder": {"order": ["call_person", "restart"]}},
        "policy.ladder.order",
        "must end with calling a person",
    ),
    ({"ladder": {"cannot_help": {"oom": []}}}, "policy.ladder.cannot_help.oom", "must be "),
    (
        {"ladder": {"begin_at": {"image_pul": "rollback"}}},
        "policy.ladder.begin_at.image_pul",
        "perhaps image_pull is meant",
    ),
    ({"approval": {"hops": [[]]}}, "policy.approval.hops[0]", "1 to 20"),
    ({"approval": {"wait_minutes": 5}}, "policy.approval.wait_minutes", "wait_seconds"),
    ({"budget": {"in_namespace": 9}}, "policy.budget.in_namespace", "in_cluster"),
    ({"services": [{}]}, "policy.services[0].name", "is missing"),
    (
        {"services": [{"name": "x", "importance": "cor"}]},
        "policy.services[0].importance",
        "perhaps core is meant",
    ),
    ({"inhibitions": [{}]}, "policy.inhibitions[0].parent_workload", "must be given"),
    (
        {"inhibitions": [{"parent_workload": "db", "same": ["region"]}]},
        "policy.inhibitions[0].same[0]",
        "cluster or namespace",
    ),
    ({"places": [{"namespace": "x"}]}, "policy.places[0].limits", "changes nothing"),
    (
        {"places": [{"limits": {"most_writs": 1}}]},
        "policy.places[0].limits.most_writs",
        "perhaps most_writes is meant",
    ),
    (
        {"places": [{"verify": {"dwell_seconds": 1}}]},
        "policy.places[0].verify.dwell_seconds",
        "between every_seconds",
    ),
    (
        {"places": [{"order": ["call_person", "restart"]}]},
        "policy.places[0].order",
        "must end with calling a person",
    ),
    ({"aftercare": {"restore": "yes"}}, "policy.aftercare.restore", "true or false"),
    ({"working_hours": {"begin": "09:00"}}, "policy.working_hours.begin", "not known"),
]


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_is_named_with_its_place_and_its_rule(number):
    """RBK-7."""
    said, place, rule = MISTAKES[number]
    with pytest.raises(InvalidRequest) as caught:
        read_policy(LEAST | said)
    assert caught.value.field == place
    assert rule in in_english(caught.value)


def test_all_mistakes_are_named_at_once():
    """RBK-7."""
    raw = LEAST | {
        "mode": "x",
        "limits": {"colddown": 1},
        "modes": [{"mode": "y"}, {"mode": "observe", "actions": ["z"]}],
        "colour": "red",
    }
    assert [mistake.field for mistake in mistakes_in(raw)] == [
        "policy.mode",
        "policy.modes[0].mode",
        "policy.modes[1].actions[0]",
        "policy.limits.colddown",
        "policy.colour",
    ]
    assert mistakes_in(_example()) == ()


@pytest.mark.parametrize("raw", [None, 5, "mode = 'auto'", [], {1: 2}])
def test_what_is_no_table_is_refused(raw):
    """RBK-7."""
    with pytest.raises(InvalidRequest):
        read_policy(raw)


def test_the_digest_is_over_the_meaning():
    """RBK-8: order of keys and comments mean nothing, every number does."""
    raw = _example()
    policy = read_policy(raw)
    assert read_policy(dict(reversed(raw.items()))).digest == policy.digest
    assert digest_of_policy(replace(policy, digest="other")) == policy.digest
    changed = deepcopy(raw)
    changed["limits"]["cooldown_seconds"] = 121
    assert read_policy(changed).digest != policy.digest
    changed = deepcopy(raw)
    changed["modes"].reverse()
    assert read_policy(changed).digest != policy.digest


def test_the_schema_knows_the_example_and_what_the_reader_refuses():
    """RBK-7."""
    validator = jsonschema_rs.validator_for(policy_schema())
    validator.validate(_example())
    validator.validate(LEAST)
    # What no schema can say: rules between fields, and lists of zones.
    between = {
        "policy.on_behalf_of", "policy.zone", "policy.verify.dwell_seconds",
        "policy.hours[0].end", "policy.ladder.order", "policy.budget.in_namespace",
        "policy.inhibitions[0].parent_workload",
        "policy.places[0].limits",
        "policy.places[0].verify.dwell_seconds",
        "policy.places[0].order",
    }  # fmt: skip
    for said, place, _ in MISTAKES:
        assert validator.is_valid(LEAST | said) is (place in between), place


def _leaves(schema: dict, path: str = "") -> list[str]:
    found = []
    for name, each in schema.get("properties", {}).items():
        inner = each.get("items", each)
        here = f"{path}.{name}"
        found += _leaves(inner, here) if "properties" in inner else [here]
    return found


def test_the_schema_has_a_place_for_every_field_of_a_policy():
    """RBK-7: a policy that can be run can be written."""
    leaves = {leaf.split(".")[-1].removesuffix("_seconds") for leaf in _leaves(policy_schema())}
    named = {
        "default_mode": "mode", "scale_factor": "factor", "most_in_namespace": "in_namespace",
        "most_in_cluster": "in_cluster", "ladder": "order",
    }  # fmt: skip
    whole = {"digest", "limits", "verify", "approval", "flap", "paging", "gitops"}
    nested = {"modes", "hours", "places", "services", "inhibitions", "working_hours"}
    nested |= {"cannot_help", "begin_at"}
    for field in fields(Policy):
        if field.name not in whole | nested:
            assert named.get(field.name, field.name) in leaves, field.name


def test_the_first_rule_that_matches_counts():
    """RBK-7."""
    policy = Policy(
        modes=(
            ModeRule(Mode.OBSERVE, workload="db"),
            ModeRule(Mode.SUGGEST, cluster="cls-2"),
            ModeRule(Mode.AUTO, namespace="shop"),
        ),
        default_mode=Mode.APPROVE,
    )
    assert mode_for(policy, _in("shop", "db"), A.RESTART, 0) is Mode.OBSERVE
    assert mode_for(policy, _in("shop"), A.RESTART, 0) is Mode.AUTO
    assert mode_for(policy, _in("other"), A.RESTART, 0) is Mode.APPROVE


def test_ladders_limits_and_verification_can_differ_by_place():
    """RBK-7."""
    policy = read_policy(_example())
    there, elsewhere = at_place(policy, _in("payments")), at_place(policy, _in("prod-a"))
    assert there.ladder == (A.RESTART, A.ROLLBACK, A.CALL_PERSON)
    assert (there.limits.cooldown_seconds, there.limits.most_writes) == (600, 2)
    assert there.limits.window_seconds == policy.limits.window_seconds
    assert (there.verify.dwell, there.verify.deadline) == (300, 900)
    assert elsewhere == policy
    assert at_place(there, _in("payments")) == there
    assert there.digest == policy.digest


@settings(deadline=None)
@given(st.sampled_from(Mode))
def test_asking_for_it_raises_a_mode_to_asking_first_and_no_further(mode):
    """RBK-12: only the policy lets anything be done without asking."""
    assert effective_mode(mode, asked_by_person=False) is mode
    raised = effective_mode(mode, asked_by_person=True)
    assert raised is (Mode.AUTO if mode is Mode.AUTO else Mode.APPROVE)


OFFICE = HoursRule(namespace="shop", weekdays=(1, 2, 3, 4, 5), start=9 * 60, end=21 * 60)
NIGHT = HoursRule(namespace="shop", weekdays=(5,), start=22 * 60, end=6 * 60)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a local time of Shanghai in November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("rules", "now", "opens"),
    [
        ((OFFICE,), _at(20, 9), None),
        ((OFFICE,), _at(20, 20, 59), None),
        ((OFFICE,), _at(20, 21), _at(23, 9)),
        ((OFFICE,), _at(21, 12), _at(23, 9)),
        ((OFFICE,), _at(20, 8, 59), _at(20, 9)),
        ((NIGHT,), _at(20, 23), None),
        ((NIGHT,), _at(21, 5, 59), None),
        ((NIGHT,), _at(21, 6), _at(27, 22)),
        ((OFFICE, NIGHT), _at(20, 21, 30), _at(20, 22)),
        ((), _at(21, 3), None),
        ((replace(OFFICE, start=9 * 60 + 20),), _at(20, 8, 59), _at(20, 9, 20)),
    ],
)
def test_hours_say_whether_and_when_again(rules, now, opens):
    """RBK-6."""
    found = in_hours(Policy(hours=rules), _in("shop"), A.ROLLBACK, now)
    assert (found.open, found.opens_at) == (opens is None, opens)
    assert in_hours(Policy(hours=rules), _in("other"), A.ROLLBACK, now).open


def test_hours_that_never_come_have_no_opening():
    """RBK-6."""
    found = in_hours(Policy(hours=(HoursRule(weekdays=()),)), _in("shop"), A.ROLLBACK, _at(20, 12))
    assert (found.open, found.opens_at) == (False, None)


def test_a_service_may_leave_its_importance_open():
    """ALR-4."""
    (service,) = read_policy(LEAST | {"services": [{"name": "x"}]}).services
    assert service.importance is None


def test_hours_of_an_action_say_nothing_of_others():
    """RBK-6."""
    policy = Policy(hours=(replace(OFFICE, actions=(A.ROLLBACK,)),))
    assert in_hours(policy, _in("shop"), A.RESTART, _at(21, 3)).open
    assert not in_hours(policy, _in("shop"), A.ROLLBACK, _at(21, 3)).open


def test_hours_follow_the_clock_on_the_wall_in_the_night_that_it_changes():
    """RBK-6."""
    policy = Policy(zone="Europe/Berlin", hours=(HoursRule(start=2 * 60 + 30, end=4 * 60),))
    # On 29 March 2026 it is 03:00 after 01:59:59, so 02:30 never comes.
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert in_hours(policy, _in("x"), A.RESTART, before).opens_at == datetime(
        2026, 3, 29, 1, 0, tzinfo=UTC
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = sorted(policy_schema()["properties"])


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), json_values, max_size=6))
def test_nonsense_is_refused_and_never_breaks_the_reader(raw):
    """RBK-7."""
    mistakes = mistakes_in(LEAST | raw)
    assert all(str(each) for each in mistakes)


def test_a_schedule_stands_wherever_a_policy_names_people_to_call():
    """ALR-10."""
    service = {"name": "shop", "namespace": "shop", "on_call": ["schedule:shop", "u_bob"]}
    hops = [["schedule:leads"], ["u_mei"]]
    policy = read_policy(
        LEAST | {"on_call": ["schedule:nights"], "services": [service], "approval": {"hops": hops}}
    )

    assert people_on_call(policy, _in("shop")) == ("schedule:shop", "u_bob", "schedule:nights")
    assert policy.approval.hops == (("schedule:leads",), ("u_mei",))
    for wrong in ("schedule:", "schedule:Nights", "schedules:x", "mei", "schedule:u mei"):
        with pytest.raises(InvalidRequest) as refused:
            read_policy(LEAST | {"on_call": [wrong]})
        assert "or a schedule such as schedule:nights" in in_english(refused.value)
    with pytest.raises(InvalidRequest):
        read_policy(LEAST | {"on_behalf_of": "schedule:nights"})
