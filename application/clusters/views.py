"""Clusters and what runs in them as they are shown; what comes from inside is text of others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW, Table, columns, read_view
from application.common.wording import Localizer
from application.ports.clusters import WorkloadPage
from domain.clusters.clusters import Autoscaler, RolloutState, Workload, WorkloadRef
from domain.common.messages import message

CLUSTERS = ("head.id", "head.name", "head.region", "head.status", "head.version", "head.nodes")
NODES = ("head.name", "head.ready", "head.schedulable", "head.problems", "head.version")
NODE_POOLS = (
    *("head.id", "head.name", "head.status", "head.ready", "head.desired"),
    *("head.minimum", "head.maximum"),
)
WORKLOADS = ("head.ref", "head.rollout", "head.ready", "head.replicas", "head.images")
PODS = (
    *("head.name", "head.ready", "head.phase", "head.reason", "head.restarts", "head.last_exit"),
    *("head.node", "head.created_at"),
)
EVENTS = ("head.at", "head.type", "head.reason", "head.object", "head.count", "head.message")

_FACTS = (
    *(*WORKLOADS, "head.revision", "head.scaled_by"),
    *("head.managed_by", "head.application"),
)
_REVISIONS = ("head.revision", "head.created_at", "head.images", "head.pods")


@dataclass(frozen=True, kw_only=True)
class PodView:
    """One pod."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """Its name."""
    node: str
    """Where it runs."""
    phase: str
    """As Kubernetes calls it."""
    ready: bool
    """Whether it takes requests."""
    reason: str
    """Why it is not ready; empty when it is."""
    restarts: int
    """Of all its containers together."""
    last_exit: str
    """Why its newest ended container ended."""
    created_at: datetime
    """When it was made."""
    revision: str
    """Hash of its template."""
    deleting: bool
    """Whether it is being deleted."""


@dataclass(frozen=True, kw_only=True)
class RevisionView:
    """A version that a workload has run."""

    number: int
    name: str
    created_at: datetime
    images: tuple[str, ...]
    replicas: int

    @property
    def revision(self) -> int:
        """Its number."""
        return self.number

    @property
    def pods(self) -> int:
        """How many it has now."""
        return self.replicas


@dataclass(frozen=True, kw_only=True)
class WorkloadView:
    """A workload; without revisions and pods in lists."""

    __pydantic_config__: ClassVar = VIEW

    ref: WorkloadRef
    """Which one."""
    created_at: datetime
    """When it was made."""
    replicas: int
    """How many pods are wanted."""
    updated: int
    """Pods of the newest template."""
    ready: int
    """Pods that take requests."""
    available: int
    """Pods ready for long enough."""
    paused: bool
    """Whether its rollout is paused."""
    rollout: RolloutState
    """As kubectl would judge it."""
    images: tuple[str, ...]
    """Of its template."""
    labels: dict[str, str]
    """Its labels."""
    revision: int
    """The one in use; 0 when there is none."""
    revisions: tuple[RevisionView, ...]
    """Newest first."""
    pods: tuple[PodView, ...]
    """The unready ones first."""
    pods_left_out: int
    """How many more pods there are."""
    autoscaler: Autoscaler | None
    """Who owns the count."""
    disruptions_allowed: int | None
    """What its budget still allows; null: none."""
    pods_left_in_quota: int | None
    """Pods its quota still admits; null: none."""
    managed_by: str
    """Who would undo live changes; empty: nobody."""
    application: str
    """What it is part of; empty: nothing."""

    @property
    def scaled_by(self) -> str:
        """Who owns the count, with its bounds; empty for nobody."""
        scaler = self.autoscaler
        return f"{scaler.name}: {scaler.minimum}–{scaler.maximum}" if scaler else ""


@dataclass(frozen=True, kw_only=True)
class WorkloadsView:
    """Workloads; pass `next_after` as `after` to go on, empty at the end."""

    workloads: tuple[WorkloadView, ...]
    next_after: str


@dataclass(frozen=True, kw_only=True)
class PodLogView:
    """The last lines of a pod, written by other programs."""

    pod: str
    text: str


def workload_view(workload: Workload) -> WorkloadView:
    """Return a workload as it is shown."""
    return read_view(WorkloadView, workload)


def workloads_view(page: WorkloadPage) -> WorkloadsView:
    """Return a page of workloads as it is shown."""
    return read_view(WorkloadsView, page)


def workload_tables(workload: WorkloadView, reader: Localizer) -> Iterator[tuple[str, Table]]:
    """Yield what a workload is, its versions and its pods, each with its heading."""
    whole = columns([workload], _FACTS, reader)
    known = [pair for pair in zip(whole.labels, whole.rows[0], strict=True) if pair[1]]
    head = ("head.field", "head.value")
    yield "", Table(tuple(reader.text(message(each)) for each in head), tuple(known))
    versions = columns(workload.revisions, _REVISIONS, reader)
    yield reader.text(message("cluster_tool.versions")), versions
    left = message(
        "cluster_tool.workload_pods", count=len(workload.pods), left=workload.pods_left_out
    )
    yield reader.text(left), columns(workload.pods, PODS, reader)
