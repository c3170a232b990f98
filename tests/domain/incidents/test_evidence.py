"""What is kept of a workload for whoever is woken about it (ALR-9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.clusters.clusters import (
    ClusterEvent,
    Pod,
    Revision,
    RolloutState,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.incidents.evidence import MOST_LINES, evidence_of, newest_rollout, telling_lines

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SHOP = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "checkout")


def a_pod(name, *, ready=True, restarts=0, **more) -> Pod:
    made = {"uid": name, "node": "n", "phase": "Running", "reason": "", "last_exit": ""}
    made |= {"created_at": NOW, "revision": "", **more}
    return Pod(name=name, ready=ready, restarts=restarts, **made)


def a_revision(number, minutes_ago, image="checkout:1") -> Revision:
    return Revision(
        number=number,
        uid=f"r{number}",
        name=f"r{number}",
        created_at=NOW - timedelta(minutes=minutes_ago),
        images=(f"registry.example.cn/shop/{image}",),
        template_digest=image,
    )


def a_workload(*, pods=(), revisions=()) -> Workload:
    return Workload(
        ref=SHOP, uid="u", resource_version="1", generation=1, observed_generation=1,
        created_at=NOW, replicas=3, updated=3, ready=1, available=1, paused=False,
        rollout=RolloutState.PROGRESSING, images=(), template_digest="", selector={}, labels={},
        pods=pods, revisions=revisions,
    )  # fmt: skip


def test_the_worst_pod_its_newest_warning_and_its_telling_lines_are_kept():
    """ALR-9."""
    bad = a_pod("b", ready=False, restarts=7, reason="CrashLoopBackOff", last_exit="OOMKilled")
    workload = a_workload(pods=(a_pod("a", restarts=9), bad))
    events = [
        ClusterEvent(NOW, "Normal", "Pulled", "Pod/b", "fine"),
        ClusterEvent(NOW, "Warning", "BackOff", "Pod/b", "restarting failed container"),
        ClusterEvent(NOW, "Warning", "Unhealthy", "Pod/b", "older"),
    ]
    seen = evidence_of(workload, events, "starting\nFATAL no key\nbye\n", at=NOW)
    assert (seen.pod, seen.reason, seen.last_exit) == ("b", "CrashLoopBackOff", "OOMKilled")
    assert (seen.ready, seen.wanted, seen.restarts) == (1, 3, 16)
    assert seen.event == "BackOff: restarting failed container"
    assert seen.log == ("FATAL no key",)


def test_a_workload_without_pods_or_events_says_only_what_is_known():
    """ALR-9."""
    seen = evidence_of(a_workload(), [], "", at=NOW)
    assert (seen.pod, seen.reason, seen.event, seen.log, seen.rollout) == ("", "", "", (), None)


def test_five_lines_at_most_once_each_and_without_secrets():
    """ALR-9, CLD-4."""
    lines = [f"ERROR {kind} failed" for kind in "abcdefgh"]
    assert telling_lines("\n".join(lines)) == tuple(lines[-MOST_LINES:])
    repeated = "\n".join(f"ERROR charge {number} failed" for number in range(100, 150))
    assert telling_lines(repeated) == ("ERROR charge 149 failed",)
    (line,) = telling_lines("ERROR Authorization: Bearer abcdefghij1234567890")
    assert "abcdefghij" not in line
    assert telling_lines("one\ntwo\n\nthree") == ("one", "two", "three")


def test_the_newest_rollout_is_the_highest_number_of_the_last_two_hours():
    """ALR-9: a rollback reuses a former revision, whose creation says nothing."""
    old, new = a_revision(41, 300, "checkout:1.7.1"), a_revision(42, 3, "checkout:1.7.2")
    found = newest_rollout(a_workload(revisions=(new, old)), NOW)
    assert found is not None
    assert (found.number, found.before, found.image) == (42, "checkout:1.7.1", "checkout:1.7.2")
    rolled_back = replace(old, number=43)
    assert newest_rollout(a_workload(revisions=(rolled_back, new)), NOW) is None
    assert newest_rollout(a_workload(revisions=(a_revision(42, 121), old)), NOW) is None
    assert newest_rollout(a_workload(revisions=(new,)), NOW) is None
