"""One pod or workload with what explains its state, as `kubectl describe` tells it.

Environments and arguments of commands are left out: programs get secrets by them.
"""

from collections.abc import Iterator

from domain.clusters.clusters import ClusterEvent, WorkloadKind
from domain.clusters.details import Condition, ContainerDetail, DescribedKind, Description, Probe
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    Json,
    each,
    inside,
    mapping,
    moment,
    number,
    text,
    texts,
)
from integrations.kubernetes.workloads.workloads import wanted_replicas

MOST_WORDS = 300
"""Length of the message of a condition."""

_PROBES = ("startup", "liveness", "readiness")
_READY = {WorkloadKind.DAEMON_SET: "numberReady"}


def described(
    kind: DescribedKind, found: Json, events: list[ClusterEvent], *, events_known: bool
) -> Description:
    """Return a pod or a workload."""
    is_pod = kind is DescribedKind.POD
    spec = mapping(found, "spec") if is_pod else mapping(found, "spec", "template", "spec")
    status = mapping(found, "status")
    workload = None if is_pod else WorkloadKind(kind.value)
    return Description(
        kind=kind,
        namespace=text(found, "metadata", "namespace"),
        name=text(found, "metadata", "name"),
        created_at=moment(found, "metadata", "creationTimestamp") or LONG_AGO,
        node=text(spec, "nodeName") if is_pod else "",
        phase=text(status, "phase") if is_pod else "",
        service_class=text(status, "qosClass") if is_pod else "",
        replicas=wanted_replicas(workload, found) if workload else None,
        ready=number(status, _READY.get(workload, "readyReplicas")) if workload else None,
        conditions=tuple(_condition(one) for one in each(status, "conditions")),
        containers=tuple(_containers(spec, status if is_pod else None)),
        events=tuple(events),
        events_known=events_known,
    )


def _condition(found: Json) -> Condition:
    return Condition(
        type=text(found, "type"),
        status=text(found, "status"),
        reason=text(found, "reason"),
        message=text(found, "message")[:MOST_WORDS],
        since=moment(found, "lastTransitionTime"),
    )


def _containers(spec: Json, status: Json | None) -> Iterator[ContainerDetail]:
    """Yield the containers; without a status they are those of a template."""
    for listed, statuses, initial in (
        ("initContainers", "initContainerStatuses", True),
        ("containers", "containerStatuses", False),
    ):
        now = {text(one, "name"): one for one in each(status, statuses)}
        for one in each(spec, listed):
            known = now.get(text(one, "name"), {})
            before = mapping(known, "lastState", "terminated")
            yield ContainerDetail(
                name=text(one, "name"),
                image=text(one, "image"),
                initial=initial,
                state=_state(mapping(known, "state")),
                last_state=_ended(before) if before else "",
                ended_at=moment(before, "finishedAt"),
                restarts=None if status is None else number(known, "restartCount"),
                requests=_resources(one, "requests"),
                limits=_resources(one, "limits"),
                probes=tuple(_probes(one)),
            )


def _state(found: Json) -> str:
    if "running" in found:
        return "running"
    if "waiting" in found:
        return f"waiting: {text(found, 'waiting', 'reason') or 'unknown'}"
    ended = mapping(found, "terminated")
    return f"terminated: {_ended(ended)}" if ended else ""


def _ended(found: Json) -> str:
    return f"{text(found, 'reason') or 'Ended'} ({number(found, 'exitCode')})"


def _resources(container: Json, name: str) -> tuple[str, ...]:
    said = texts(container, "resources", name)
    return tuple(f"{key}={value}" for key, value in sorted(said.items()))


def _probes(container: Json) -> Iterator[Probe]:
    """Yield the probes; what is left out has the API's defaults."""
    for kind in _PROBES:
        found = mapping(container, f"{kind}Probe")
        if found:
            yield Probe(
                kind=kind,
                check=_check(found),
                delay=number(found, "initialDelaySeconds"),
                period=number(found, "periodSeconds", default=10),
                timeout=number(found, "timeoutSeconds", default=1),
                failures=number(found, "failureThreshold", default=3),
            )


def _check(found: Json) -> str:
    if "httpGet" in found:
        scheme = text(found, "httpGet", "scheme") or "HTTP"
        path = (text(found, "httpGet", "path") or "/").partition("?")[0]
        return f"{scheme.lower()} :{inside(found, 'httpGet', 'port')}{path}"
    if "tcpSocket" in found:
        return f"tcp :{inside(found, 'tcpSocket', 'port')}"
    if "grpc" in found:
        return f"grpc :{inside(found, 'grpc', 'port')}"
    program = inside(found, "exec", "command", 0)
    return f"exec {program}" if isinstance(program, str) else ""


def newest(events: list[ClusterEvent], most: int) -> list[ClusterEvent]:
    """Return the newest events, newest first."""
    return sorted(events, key=lambda event: event.at, reverse=True)[:most]
