"""Kubernetes clusters: reading what runs, and the few writes that repairs make."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.clusters.changes import Performed, Step
from domain.clusters.clusters import (
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
from domain.clusters.details import (
    ConfigEntries,
    ConfigKind,
    DescribedKind,
    Description,
    Ingress,
    Measured,
    NamedWorkloads,
    NetworkService,
    ResourceUse,
)
from domain.clusters.edits import Looked, Manifest, ObjectEdit
from domain.clusters.surroundings import Surroundings


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
    """Reads; all methods raise errors of `domain/common/errors.py`.

    `NotFound` for an unknown cluster, `Forbidden` when the account's rights do not cover it,
    `Unavailable` when the cluster does not answer or answers nonsense, `TooManyRequests`.
    """

    async def clusters(self) -> list[Cluster]:
        """Return the account's clusters in the configured regions."""

    async def nodes(self, cluster: str) -> list[Node]:
        """Return its nodes, at most 1,000."""

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return its node pools."""

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

    async def workload(self, ref: WorkloadRef) -> Workload | None:
        """Return everything about one; None when it does not exist."""

    async def workload_health(self, ref: WorkloadRef) -> Workload | None:
        """Return one with its revisions and pods, and nothing of the limits around it.

        Half the questions of `workload`, so that a storm of alerts and the looks after writes do
        not use up what a cluster answers. Good for saying whether it is well; whether it may be
        written is for `workload` to say, since autoscaler, budgets, quotas and configurations are
        not read.
        """

    async def surroundings(self, ref: WorkloadRef, *, at: datetime) -> Surroundings | None:
        """Return what stands around a workload in trouble, as of `at`; None: no such workload.

        It is read in one go of a few seconds. What is refused or late is named in it, so that
        "nothing seen" is never told as "nothing there".
        """

    async def pods(
        self, cluster: str, *, namespace: str, workload: WorkloadRef | None = None, limit: int = 100
    ) -> list[Pod]:
        """Return pods of a namespace, or of one workload."""

    async def events(
        self, cluster: str, *, namespace: str, object_name: str = "", limit: int = 100
    ) -> list[ClusterEvent]:
        """Return events, newest first."""

    async def pod_log(
        self,
        cluster: str,
        *,
        namespace: str,
        pod: str,
        container: str = "",
        lines: int = 100,
        previous: bool = False,
    ) -> str:
        """Return the last lines of a pod, at most 64 KiB; untrusted text.

        Args:
            cluster: which one.
            namespace: of the pod.
            pod: its name.
            container: the first when empty.
            lines: at most.
            previous: of the container's run before this one, which says why it ended.
        """

    async def owner_of(self, named: ObjectRef) -> WorkloadRef | None:
        """Return the top owner of a pod, ReplicaSet, workload or container's pod.

        None when there is no such object or nothing that we can repair owns it.
        """

    async def config_content(
        self, ref: WorkloadRef, name: str
    ) -> tuple[str, dict[str, str]] | None:
        """Return (resourceVersion, data) of a ConfigMap of the target's namespace, or None."""


class ClusterWrites(Protocol):
    """Writes. Only `application/incidents/repairs/repairs.py` calls these, behind every guard."""

    async def preview(
        self, step: Step, *, key: str, content: dict[str, str] | None = None
    ) -> Performed:
        """Ask the server what `perform` would do (dry run); nothing is stored."""

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

    async def restore(self, restoring: "Restoring", *, key: str) -> Performed:
        """Put the fields of a checkpoint back, if nobody else has changed them since."""


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


class ClusterEdits(Protocol):
    """Edits that people make themselves. Only `application/cluster_edits/writes.py` performs any.

    Secret values go in, and into what `capture` returns; nothing else that comes out holds one.
    All methods raise errors of `domain/common/errors.py`, as `Clusters` does.
    """

    def read(self, text: str, *, namespace: str) -> tuple[Manifest, ...]:
        """Return the objects of a YAML text; `namespace` is for those that name none.

        Raises:
            InvalidRequest: it is too long, no YAML, or more than plain objects.
        """

    async def look(self, cluster: str, edit: ObjectEdit) -> Looked:
        """Ask the server what an edit would change (dry run); nothing is stored."""

    async def capture(self, cluster: str, edit: ObjectEdit) -> str:
        """Return what the edit would replace, as JSON text for the encrypted store.

        Raises:
            TooLarge: it is longer than 256 KiB.
        """

    async def perform(self, cluster: str, edit: ObjectEdit, *, key: str, seen: str) -> Performed:
        """Make an edit of what was `seen`, once per key, and never over other managers' fields.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; ask again with the same key.
        """


class RepairsInHand(Protocol):
    """Says what repairs hold now: edits take no lock, but keep away from what is locked."""

    async def holders(self, kind: str, resource: str) -> list[str]:
        """Return who holds a target's `lock`, or has places in a cluster's `budget`.

        Raises:
            Unavailable: nobody can say.
        """


class ClusterDetails(Protocol):
    """Reads that people make and no repair needs; raises what `Clusters` does."""

    async def services(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[NetworkService]:
        """Return Services by namespace and name; an empty namespace means all."""

    async def ingresses(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[Ingress]:
        """Return Ingresses by namespace and name; an empty namespace means all."""

    async def configs(
        self, cluster: str, *, namespace: str, kinds: Collection[ConfigKind], limit: int = 100
    ) -> ConfigEntries:
        """Return ConfigMaps and Secrets of a namespace by name and keys; no value is read.

        Raises:
            Forbidden: none of the kinds may be listed.
        """

    async def use(
        self, cluster: str, *, of: Measured, namespace: str = "", limit: int = 100
    ) -> list[ResourceUse]:
        """Return what nodes, or pods of a namespace, use now; the fullest first.

        Raises:
            Misconfigured: nothing in the cluster measures it.
        """

    async def describe(
        self, cluster: str, *, kind: DescribedKind, namespace: str, name: str
    ) -> Description | None:
        """Return one pod or workload with what explains its state; None when there is none."""

    async def named(self, cluster: str, wanted: str, *, limit: int = 20) -> NamedWorkloads:
        """Return workloads whose names hold a text, exact names first."""
