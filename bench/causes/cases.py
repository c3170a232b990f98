"""Faults that the stand-in of Kubernetes cannot play, as facts: one for each rule that is left.

They are written by whoever wrote the rules, so they show that rules and ranking fit together and
nothing of how often a cluster looks like that.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.clusters.surroundings import (
    SeenAutoscaler,
    SeenClaim,
    SeenConfig,
    SeenContainer,
    SeenEvent,
    SeenNode,
    SeenPod,
    SeenRevision,
    SeenService,
    Surroundings,
)

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
BROKE = NOW - timedelta(minutes=4)


def ago(minutes: float) -> datetime:
    """Return a moment before now."""
    return NOW - timedelta(minutes=minutes)


def event(reason: str, told: str, *, about: str = "Pod/checkout-a") -> SeenEvent:
    """Return a warning that began with the fault."""
    return SeenEvent(
        object=about, type="Warning", reason=reason, told=told, first_at=BROKE, at=ago(1), count=7
    )


def pod(
    name: str = "checkout-a", *, made: float = 300, ready: bool = False, **more: object
) -> SeenPod:
    """Return a pod that fails since the fault."""
    known = {"node": "node-1", "revision": "v1", "ready_since": BROKE}
    return SeenPod(name=name, created_at=ago(made), ready=ready, **(known | more))  # type: ignore[arg-type] # the fields of SeenPod


def waiting(reason: str, told: str = "", **more: object) -> SeenPod:
    """Return a pod whose container waits."""
    container = SeenContainer(name="checkout", image="checkout:1", waiting=reason, told=told)
    return pod(containers=(container,), **more)  # type: ignore[arg-type] # the parameters of pod


def running(**more: object) -> SeenPod:
    """Return a pod whose container runs and serves nothing."""
    return pod(containers=(SeenContainer(name="checkout", image="checkout:1"),), **more)  # type: ignore[arg-type] # the parameters of pod


def crashed(code: int = 1, **more: object) -> SeenPod:
    """Return a pod whose container ends again and again."""
    container = SeenContainer(
        name="checkout", image="checkout:1", waiting="CrashLoopBackOff", restarts=5,
        exit_code=code, exit_reason="Error", ended_at=ago(1),
    )  # fmt: skip
    return pod(containers=(container,), **more)  # type: ignore[arg-type] # the parameters of pod


OLD = SeenRevision(number=1, key="v1", at=ago(600), parts={"checkout image": "checkout:1"})
HARMLESS = SeenRevision(
    number=2, key="v1", at=ago(9), parts={"checkout image": "checkout:1", "env LOG_LEVEL": "#1"}
)


def around(**more: object) -> Surroundings:
    """Return a workload of three, of which nothing was rolled out."""
    known = {"ready": 1, "wanted": 3, "revisions": (OLD,)}
    return Surroundings(name="checkout", kind="Deployment", at=NOW, **(known | more))  # type: ignore[arg-type] # the fields of Surroundings


def with_decoy(seen: Surroundings) -> Surroundings:
    """Return it after a harmless rollout five minutes before the fault: all pods are new."""
    fresh = tuple(
        replace(each, created_at=ago(9)) if each.created_at < ago(9) else each for each in seen.pods
    )
    return replace(seen, revisions=(HARMLESS, *seen.revisions), pods=fresh)


CASES: dict[str, tuple[str, Callable[[], Surroundings]]] = {
    "missing-secret": (
        "config_missing",
        lambda: around(
            pods=(waiting("CreateContainerConfigError", 'secret "stock-db" not found', made=4),)
        ),
    ),
    "missing-mount": (
        "config_missing",
        lambda: around(
            pods=(waiting("ContainerCreating", made=4),),
            events=(event("FailedMount", 'MountVolume failed: configmap "web" not found'),),
        ),
    ),
    "evicted": (
        "node_pressure",
        lambda: around(
            pods=(pod(reason="Evicted", told="The node was low on resource: memory."),),
            nodes=(SeenNode(name="node-1", ready=True, pressures=(("MemoryPressure", ago(6)),)),),
        ),
    ),
    "no-room": (
        "no_room",
        lambda: around(
            pods=(pod(made=4, node="", unscheduled="0/4 nodes available: 4 Insufficient memory."),),
            events=(event("FailedScheduling", "0/4 nodes available: 4 Insufficient memory."),),
        ),
    ),
    "webhook-down": (
        "admission",
        lambda: around(
            events=(
                event("FailedCreate", 'failed calling webhook "inject.example": refused',
                      about="ReplicaSet/checkout-v1"),
            ),
        ),
    ),
    "drained": (
        "drained",
        lambda: around(
            pods=(pod(disrupted="EvictionByEvictionAPI", disrupted_at=BROKE, deleting=True),),
            nodes=(SeenNode(name="node-1", ready=True, cordoned=True, cordoned_at=ago(5)),),
        ),
    ),
    "volume-attach": (
        "volume",
        lambda: around(
            pods=(waiting("ContainerCreating", made=4),),
            events=(event("FailedAttachVolume", "Multi-Attach error for volume pvc-1"),),
            claims=(SeenClaim(name="data", phase="Pending", since=ago(10)),),
        ),
    ),
    "dns": (
        "dns",
        lambda: around(
            pods=(running(),), events=(event("Unhealthy", "Readiness probe failed"),),
            log=("ERROR lookup stock.shop.svc: no such host",) * 3, log_pod="checkout-a",
        ),
    ),
    "bank-gateway": (
        "dependency",
        lambda: around(
            ready=3, pods=(running(ready=True),),
            log=("ERROR dial tcp bank-gw:443: i/o timeout",) * 4, log_pod="checkout-a",
        ),
    ),
    "database-service-empty": (
        "dependency",
        lambda: around(
            pods=(crashed(),), services=(SeenService(name="mysql", ours=False, ready=0),),
            log=("FATAL dial tcp mysql:3306: connect: connection refused",), log_pod="checkout-a",
        ),
    ),
    "certificate": (
        "certificate",
        lambda: around(
            ready=3, pods=(running(ready=True),),
            log=("ERROR x509: certificate has expired or is not yet valid",), log_pod="checkout-a",
        ),
    ),
    "rotated-password": (
        "credential",
        lambda: around(
            pods=(running(),),
            configs=(SeenConfig(kind="Secret", name="db", exists=True, changed_at=ago(7)),),
            log=("ERROR password authentication failed for user shop",) * 2, log_pod="checkout-a",
        ),
    ),
    "probe-path": (
        "probe",
        lambda: around(
            pods=(running(),),
            events=(event("Unhealthy", "Readiness probe failed: HTTP statuscode: 404"),),
            log=("serving on :8080",), log_pod="checkout-a",
        ),
    ),
    "autoscaler-blind": (
        "autoscaler",
        lambda: around(
            ready=3, pods=(running(ready=True, overloaded="load is 2.0"),),
            autoscaler=SeenAutoscaler(
                name="checkout", minimum=2, maximum=9, current=3, desired=3,
                blind="unable to fetch metrics",
            ),
        ),
    ),
    "config-file": (
        "config_edit",
        lambda: around(
            pods=(crashed(),),
            configs=(
                SeenConfig(
                    kind="ConfigMap", name="web", exists=True, changed_at=ago(6), at_start=False
                ),
            ),
            log=("FATAL configuration: mode unknown",), log_pod="checkout-a",
        ),
    ),
}  # fmt: skip
"""Name → (what is behind it, what is seen)."""
