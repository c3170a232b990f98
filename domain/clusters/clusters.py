"""Kubernetes clusters and what runs in them, in our words and as far as repairs need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.clusters.managers import Manager


class WorkloadKind(StrEnum):
    """Kinds that repairs can act on; the values are Kubernetes' own."""

    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"


@dataclass(frozen=True)
class WorkloadRef:
    """Names one workload.

    Attributes:
        cluster: id as the cloud gives it, e.g. `cls-3f1k2m9q`.
    """

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str

    def __str__(self) -> str:
        return f"{self.cluster}/{self.namespace}/{self.kind}/{self.name}"


@dataclass(frozen=True)
class ObjectRef:
    """Names something in a cluster as an alert does: a pod, a node, a workload; may not exist."""

    cluster: str
    namespace: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.cluster}/{self.namespace}/{self.kind}/{self.name}"


class RolloutState(StrEnum):
    """How `kubectl rollout status` would judge a workload."""

    DONE = "done"
    PROGRESSING = "progressing"
    FAILED = "failed"  # its progress deadline is exceeded
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True)
class Pod:
    """One pod of a workload.

    Attributes:
        reason: why it is not ready, in Kubernetes' words: `ImagePullBackOff`; empty when ready.
        restarts: of all its containers together.
        last_exit: reason of the newest ended container, e.g. `OOMKilled`; empty when none ended.
        revision: pod-template-hash or controller-revision-hash.
        image_ids: what really runs, with digests where the node says them.
    """

    name: str
    uid: str
    node: str
    phase: str
    ready: bool
    reason: str
    restarts: int
    last_exit: str
    created_at: datetime
    revision: str
    image_ids: tuple[str, ...] = ()
    deleting: bool = False


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A template that a workload has run: a ReplicaSet or a ControllerRevision.

    Attributes:
        uid: names it for good; numbers change when a revision is used again.
        template_digest: of the pod template without what the controller adds.
        replicas: pods that it has now; 0 for StatefulSets and DaemonSets.
    """

    number: int
    uid: str
    name: str
    created_at: datetime
    images: tuple[str, ...]
    template_digest: str
    replicas: int = 0


@dataclass(frozen=True)
class Autoscaler:
    """A HorizontalPodAutoscaler that owns the count of a workload."""

    name: str
    minimum: int
    maximum: int


@dataclass(frozen=True)
class ConfigRef:
    """A ConfigMap or Secret that a pod template names; its content stays where it is.

    Attributes:
        kind: `ConfigMap` or `Secret`.
        version: its resourceVersion; empty when it does not exist or may not be read.
        digest: SHA-256 of a ConfigMap's content; empty for Secrets.
    """

    kind: str
    name: str
    version: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Writer:
    """Who wrote to a workload, as its managed fields say."""

    manager: str
    operation: str
    at: datetime | None
    subresource: str = ""


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A workload as it stands: what guards, preconditions, checkpoints and verdicts look at.

    Attributes:
        replicas: how many are wanted; for DaemonSets how many nodes want one.
        updated, available: as its status counts them.
        template_digest: of the pod template it should run, without `restartedAt` or our own marks.
        progress_reason: of the Progressing condition; `progress_at` its last update.
        revision: number of the revision in use; 0 when there is none yet.
        revisions: newest first, the one in use included; at most 20.
        pods: at most 200, the unready ones first; `pods_left_out` counts the others.
        disruptions_allowed: what its PodDisruptionBudget still allows; None without a budget.
        pods_left_in_quota: how many more pods a ResourceQuota admits; None without one.
        managed_by: who would undo live changes: `argocd`, `flux`, or kind and name of the object
            whose controller owns it; else empty.
        manager: the object by which they do; None when nobody does.
        application: value of `app.kubernetes.io/part-of`; empty when it belongs to none.
        action_key: key of our newest action on it; empty when we never acted.
        writers: newest first, at most 20.
    """

    ref: WorkloadRef
    uid: str
    resource_version: str
    generation: int
    observed_generation: int
    created_at: datetime
    replicas: int
    updated: int
    ready: int
    available: int
    paused: bool
    rollout: RolloutState
    images: tuple[str, ...]
    template_digest: str
    selector: dict[str, str]
    labels: dict[str, str]
    revision: int = 0
    revisions: tuple[Revision, ...] = ()
    pods: tuple[Pod, ...] = ()
    pods_left_out: int = 0
    progress_reason: str = ""
    progress_at: datetime | None = None
    progress_deadline_seconds: int = 600
    autoscaler: Autoscaler | None = None
    disruptions_allowed: int | None = None
    pods_left_in_quota: int | None = None
    configs: tuple[ConfigRef, ...] = ()
    managed_by: str = ""
    application: str = ""
    action_key: str = ""
    writers: tuple[Writer, ...] = ()
    manager: Manager | None = None

    @property
    def restarts(self) -> int:
        """Restarts of all pods that are known."""
        return sum(pod.restarts for pod in self.pods)


@dataclass(frozen=True)
class Cluster:
    """A cluster of the account."""

    id: str
    name: str
    region: str
    status: str
    version: str
    nodes: int


@dataclass(frozen=True)
class Node:
    """A machine of a cluster.

    Attributes:
        problems: conditions that are wrong, e.g. `MemoryPressure`; `NotReady` among them.
        capacity: e.g. `{"cpu": "8", "memory": "32Gi"}`.
    """

    name: str
    ready: bool
    schedulable: bool
    problems: tuple[str, ...] = ()
    capacity: dict[str, str] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """A group of equal nodes; `labels` are those that its nodes get."""

    id: str
    name: str
    status: str
    desired: int
    minimum: int
    maximum: int
    ready: int
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClusterEvent:
    """What Kubernetes noted about an object; `message` is untrusted text."""

    at: datetime
    type: str
    reason: str
    object: str
    message: str
    count: int = 1
