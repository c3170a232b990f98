"""What an alert, its workload and its nodes tell of where an incident belongs (ALR-12)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from domain.alerts.alerts import Alert, FaultClass
from domain.clusters.clusters import Node, Workload, WorkloadRef
from domain.incidents.groups.rules import Dependency, GroupFacts, GroupKey, Release, keys_of

MOST_ADDRESSES = 3
"""Addresses of one message that are looked at; the first ones of an error are its own."""

MOST_KEYS = 12

LONGEST_KEY = 300
"""Characters of what is shared; part of a workflow's id, which Temporal bounds at 1,000 bytes."""

OLDEST_ONSET = timedelta(minutes=30)
"""An alert that began before that is taken as if it began then: sources' clocks may be wrong."""

_DEPENDENCY_LABELS = ("dependency", "upstream", "peer_service", "target_service", "db_instance")
_INSTANCE_LABELS = ("app.kubernetes.io/instance", "argocd.argoproj.io/instance")
_VERSION_LABELS = ("app.kubernetes.io/version", "helm.sh/chart")

_FATAL_FAULTS = frozenset(
    {
        FaultClass.CRASH_LOOP,
        FaultClass.IMAGE_PULL,
        FaultClass.OUT_OF_MEMORY,
        FaultClass.CONFIGURATION,
    }
)
_FATAL_REASONS = frozenset(
    {
        "CrashLoopBackOff",
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "CreateContainerConfigError",
        "OOMKilled",
    }
)
_UNREACHED = re.compile(
    r"refused|timed? ?out|unreachable|no route|reset by peer|dial |no such host|cannot connect",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![\w.:-])((?:\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z][A-Za-z0-9.-]{1,200}):\d{2,5})(?!\d|:\d)"
)


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses that lines about failed connections name, in their order."""
    lines = (line for line in text.splitlines() if _UNREACHED.search(line))
    found = (each for line in lines for each in _ADDRESS.findall(line))
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def keys_from(
    alert: Alert,
    owner: WorkloadRef | None,
    workload: Workload | None,
    nodes: Sequence[Node],
    *,
    opened_at: datetime,
) -> tuple[GroupKey, ...]:
    """Return what an incident may share with others; what cannot be read shares nothing."""
    if owner is None:
        return ()
    region = alert.labels.get("region", "")
    facts = GroupFacts(
        incident="",
        cluster=owner.cluster,
        fault=alert.fault,
        onset=onset_of(alert, opened_at),
        namespace=owner.namespace,
        workload=workload_of(owner),
        named=tuple(Dependency(each, region) for each in addresses_in(alert.text)),
        labelled=_labelled(alert.labels, region),
        nodes=_sick_nodes(alert, workload, nodes),
        fatal=_is_fatal(alert, workload),
        releases=_releases(workload),
    )
    return tuple(each for each in keys_of(facts) if len(each.value) <= LONGEST_KEY)[:MOST_KEYS]


def onset_of(alert: Alert, opened_at: datetime) -> datetime:
    """Return since when it is bad, as far as its source can be believed."""
    return min(max(alert.started_at, opened_at - OLDEST_ONSET), opened_at)


def workload_of(owner: WorkloadRef | None) -> str:
    """Return a workload without its cluster, which every key has besides."""
    return f"{owner.namespace}/{owner.kind}/{owner.name}" if owner else ""


def _labelled(labels: Mapping[str, str], region: str) -> tuple[Dependency, ...]:
    return tuple(
        Dependency(labels[each], region) for each in _DEPENDENCY_LABELS if labels.get(each)
    )


def _sick_nodes(alert: Alert, workload: Workload | None, nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the sick nodes of its Pods that are not ready, and one that the alert names."""
    sick = {each.name for each in nodes if not each.ready or each.problems}
    pods = workload.pods if workload else ()
    seen = [each.node for each in pods if not each.ready]
    return tuple(sorted({*seen, alert.labels.get("node", "")} & sick))


def _is_fatal(alert: Alert, workload: Workload | None) -> bool:
    pods = workload.pods if workload else ()
    return alert.fault in _FATAL_FAULTS or any(each.reason in _FATAL_REASONS for each in pods)


def _releases(workload: Workload | None) -> tuple[Release, ...]:
    """Return the release that its newest template came with, where labels name one."""
    if workload is None or not workload.revisions:
        return ()
    name = _first(workload.labels, _INSTANCE_LABELS) or workload.application
    version = _first(workload.labels, _VERSION_LABELS)
    return (Release(name, version, workload.revisions[0].created_at),) if name and version else ()


def _first(labels: Mapping[str, str], names: Sequence[str]) -> str:
    return next((labels[each] for each in names if labels.get(each)), "")
