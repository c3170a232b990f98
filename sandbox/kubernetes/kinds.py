"""The kinds of objects the stand-in keeps, and the addresses they have."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    Attributes:
        group: API group; empty for the core.
        plural: its name in addresses.
        name: its `kind`.
        versions: the API versions it is served in, preferred first.
        namespaced: whether it lives in a namespace.
        short: names for `kubectl`.
        subresources: what can be addressed below one object.
        counts_generations: changes of its spec count up `metadata.generation`.
    """

    group: str
    plural: str
    name: str
    versions: tuple[str, ...] = ("v1",)
    namespaced: bool = True
    short: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    counts_generations: bool = False

    @property
    def full(self) -> str:
        """Its name with its group, as messages have it: `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def full_kind(self) -> str:
        """Its kind with its group, as messages have it: `Deployment.apps`."""
        return f"{self.name}.{self.group}" if self.group else self.name

    def api_version(self, version: str = "") -> str:
        """Return `apiVersion` of an object of this kind."""
        version = version or self.versions[0]
        return f"{self.group}/{version}" if self.group else version


NAMESPACE = Kind("", "namespaces", "Namespace", namespaced=False, short=("ns",))
NODE = Kind("", "nodes", "Node", namespaced=False, short=("no",), subresources=("status",))
POD = Kind("", "pods", "Pod", short=("po",), subresources=("status", "log", "eviction"))
SERVICE = Kind("", "services", "Service", short=("svc",))
ENDPOINTS = Kind("", "endpoints", "Endpoints", short=("ep",))
EVENT = Kind("", "events", "Event", short=("ev",))
CONFIG_MAP = Kind("", "configmaps", "ConfigMap", short=("cm",))
SECRET = Kind("", "secrets", "Secret")
SERVICE_ACCOUNT = Kind("", "serviceaccounts", "ServiceAccount", short=("sa",))
CLAIM = Kind("", "persistentvolumeclaims", "PersistentVolumeClaim", short=("pvc",))
"""It is kept, and nothing provides a volume for it."""
QUOTA = Kind("", "resourcequotas", "ResourceQuota", short=("quota",), subresources=("status",))
_SCALED = ("status", "scale")
DEPLOYMENT = Kind(
    "apps",
    "deployments",
    "Deployment",
    short=("deploy",),
    subresources=_SCALED,
    counts_generations=True,
)
REPLICA_SET = Kind(
    "apps",
    "replicasets",
    "ReplicaSet",
    short=("rs",),
    subresources=_SCALED,
    counts_generations=True,
)
STATEFUL_SET = Kind(
    "apps",
    "statefulsets",
    "StatefulSet",
    short=("sts",),
    subresources=_SCALED,
    counts_generations=True,
)
DAEMON_SET = Kind(
    "apps",
    "daemonsets",
    "DaemonSet",
    short=("ds",),
    subresources=("status",),
    counts_generations=True,
)
REVISION = Kind("apps", "controllerrevisions", "ControllerRevision")
HPA = Kind(
    "autoscaling",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    versions=("v2", "v1"),
    short=("hpa",),
    subresources=("status",),
)
PDB = Kind(
    "policy",
    "poddisruptionbudgets",
    "PodDisruptionBudget",
    versions=("v1", "v1beta1"),
    short=("pdb",),
    subresources=("status",),
    counts_generations=True,
)
NETWORK_POLICY = Kind(
    "networking.k8s.io",
    "networkpolicies",
    "NetworkPolicy",
    short=("netpol",),
    counts_generations=True,
)
INGRESS = Kind(
    "networking.k8s.io",
    "ingresses",
    "Ingress",
    short=("ing",),
    subresources=("status",),
    counts_generations=True,
)
CRON_JOB = Kind(
    "batch",
    "cronjobs",
    "CronJob",
    versions=("v1", "v1beta1"),
    short=("cj",),
    subresources=("status",),
    counts_generations=True,
)
"""It is kept, and never runs: nothing here makes jobs."""
ACCESS_REVIEW = Kind(
    "authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced=False
)

KINDS: tuple[Kind, ...] = (
    NAMESPACE,
    NODE,
    POD,
    SERVICE,
    ENDPOINTS,
    EVENT,
    CONFIG_MAP,
    SECRET,
    SERVICE_ACCOUNT,
    CLAIM,
    QUOTA,
    DEPLOYMENT,
    REPLICA_SET,
    STATEFUL_SET,
    DAEMON_SET,
    REVISION,
    HPA,
    PDB,
    NETWORK_POLICY,
    INGRESS,
    CRON_JOB,
    ACCESS_REVIEW,
)
WORKLOADS = (DEPLOYMENT, STATEFUL_SET, DAEMON_SET)
STORED = tuple(kind for kind in KINDS if kind is not ACCESS_REVIEW)


def groups() -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield each named group with its versions, preferred first."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        if kind.group and len(kind.versions) >= len(found.get(kind.group, ())):
            found[kind.group] = kind.versions
    yield from found.items()


def find_kind(group: str, version: str, plural: str) -> Kind | None:
    """Return the kind at an address, None if there is none."""
    for kind in KINDS:
        if (kind.group, kind.plural) == (group, plural) and version in kind.versions:
            return kind
    return None


def kind_of(api_version: str, name: str) -> Kind | None:
    """Return the kind of an object by what it says of itself, None if it is not known."""
    group, _, version = api_version.rpartition("/")
    for kind in KINDS:
        if (kind.group, kind.name) == (group, name) and version in kind.versions:
            return kind
    return None
