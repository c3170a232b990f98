"""What stands around a workload that is in trouble, as a cluster tells it: facts, no judgement.

Contents of Secrets and values of variables never get here: only that they changed, and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Facet(StrEnum):
    """What of a cluster is looked at, each by a question of its own."""

    PODS = "pods"
    ROLLOUTS = "rollouts"
    EVENTS = "events"
    LOG = "log"
    CONFIGS = "configs"
    NODES = "nodes"
    AUTOSCALER = "autoscaler"
    QUOTAS = "quotas"
    VOLUMES = "volumes"
    SERVICES = "services"
    NEIGHBOURS = "neighbours"


@dataclass(frozen=True, kw_only=True)
class SeenContainer:
    """A container of a pod.

    Attributes:
        waiting, told: why it does not run, and what the node says of it (foreign).
        exit_code, exit_reason, ended_at: of its newest end; None, empty when it never ended.
        memory: its limit as it is written, e.g. `512Mi`; empty without one.
    """

    name: str
    image: str
    waiting: str = ""
    told: str = ""
    restarts: int = 0
    exit_code: int | None = None
    exit_reason: str = ""
    ended_at: datetime | None = None
    memory: str = ""


@dataclass(frozen=True, kw_only=True)
class SeenPod:
    """A pod of the workload.

    Attributes:
        ready_since: when its readiness turned last; None when it is not told.
        reason, told: of its status, e.g. `Evicted`.
        unscheduled: why no node takes it (foreign); empty when one does.
        disrupted: reason of the condition DisruptionTarget, and since when.
        overloaded: what a condition says of its load (foreign); empty when none does.
    """

    name: str
    created_at: datetime
    ready: bool
    node: str = ""
    revision: str = ""
    ready_since: datetime | None = None
    reason: str = ""
    told: str = ""
    containers: tuple[SeenContainer, ...] = ()
    unscheduled: str = ""
    disrupted: str = ""
    disrupted_at: datetime | None = None
    overloaded: str = ""
    deleting: bool = False


@dataclass(frozen=True, kw_only=True)
class SeenRevision:
    """A template that the workload has run.

    Attributes:
        key: what its pods carry as their revision.
        at: when it was rolled out; None when nobody can say, as after a rollback.
        parts: what the template says, e.g. `image`, `memory limit`, `env LOG_LEVEL`; values of
            variables are digests.
        ours: it is our own repair that made it.
    """

    number: int
    key: str
    at: datetime | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class SeenConfig:
    """A ConfigMap or Secret that the template names.

    Attributes:
        exists: None when it may not be read.
        changed_at, manager: of its newest change, as its managed fields say.
        at_start: pods read it when they start; else it reaches running ones within minutes.
    """

    kind: str
    name: str
    exists: bool | None = None
    changed_at: datetime | None = None
    manager: str = ""
    at_start: bool = True


@dataclass(frozen=True, kw_only=True)
class SeenNode:
    """A node under pods of the workload.

    Attributes:
        ready_since: when its readiness turned last.
        told: what is said of its readiness (foreign).
        pressures: conditions such as `MemoryPressure` that hold, with when they began to.
        cordoned_at: since when it takes no pods; None when it does, or nobody can say.
    """

    name: str
    ready: bool
    ready_since: datetime | None = None
    told: str = ""
    pressures: tuple[tuple[str, datetime | None], ...] = ()
    cordoned: bool = False
    cordoned_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SeenAutoscaler:
    """The autoscaler that owns the count.

    Attributes:
        scaled_at: when it changed the count last.
        blind: what it says when it cannot read its numbers (foreign); empty when it can.
    """

    name: str
    minimum: int
    maximum: int
    current: int
    desired: int
    scaled_at: datetime | None = None
    blind: str = ""


@dataclass(frozen=True, kw_only=True)
class SeenQuota:
    """A limit of a namespace that is used up."""

    name: str
    resource: str
    used: str
    hard: str


@dataclass(frozen=True, kw_only=True)
class SeenClaim:
    """A volume claim that a pod needs and that is not bound."""

    name: str
    phase: str
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SeenService:
    """A service of the namespace.

    Attributes:
        ours: its selector is meant for the workload: equal, or all but one of its labels are.
        differs: what of its selector or port no pod has; empty when all fits.
        ready: ready endpoints; None when they cannot be read.
        changed_at: of its newest change.
    """

    name: str
    ours: bool
    ready: int | None
    differs: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SeenNeighbour:
    """Another workload of the namespace that is not whole."""

    name: str
    ready: int
    wanted: int
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SeenEvent:
    """What Kubernetes noted; `told` is foreign.

    Attributes:
        object: `Pod/checkout-x`.
        first_at, at: of its first and its newest time.
    """

    object: str
    type: str
    reason: str
    told: str
    first_at: datetime
    at: datetime
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """All that was seen at one moment; lists are bounded by whoever reads them.

    Attributes:
        name: of the workload.
        pods: unready first.
        revisions: newest first.
        events: about the workload, its pods, revisions, claims and nodes; newest first.
        log: lines of its worst pod, oldest first (foreign).
        unseen: what could not be read.
    """

    name: str
    kind: str
    at: datetime
    ready: int = 0
    wanted: int = 0
    pods: tuple[SeenPod, ...] = ()
    revisions: tuple[SeenRevision, ...] = ()
    events: tuple[SeenEvent, ...] = ()
    log: tuple[str, ...] = ()
    log_pod: str = ""
    configs: tuple[SeenConfig, ...] = ()
    nodes: tuple[SeenNode, ...] = ()
    autoscaler: SeenAutoscaler | None = None
    quotas: tuple[SeenQuota, ...] = ()
    claims: tuple[SeenClaim, ...] = ()
    services: tuple[SeenService, ...] = ()
    neighbours: tuple[SeenNeighbour, ...] = ()
    unseen: tuple[Facet, ...] = ()
