"""What an alert and its cluster tell of where it belongs (ALR-12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts.alerts import FaultClass
from domain.clusters.clusters import Node, Pod, Revision
from domain.incidents.groups.evidence import addresses_in, keys_from, onset_of
from domain.incidents.groups.rules import GroupRule
from tests.fakes.incidents import T0, a_target, an_alert
from tests.fakes.repairs import a_workload

LOST = Node("10.0.3.17", ready=False, schedulable=True, problems=("NotReady",))
WELL = Node("10.0.3.18", ready=True, schedulable=True)


def a_pod(node: str, *, ready: bool = False, reason: str = "") -> Pod:
    return Pod(
        name="checkout-1",
        uid="1",
        node=node,
        phase="Running",
        ready=ready,
        reason=reason,
        restarts=0,
        last_exit="",
        created_at=T0,
        revision="1",
    )


def rules(workload=None, nodes=(), **alert) -> list[tuple[GroupRule, str]]:
    keys = keys_from(an_alert(**alert), a_target(), workload, nodes, opened_at=T0)
    return [(each.rule, each.name) for each in keys if each.rule is not GroupRule.WORKLOAD]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dial tcp 10.0.8.2:3306: connect: connection refused", ("10.0.8.2:3306",)),
        ("Cannot connect to orders-db.shop.svc:5432", ("orders-db.shop.svc:5432",)),
        ("timed out: redis:6379, then refused: redis:6379", ("redis:6379",)),
        ("listening on 0.0.0.0:8080", ()),
        ("timeout at 2026-11-23T03:00:12 of request", ()),
        ("refused: http://pay:8080/x", ("pay:8080",)),
        ("refused 10.0.8.2:3306:1", ()),
    ],
)
def test_addresses_are_those_of_lines_about_failed_connections(text, found):
    """ALR-12: what a program listens on, and clocks, are no dependencies."""
    assert addresses_in(text) == found


def test_an_address_goes_before_the_sick_node_under_its_pods():
    """ALR-12."""
    workload = a_workload(a_target(), pods=(a_pod(LOST.name),))

    assert rules(workload, [LOST, WELL], text="dial tcp 10.0.8.2:3306: refused") == [
        (GroupRule.DEPENDENCY, "10.0.8.2:3306"),
        (GroupRule.NODE, LOST.name),
    ]


@pytest.mark.parametrize(
    "pod",
    [
        a_pod(WELL.name),
        a_pod(LOST.name, ready=True),
        a_pod(LOST.name, reason="CrashLoopBackOff"),
    ],
)
def test_a_well_node_a_ready_pod_or_a_crash_is_not_the_nodes_fault(pod):
    """ALR-12: a crash on a lost node is a fault of its own."""
    assert rules(a_workload(a_target(), pods=(pod,)), [LOST, WELL]) == []


def test_a_release_is_what_labels_name_of_a_fresh_template():
    """ALR-12: an old template was not released just now."""
    labels = {"app.kubernetes.io/instance": "shop", "app.kubernetes.io/version": "v42"}
    fresh = Revision(
        number=2,
        uid="2",
        name="checkout-2",
        created_at=T0 - timedelta(minutes=5),
        images=("checkout:42",),
        template_digest="d",
    )
    workload = a_workload(a_target(), labels=labels, revisions=(fresh,))
    old = replace(fresh, created_at=T0 - timedelta(hours=2))

    assert rules(workload) == [(GroupRule.RELEASE, "shop v42")]
    assert rules(replace(workload, revisions=(old,))) == []
    assert rules(replace(workload, labels={})) == []


def test_a_label_names_a_dependency_in_its_region():
    """ALR-12."""
    keys = keys_from(
        an_alert(labels={"db_instance": "orders-db", "region": "ap-shanghai"}),
        a_target(),
        None,
        (),
        opened_at=T0,
    )
    assert keys[0].value == "ap-shanghai:orders-db"


def test_what_has_no_owner_or_was_asked_for_shares_nothing():
    """ALR-12."""
    text = "dial tcp 10.0.8.2:3306: refused"

    assert keys_from(an_alert(text=text), None, None, (), opened_at=T0) == ()
    requested = an_alert(text=text, fault=FaultClass.REQUESTED)
    assert keys_from(requested, a_target(), None, (), opened_at=T0) == ()


def test_a_clock_that_is_wrong_moves_no_onset_far():
    """ALR-12: half an hour at most, and never into the future."""
    ago = an_alert(started_at=T0 - timedelta(days=3))
    ahead = an_alert(started_at=T0 + timedelta(hours=1))

    assert onset_of(ago, T0) == T0 - timedelta(minutes=30)
    assert onset_of(ahead, T0) == T0
