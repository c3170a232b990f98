"""Kubernetes clusters: reading what runs, and the few writes that repairs make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.changes import Performed, Step
from domain.clusters import (
    Cluster,
    ClusterEvent,
    Node,
    NodePool,
    ObjectRef,
    Pod,
    Workload,
    WorkloadKind,
    WorkloadRef,
)


@dataclass(frozen=True)
class WorkloadPage:
    """A part of a list; `next_after` is empty at its end, else what to ask with next."""

    workloads: tuple[Workload, ...]
    next_after: str = ""


@dataclass(frozen=True)
class ConfigContent:
    """A ConfigMap as it is now."""

    version: str
    digest: str
    data: dict[str, str]


class Clusters(Protocol):
    """Reads; all methods raise errors of `domain/errors.py`.

    `NotFound` for an unknown cluster, `Forbidden` when the account's rights do not cover it,
    `Unavailable` when the cluster does not answer or answers nonsense, `TooManyRequests`.
    """

    async def clusters(self) -> list[Cluster]:
        """Return the account's clusters in the configured regions."""
        ...

    async def nodes(self, cluster: str) -> list[Node]:
        """Return its nodes, at most 1,000."""
        ...

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return its node pools."""
        ...

    async def workloads(
        self,
        cluster: str,
        *,
        namespace: str = "",
        kind: WorkloadKind | None = None,
        application: str = "",
        after: str = "",
        limit: int = 50,
    ) -> WorkloadPage:
        """Return workloads without pods and revisions; an empty namespace means all."""
        ...

    async def workload(self, ref: WorkloadRef) -> Workload | None:
        """Return everything about one; None when it does not exist."""
        ...

    async def pods(
        self, cluster: str, *, namespace: str, workload: WorkloadRef | None = None, limit: int = 100
    ) -> list[Pod]:
        """Return pods of a namespace, or of one workload."""
        ...

    async def events(
        self, cluster: str, *, namespace: str, object_name: str = "", limit: int = 100
    ) -> list[ClusterEvent]:
        """Return events, newest first."""
        ...

    async def pod_log(
        self, cluster: str, *, namespace: str, pod: str, container: str = "", lines: int = 100
    ) -> str:
        """Return the last lines of a pod, at most 64 KiB; untrusted text."""
        ...

    async def owner_of(self, named: ObjectRef) -> WorkloadRef | None:
        """Return the top owner of a pod, ReplicaSet, workload or container's pod.

        None when there is no such object or nothing that we can repair owns it.
        """
        ...

    async def config_content(
        self, ref: WorkloadRef, name: str
    ) -> tuple[str, dict[str, str]] | None:
        """Return (resourceVersion, data) of a ConfigMap of the target's namespace, or None."""
        ...


class ClusterWrites(Protocol):
    """Writes. Only `application/repairs.py` calls these, behind every guard."""

    async def preview(
        self, step: Step, *, key: str, content: dict[str, str] | None = None
    ) -> Performed:
        """Ask the server what `perform` would do (dry run); nothing is stored."""
        ...

    async def perform(
        self, step: Step, *, key: str, content: dict[str, str] | None = None
    ) -> Performed:
        """Do it, exactly once per key: an object that carries `key` is left alone (`ALREADY`).

        Args:
            step: what to do.
            key: idempotency key, at most 63 of `[A-Za-z0-9._-]`; kept on the object.
            content: data to put back, for `restore_config`.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; ask again with the same key.
        """
        ...

    async def restore(self, restoring: "Restoring", *, key: str) -> Performed:
        """Put the fields of a checkpoint back, if nobody else has changed them since."""
        ...


@dataclass(frozen=True)
class Restoring:
    """What to put back (RBK-4).

    Attributes:
        kept: the checkpoint's content, as `capture` returned it.
        ours: template digest and replicas that our own action left behind: when the object has
            others, another writer was there, and nothing is put back (`CONFLICT`).
    """

    target: WorkloadRef
    kept: str
    ours_template: str
    ours_replicas: int
    at: datetime


class Checkpointing(Protocol):
    """Takes what is needed to put a target back."""

    async def capture(self, ref: WorkloadRef) -> str:
        """Return it as JSON text; `NotFound` when the target is gone.

        It may hold values that are secret: it goes to the encrypted store and nowhere else.
        """
        ...
