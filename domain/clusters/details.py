"""What people look up in a cluster beside workloads: routes, configuration, use, one object."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clusters.clusters import ClusterEvent, Workload
from domain.common.messages import Message


@dataclass(frozen=True, kw_only=True)
class NetworkService:
    """A Kubernetes Service.

    Attributes:
        addresses: from outside: of its load balancer, or the name that it stands for.
        ports: each as `name 80→8080/TCP`, with `:30080` behind 80 where nodes listen, too.
        selector: each as `app=web`; empty when no pods are chosen by labels.
    """

    namespace: str
    name: str
    type: str
    cluster_ip: str
    addresses: tuple[str, ...]
    ports: tuple[str, ...]
    selector: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ingress:
    """A Kubernetes Ingress.

    Attributes:
        controller: name of its class; empty: the cluster's default.
        addresses: where its controller answers; empty: it has not taken it on.
        rules: each as `shop.example.com/pay → pay:80`; `*` stands for every host.
        tls_hosts: hosts with a certificate.
    """

    namespace: str
    name: str
    controller: str
    addresses: tuple[str, ...]
    rules: tuple[str, ...]
    tls_hosts: tuple[str, ...]
    created_at: datetime


class ConfigKind(StrEnum):
    """What holds configuration; the values are Kubernetes' own."""

    CONFIG_MAP = "ConfigMap"
    SECRET = "Secret"  # noqa: S105 - a kind, no secret


@dataclass(frozen=True, kw_only=True)
class ConfigEntry:
    """A ConfigMap or Secret by name and keys; values are never read.

    Attributes:
        keys: in order; as the managed fields of the object have them.
        keys_known: False when its managed fields were taken off, so that nobody can say.
        changed_at: when its keys were last written; None when nobody says.
    """

    kind: ConfigKind
    namespace: str
    name: str
    keys: tuple[str, ...]
    keys_known: bool
    created_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True)
class ConfigEntries:
    """ConfigMaps and Secrets of a namespace.

    Attributes:
        refused: kinds that the account may not list: there may be some.
        truncated: there are more.
    """

    entries: tuple[ConfigEntry, ...]
    refused: tuple[ConfigKind, ...] = ()
    truncated: bool = False


class Measured(StrEnum):
    """Whose use is asked for."""

    NODES = "nodes"
    PODS = "pods"


@dataclass(frozen=True, kw_only=True)
class ResourceUse:
    """What a node or a pod uses now.

    Attributes:
        namespace: empty for nodes.
        cpu_millicores, memory_mebibytes: None when it is not measured, as right after a start.
        cpu_percent, memory_percent: of what a node can give, or of a pod's limits; None when it
            is not measured, or a container has no limit.
        at: end of the time over which it was measured.
    """

    namespace: str
    name: str
    cpu_millicores: int | None
    memory_mebibytes: int | None
    cpu_percent: int | None
    memory_percent: int | None
    at: datetime | None


class DescribedKind(StrEnum):
    """Kinds that can be described; the values are Kubernetes' own."""

    POD = "Pod"
    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition of an object; `message` is untrusted text."""

    type: str
    status: str
    reason: str
    message: str
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How a kubelet finds out whether a container is well.

    Attributes:
        kind: `startup`, `liveness` or `readiness`.
        check: as `http :8080/health`, `tcp :6379`, `grpc :9000` or `exec sh`; no arguments, which
            may hold secrets.
        delay, period, timeout: seconds.
        failures: in a row, until it counts.
    """

    kind: str
    check: str
    delay: int
    period: int
    timeout: int
    failures: int


@dataclass(frozen=True, kw_only=True)
class ContainerDetail:
    """A container of a pod or of a pod template; its environment is not told.

    Attributes:
        initial: runs before the others.
        state: `running`, `waiting: ImagePullBackOff`, `terminated: OOMKilled (137)`; empty in a
            template.
        last_state: how its run before ended; empty when it ran only once, and in a template.
        ended_at: when that was.
        restarts: None in a template.
        requests, limits: each as `cpu=100m`.
    """

    name: str
    image: str
    initial: bool
    state: str
    last_state: str
    ended_at: datetime | None
    restarts: int | None
    requests: tuple[str, ...]
    limits: tuple[str, ...]
    probes: tuple[Probe, ...]


@dataclass(frozen=True, kw_only=True)
class Description:
    """One pod or workload with what explains its state.

    Attributes:
        node, phase, service_class: of a pod; empty for workloads.
        replicas, ready: how many pods are wanted and take requests; None for pods.
        events: about it, newest first, at most 20.
        events_known: False when they may not be read.
    """

    kind: DescribedKind
    namespace: str
    name: str
    created_at: datetime
    node: str
    phase: str
    service_class: str
    replicas: int | None
    ready: int | None
    conditions: tuple[Condition, ...]
    containers: tuple[ContainerDetail, ...]
    events: tuple[ClusterEvent, ...]
    events_known: bool


@dataclass(frozen=True)
class NamedWorkloads:
    """Workloads of one cluster whose names hold a text.

    Attributes:
        whole: False when there are more, or some were not looked at.
    """

    workloads: tuple[Workload, ...]
    whole: bool = True


@dataclass(frozen=True)
class UnreadCluster:
    """A cluster in which there may be more."""

    cluster: str
    why: Message


@dataclass(frozen=True)
class FoundWorkloads:
    """Workloads of all clusters whose names hold a text, exact names first."""

    workloads: tuple[Workload, ...]
    unread: tuple[UnreadCluster, ...]
    clusters: int
