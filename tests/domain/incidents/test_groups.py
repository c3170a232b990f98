"""Which incidents belong together, and which do not however alike they look (ALR-12)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts.alerts import FaultClass
from domain.incidents.groups.gathering import (
    Split,
    gather,
    is_stronger,
    match,
    pages_alone,
    peer_of,
    worst,
)
from domain.incidents.groups.likeness import Likeness, is_storm, suggested
from domain.incidents.groups.rules import (
    Dependency,
    GroupFacts,
    GroupRule,
    Release,
    SharedEdge,
    keys_of,
)
from domain.monitoring.alarms import Severity

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DATABASE = Dependency("10.0.8.2:3306")
NODE = "10.0.3.17"
V42 = Release("shop", "v42", NOW - MINUTE)


def facts(name: str, **known) -> GroupFacts:
    plain = GroupFacts(
        incident=f"i_{name}",
        cluster="cls-1",
        fault=FaultClass.ERROR_RATE,
        onset=NOW,
        namespace="shop",
        workload=f"shop/Deployment/{name}",
    )
    return replace(plain, **known)


def grouped(*storm: GroupFacts) -> list[tuple[GroupRule, list[str]]]:
    return [
        (each.key.rule, sorted(one.removeprefix("i_") for one in each.members))
        for each in gather(storm)
    ]


ON_NODE = {"nodes": (NODE,), "fault": FaultClass.NOT_READY}
SHARING = {
    GroupRule.DEPENDENCY: {"named": (DATABASE,)},
    GroupRule.NODE: ON_NODE,
    GroupRule.RELEASE: {"releases": (V42,)},
    GroupRule.SHARED_OBJECT: {"shared": (SharedEdge("Ingress", "front"),)},
}


@pytest.mark.parametrize("rule", SHARING)
def test_two_workloads_that_share_a_thing_are_one_group(rule):
    """ALR-12: each rule gathers by its thing, and names itself as the reason."""
    assert grouped(facts("a", **SHARING[rule]), facts("b", **SHARING[rule])) == [(rule, ["a", "b"])]


@pytest.mark.parametrize("rule", SHARING)
def test_one_workload_is_no_group_by_a_shared_thing(rule):
    """ALR-12: a thing is shared by two workloads, not by two alerts of one."""
    same = {**SHARING[rule], "workload": "shop/Deployment/a"}

    assert grouped(facts("a", **same), facts("b", **same)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"named": (Dependency("10.0.8.3:3306"),)},
        {"named": (Dependency("10.0.8.2:3306", region="ap-shanghai"),)},
        {"named": (DATABASE,), "cluster": "cls-2"},
        {"named": (DATABASE,), "onset": NOW + 11 * MINUTE},
        {"named": (Dependency(" "),)},
        {},
    ],
)
def test_another_address_region_cluster_or_time_is_another_group(other):
    """ALR-12: only the same thing within its window gathers."""
    assert grouped(facts("a", named=(DATABASE,)), facts("b", **other)) == []


def test_an_address_is_known_however_it_is_written():
    """ALR-12: a line, a label and the policy name one Service in their own ways."""
    storm = (
        facts("a", named=(Dependency("Orders.shop.svc.cluster.local:8080"),)),
        facts("b", labelled=(Dependency("orders.shop.svc:8080"),)),
        facts("c", declared=(Dependency("orders.shop:8080"),)),
    )

    assert grouped(*storm) == [(GroupRule.DEPENDENCY, ["a", "b", "c"])]


@pytest.mark.parametrize(
    "other",
    [
        {**ON_NODE, "nodes": ("10.0.3.18",)},
        {**ON_NODE, "fatal": True},
        {**ON_NODE, "fault": FaultClass.LATENCY},
        {**ON_NODE, "nodes": ()},
        {**ON_NODE, "nodes": ("",)},
    ],
)
def test_a_fault_of_its_own_stays_out_of_the_nodes_group(other):
    """ALR-12: a crash on a lost node is a second fault, which the node's page must not hide."""
    assert grouped(facts("a", **ON_NODE), facts("b", **other)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"releases": (Release("cart", "v7", NOW - MINUTE),)},
        {"releases": (V42,), "namespace": "pay"},
        {"releases": (replace(V42, at=NOW - 31 * MINUTE),)},
        {"releases": (replace(V42, at=NOW + MINUTE),)},
        {"releases": (replace(V42, version=""),)},
    ],
)
def test_another_release_or_another_time_is_not_put_down_to_a_release(other):
    """ALR-12: two releases in one namespace are two causes."""
    assert grouped(facts("a", releases=(V42,)), facts("b", **other)) == []


def test_a_release_gathers_for_half_an_hour():
    """ALR-12: its window is longer than that of the other rules."""
    late = facts("b", releases=(V42,), onset=NOW + 28 * MINUTE)

    assert grouped(facts("a", releases=(V42,)), late) == [(GroupRule.RELEASE, ["a", "b"])]


def test_two_faults_of_one_workload_are_one_group():
    """ALR-12: the same workload with another class of fault."""
    slow = facts("b", workload="shop/Deployment/a", fault=FaultClass.LATENCY)

    assert grouped(facts("a"), slow) == [(GroupRule.WORKLOAD, ["a", "b"])]
    assert grouped(facts("a"), replace(slow, fault=FaultClass.ERROR_RATE)) == []
    assert grouped(facts("a", workload=""), replace(slow, workload="")) == []


def test_no_chain_joins_what_only_third_ones_link():
    """ALR-12: A shares a node with B and B a release with C; A and C share nothing."""
    a = facts("a", **ON_NODE)
    b = facts("b", **ON_NODE, releases=(V42,))
    c = facts("c", releases=(V42,))

    assert grouped(a, b, c) == [(GroupRule.NODE, ["a", "b"])]


def test_what_it_names_itself_goes_before_where_it_runs():
    """ALR-12: callers of a dead database on a lost node belong to the database."""
    on_node = [facts(name, **ON_NODE) for name in "ab"]
    callers = [facts("c", **ON_NODE, named=(DATABASE,)), facts("d", named=(DATABASE,))]

    assert grouped(*on_node, *callers) == [
        (GroupRule.NODE, ["a", "b"]),
        (GroupRule.DEPENDENCY, ["c", "d"]),
    ]


def test_a_dependency_on_a_lost_node_is_the_loss_of_the_node():
    """ALR-12: callers of what ran there alone have the node as their cause."""
    caller = facts("c", named=(Dependency("ledger.pay.svc:8080", node=NODE),))

    assert grouped(facts("a", **ON_NODE), caller) == [(GroupRule.NODE, ["a", "c"])]


def test_a_crash_after_its_release_belongs_to_the_release_though_it_names_an_address():
    """ALR-12: its own fatal line and its own release say more than an address in passing."""
    crash = facts("a", releases=(V42,), fatal=True, named=(DATABASE,))
    storm = (crash, facts("b", releases=(V42,)), facts("c", named=(DATABASE,)))

    assert grouped(*storm) == [(GroupRule.RELEASE, ["a", "b"])]


def test_a_window_is_counted_from_the_first_member():
    """ALR-12: a group does not grow for ever by members that come in a row."""
    storm = [facts(f"m{at:02}", named=(DATABASE,), onset=NOW + at * MINUTE) for at in (0, 8, 16)]

    assert grouped(*storm) == [(GroupRule.DEPENDENCY, ["m00", "m08"])]


def test_a_pair_that_people_took_apart_is_not_joined_by_the_same_rule():
    """ALR-12: another rule may still join them."""
    both = {"named": (DATABASE,), "releases": (V42,)}
    a, b = peer_of(facts("a", **both)), peer_of(facts("b", **both))
    split = Split(GroupRule.DEPENDENCY, "i_b", "i_a")

    assert match(a, [b]).key.rule is GroupRule.DEPENDENCY
    assert match(a, [b], splits=[split]).key.rule is GroupRule.RELEASE


def test_a_repair_that_somebody_asked_for_belongs_to_no_group():
    """ALR-12: nothing is known to be wrong with it."""
    assert keys_of(facts("a", fault=FaultClass.REQUESTED, named=(DATABASE,))) == ()
    assert keys_of(facts("a", cluster="", named=(DATABASE,))) == ()


def test_a_member_leaves_only_for_what_it_names_more_directly():
    """ALR-12: a group that a person made holds."""
    keys = keys_of(facts("a", **ON_NODE, named=(DATABASE,)))
    address, node, workload = keys
    person = replace(node, rule=GroupRule.PERSON, value="i_a")

    assert is_stronger(address, node, keys)
    assert not is_stronger(workload, node, keys)
    assert not is_stronger(address, person, keys)


@pytest.mark.parametrize(
    ("severity", "paged", "users", "alone"),
    [
        (Severity.CRITICAL, Severity.WARNING, False, True),
        (Severity.WARNING, Severity.WARNING, False, False),
        (Severity.WARNING, Severity.CRITICAL, False, False),
        (Severity.WARNING, Severity.CRITICAL, True, True),
    ],
)
def test_who_is_worse_or_hits_users_is_paged_beside_the_group(severity, paged, users, alone):
    """ALR-12: a group's page must not hide what is worse."""
    assert pages_alone(severity, paged, users=users) is alone


def test_a_group_is_as_severe_as_its_worst_member():
    """ALR-12."""
    assert worst([Severity.WARNING, Severity.CRITICAL, Severity.INFO]) is Severity.CRITICAL
    assert worst([]) is Severity.UNKNOWN


def test_likeness_suggests_and_never_gathers():
    """ALR-12: text, namespace and minute are told, the most telling first."""
    alike = [facts(name, text="timeout after <*>") for name in "abc"]

    assert grouped(*alike) == []
    assert [each.likeness for each in suggested(alike[0], alike)] == [
        Likeness.TEXT,
        Likeness.NAMESPACE,
        Likeness.MINUTE,
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"cluster": "cls-2"},
        {"onset": NOW + 6 * MINUTE},
        {"namespace": "pay", "onset": NOW + MINUTE},
    ],
)
def test_what_is_far_or_unlike_is_not_even_suggested(other):
    """ALR-12: two without a text are not alike by that."""
    assert suggested(facts("a"), [facts("b", **other)]) == ()


def test_more_than_thirty_in_five_minutes_are_a_storm():
    """ALR-12: the thirty-first within five minutes makes it one."""
    opened = [NOW - timedelta(seconds=9 * each) for each in range(31)]

    assert is_storm(opened, NOW)
    assert not is_storm(opened[:30], NOW)
    assert not is_storm(opened, NOW + 2 * MINUTE)
