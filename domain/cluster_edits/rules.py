"""What an edit may be about, whatever any policy says: kinds, places, sizes (CLD-2, SEC-4).

Rights, roles and definitions of kinds decide who may do what in a cluster, and a pod that reaches
its machine decides it too: none of them is for a tool that an agent can hold.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.clusters.clusters import NodePool
from domain.clusters.edits import ConfigPatch, Manifest, NewPool, PoolSize
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, Message, message

KINDS = {
    "Deployment": ("apps/v1",),
    "StatefulSet": ("apps/v1",),
    "DaemonSet": ("apps/v1",),
    "ConfigMap": ("v1",),
    "Service": ("v1",),
    "Ingress": ("networking.k8s.io/v1",),
    "HorizontalPodAutoscaler": ("autoscaling/v2", "autoscaling/v1"),
    "PodDisruptionBudget": ("policy/v1", "policy/v1beta1"),
    "CronJob": ("batch/v1", "batch/v1beta1"),
}
"""Kinds that may be applied, and in which versions."""

WITH_PODS = ("Deployment", "StatefulSet", "DaemonSet", "CronJob")

LONGEST_TEXT = 128 * 1024
"""Bytes of manifests at a time; etcd takes 1.5 MB of one object, a person reads less."""

MOST_OBJECTS = 20
MOST_KEYS = 50
LONGEST_VALUES = 256 * 1024
"""Bytes of values at a time; a ConfigMap or Secret holds 1 MiB in all."""

SYSTEM = re.compile(r"kube-.*|default-http-backend|.*-system|zhiban")
"""Namespaces of a cluster's own parts, and our own."""

_CLUSTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_POOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
_POOL_NAME = re.compile(r"[\w.-]{1,25}")
"""As the cloud's console takes it: letters of any script, digits, hyphens, dots, underscores."""

_MACHINE = re.compile(r"[A-Za-z0-9]{1,16}\.[A-Za-z0-9]{1,24}")
_NETWORK_ID = re.compile(r"(subnet|sg)-[a-z0-9]{8}")
_LABEL = re.compile(r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}\w)?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")
MOST_NODES = 1_000
MOST_NETWORKS = 5
"""Subnets, and security groups, of one pool; a launch configuration takes five groups."""

MOST_LABELS = 20
DISK_GIB = (50, 1_024)
"""Bounds of a system disk: the cloud's least, and its most for a machine (CVM SystemDisk)."""

_METADATA = frozenset({"name", "namespace", "labels", "annotations"})
_OURS = "zhiban.io/"
_HOST = ("hostNetwork", "hostPID", "hostIPC")
_SERVICE_ACCOUNTS = ("serviceAccountName", "serviceAccount")
_SNIPPETS = ("-snippet", "-snippets")
"""End the names of annotations whose values ingress controllers take over as configuration: with
them a manifest of one namespace has read the Secrets of all."""


def check_manifests(manifests: Sequence[Manifest]) -> tuple[Manifest, ...]:
    """Return them, or raise `InvalidRequest` that names the object and the rule."""
    if not 0 < len(manifests) <= MOST_OBJECTS:
        raise InvalidRequest("manifest", message("edit_rule.objects_between", most=MOST_OBJECTS))
    seen: set[tuple[str, str, str]] = set()
    for each in manifests:
        which = (each.kind, each.namespace, each.name)
        kind, name = Called(each.kind), Called(each.name)
        if which in seen:
            raise InvalidRequest("manifest", message("edit_rule.twice", kind=kind, name=name))
        seen.add(which)
        for rule in _broken(each):
            said = message("edit_rule.of_object", rule=rule, kind=kind, name=name)
            raise InvalidRequest("manifest", said)
    return tuple(manifests)


def check_cluster(cluster: str) -> str:
    """Return the id of a cluster, or raise `InvalidRequest`."""
    if not _CLUSTER.fullmatch(cluster):
        raise InvalidRequest(
            "cluster", message("edit_rule.cluster", example=Called("cls-3f1k2m9q"))
        )
    return cluster


def check_name(field: str, name: str) -> str:
    """Return a name as Kubernetes has them, or raise `InvalidRequest`."""
    if not _NAME.fullmatch(name):
        raise InvalidRequest(field, message("edit_rule.name", example=Called("checkout-api")))
    return name


def check_pool(pool: str) -> str:
    """Return the id of a node pool, or raise `InvalidRequest`."""
    if not _POOL.fullmatch(pool):
        raise InvalidRequest("pool", message("edit_rule.pool", example=Called("np-1a2b3c4d")))
    return pool


def check_place(namespace: str) -> str:
    """Return a namespace that may be edited.

    Raises:
        InvalidRequest: it belongs to the cluster itself, or is no name.
    """
    check_name("namespace", namespace)
    if SYSTEM.fullmatch(namespace):
        raise InvalidRequest("namespace", message("edit_rule.own_namespace"))
    return namespace


def config_patch(
    kind: str, namespace: str, name: str, *, values: Mapping[str, str], remove: Sequence[str]
) -> ConfigPatch:
    """Return a change of keys, or raise `InvalidRequest`; values are never repeated in it."""
    if kind not in ("ConfigMap", "Secret"):
        raise InvalidRequest("kind", message("edit_rule.config_kind"))
    if not 0 < len(values) + len(remove) <= MOST_KEYS:
        raise InvalidRequest("values", message("edit_rule.key_count", most=MOST_KEYS))
    if set(values) & set(remove):
        raise InvalidRequest("remove", message("edit_rule.set_and_removed"))
    for key in (*values, *remove):
        if not _CONFIG_KEY.fullmatch(key):
            raise InvalidRequest("values", message("edit_rule.key_name"))
    if sum(len(each.encode()) for each in values.values()) > LONGEST_VALUES:
        raise InvalidRequest("values", message("edit_rule.bytes_together", most=LONGEST_VALUES))
    encoded = {key: b64encode(value.encode()).decode() for key, value in values.items()}
    return ConfigPatch(
        kind,
        check_place(namespace),
        check_name("name", name),
        encoded,
        tuple(dict.fromkeys(remove)),
    )


def check_size(pool: NodePool, nodes: int) -> PoolSize:
    """Return a size within the pool's own bounds, or raise `InvalidRequest`."""
    if not pool.minimum <= nodes <= pool.maximum:
        rule = message("edit_rule.pool_size", least=pool.minimum, most=pool.maximum)
        raise InvalidRequest("nodes", rule)
    return PoolSize(pool.id, nodes)


def new_pool(pool: NewPool) -> NewPool:
    """Return a node pool that can be made, or raise `InvalidRequest`."""
    if not _POOL_NAME.fullmatch(pool.name):
        raise InvalidRequest("name", message("edit_rule.pool_name", most=25))
    if not _MACHINE.fullmatch(pool.instance_type):
        example = Called("S5.MEDIUM4")
        raise InvalidRequest("instance_type", message("edit_rule.machine", example=example))
    _check_networks("subnets", pool.subnets, "subnet-", least=1)
    _check_networks("security_groups", pool.security_groups, "sg-", least=0)
    if not 0 <= pool.minimum <= pool.maximum <= MOST_NODES or pool.maximum < 1:
        raise InvalidRequest("maximum", message("edit_rule.pool_bounds", most=MOST_NODES))
    if not pool.minimum <= pool.nodes <= pool.maximum:
        rule = message("edit_rule.pool_size", least=pool.minimum, most=pool.maximum)
        raise InvalidRequest("nodes", rule)
    least, most = DISK_GIB
    if not least <= pool.disk_gib <= most:
        raise InvalidRequest("disk_gib", message("rule.between", least=least, most=most))
    if len(pool.labels) > MOST_LABELS or any(
        not _LABEL.fullmatch(key) or not _LABEL_VALUE.fullmatch(value)
        for key, value in pool.labels.items()
    ):
        raise InvalidRequest("labels", message("edit_rule.labels", most=MOST_LABELS))
    if any(key.startswith(_OURS) for key in pool.labels):
        part, prefix = Called("labels"), Called(_OURS)
        raise InvalidRequest("labels", message("edit_rule.our_marks", part=part, prefix=prefix))
    return pool


def _check_networks(field: str, found: Sequence[str], prefix: str, *, least: int) -> None:
    good = all(each.startswith(prefix) and _NETWORK_ID.fullmatch(each) for each in found)
    if not good or not least <= len(found) <= MOST_NETWORKS or len(set(found)) < len(found):
        example = Called(f"{prefix}1a2b3c4d")
        rule = message("edit_rule.networks", least=least, most=MOST_NETWORKS, example=example)
        raise InvalidRequest(field, rule)


def _broken(manifest: Manifest) -> Iterator[Message]:
    yield from _broken_kind(manifest)
    if not (_NAME.fullmatch(manifest.name) and _NAME.fullmatch(manifest.namespace)):
        yield message("edit_rule.names")
    if SYSTEM.fullmatch(manifest.namespace):
        yield message("edit_rule.in_own_namespace")
    yield from _broken_metadata(manifest)
    if "status" in manifest.content:
        yield message("edit_rule.status")
    if manifest.kind in WITH_PODS:
        yield from _broken_pods(_inside(_template(manifest), "spec"))
    if manifest.kind == "Service" and _inside(manifest.content, "spec", "externalIPs"):
        yield message("edit_rule.external_ips")


def _broken_kind(manifest: Manifest) -> Iterator[Message]:
    versions = KINDS.get(manifest.kind)
    if manifest.kind == "Secret":
        yield message("edit_rule.secrets")
    elif versions is None:
        yield message("edit_rule.kinds", kinds=Alternatives(tuple(map(Called, KINDS))))
    elif manifest.api_version not in versions:
        yield message("edit_rule.version", versions=Alternatives(tuple(map(Called, versions))))


def _broken_metadata(manifest: Manifest) -> Iterator[Message]:
    metadata = manifest.content.get("metadata")
    names = set(metadata) if isinstance(metadata, Mapping) else set()
    if names - _METADATA:
        field = Called(f"metadata.{min(names - _METADATA)}")
        yield message("edit_rule.metadata", field=field)
    for said in (metadata, _inside(_template(manifest), "metadata")):
        for part in ("labels", "annotations"):
            noted = _inside(said, part)
            if isinstance(noted, Mapping) and any(str(name).startswith(_OURS) for name in noted):
                yield message("edit_rule.our_marks", part=Called(part), prefix=Called(_OURS))
    noted = _inside(manifest.content, "metadata", "annotations")
    if isinstance(noted, Mapping) and any(str(name).endswith(_SNIPPETS) for name in noted):
        yield message("edit_rule.snippets", suffix=Called(_SNIPPETS[0]))


def _template(manifest: Manifest) -> Any:  # noqa: ANN401 - JSON of any form
    path = ("spec", "jobTemplate", "spec") if manifest.kind == "CronJob" else ("spec",)
    return _inside(manifest.content, *path, "template")


def _broken_pods(spec: Any) -> Iterator[Message]:  # noqa: ANN401 - JSON of any form
    """Yield what would let a pod reach its machine, or act as somebody else in the cluster."""
    if not isinstance(spec, Mapping):
        return
    for name in (*_HOST, *_SERVICE_ACCOUNTS):
        if spec.get(name):
            yield message("edit_rule.pod_field", field=Called(name))
    if any("hostPath" in volume for volume in _each(spec.get("volumes"))):
        yield message("edit_rule.host_path")
    if _inside(spec, "securityContext", "windowsOptions", "hostProcess"):
        yield message("edit_rule.host_process")
    for part in ("containers", "initContainers", "ephemeralContainers"):
        for container in _each(spec.get(part)):
            yield from _broken_container(container)


def _broken_container(container: Mapping[str, Any]) -> Iterator[Message]:
    security = container.get("securityContext")
    asked = security if isinstance(security, Mapping) else {}
    if asked.get("privileged") or asked.get("allowPrivilegeEscalation"):
        yield message("edit_rule.privileged")
    if _inside(asked, "windowsOptions", "hostProcess"):
        yield message("edit_rule.host_process")
    if asked.get("procMount") not in (None, "Default"):
        yield message("edit_rule.proc")
    if _inside(asked, "capabilities", "add"):
        yield message("edit_rule.capabilities")
    if any(port.get("hostPort") for port in _each(container.get("ports"))):
        yield message("edit_rule.host_port")


def _each(found: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, Mapping))


def _inside(found: object, *path: str) -> Any:  # noqa: ANN401 - JSON of any form
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
