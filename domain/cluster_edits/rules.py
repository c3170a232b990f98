"""What an edit may be about, whatever any policy says: kinds, places, sizes (CLD-2, SEC-4).

Rights, roles and definitions of kinds decide who may do what in a cluster, and a pod that reaches
its machine decides it too: none of them is for a tool that an agent can hold.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.clusters.clusters import NodePool
from domain.clusters.edits import ConfigPatch, Manifest, PoolSize
from domain.common.errors import InvalidRequest

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
        raise InvalidRequest("manifest", f"must hold 1 to {MOST_OBJECTS} objects")
    seen: set[tuple[str, str, str]] = set()
    for each in manifests:
        which = (each.kind, each.namespace, each.name)
        if which in seen:
            raise InvalidRequest("manifest", f"names {each.kind} {each.name} twice")
        seen.add(which)
        for rule in _broken(each):
            raise InvalidRequest("manifest", f"{rule} ({each.kind} {each.name})")
    return tuple(manifests)


def check_cluster(cluster: str) -> str:
    """Return the id of a cluster, or raise `InvalidRequest`."""
    if not _CLUSTER.fullmatch(cluster):
        raise InvalidRequest("cluster", "must be the id of a cluster such as cls-3f1k2m9q")
    return cluster


def check_name(field: str, name: str) -> str:
    """Return a name as Kubernetes has them, or raise `InvalidRequest`."""
    if not _NAME.fullmatch(name):
        raise InvalidRequest(field, "must be a name as Kubernetes has them, e.g. checkout-api")
    return name


def check_pool(pool: str) -> str:
    """Return the id of a node pool, or raise `InvalidRequest`."""
    if not _POOL.fullmatch(pool):
        raise InvalidRequest("pool", "must be the id of a node pool such as np-1a2b3c4d")
    return pool


def check_place(namespace: str) -> str:
    """Return a namespace that may be edited.

    Raises:
        InvalidRequest: it belongs to the cluster itself, or is no name.
    """
    check_name("namespace", namespace)
    if SYSTEM.fullmatch(namespace):
        raise InvalidRequest("namespace", "must not be one of the cluster's own")
    return namespace


def config_patch(
    kind: str, namespace: str, name: str, *, values: Mapping[str, str], remove: Sequence[str]
) -> ConfigPatch:
    """Return a change of keys, or raise `InvalidRequest`; values are never repeated in it."""
    if kind not in ("ConfigMap", "Secret"):
        raise InvalidRequest("kind", "must be ConfigMap or Secret")
    if not 0 < len(values) + len(remove) <= MOST_KEYS:
        raise InvalidRequest("values", f"must set or remove 1 to {MOST_KEYS} keys")
    if set(values) & set(remove):
        raise InvalidRequest("remove", "must not name a key that is set")
    for key in (*values, *remove):
        if not _CONFIG_KEY.fullmatch(key):
            raise InvalidRequest(
                "values", "must have keys of 1 to 253 letters, digits, '-', '_', '.'"
            )
    if sum(len(each.encode()) for each in values.values()) > LONGEST_VALUES:
        raise InvalidRequest("values", f"must be at most {LONGEST_VALUES:,} bytes together")
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
        rule = f"must be {pool.minimum} to {pool.maximum}, the bounds of the node pool"
        raise InvalidRequest("nodes", rule)
    return PoolSize(pool.id, nodes)


def _broken(manifest: Manifest) -> Iterator[str]:
    yield from _broken_kind(manifest)
    if not (_NAME.fullmatch(manifest.name) and _NAME.fullmatch(manifest.namespace)):
        yield "must have a name and a namespace as Kubernetes has them"
    if SYSTEM.fullmatch(manifest.namespace):
        yield "must not be in a namespace of the cluster's own"
    yield from _broken_metadata(manifest)
    if "status" in manifest.content:
        yield "must not say a status, which is the cluster's to say"
    if manifest.kind in WITH_PODS:
        yield from _broken_pods(_inside(_template(manifest), "spec"))
    if manifest.kind == "Service" and _inside(manifest.content, "spec", "externalIPs"):
        yield "must not name externalIPs, which take traffic from others"


def _broken_kind(manifest: Manifest) -> Iterator[str]:
    versions = KINDS.get(manifest.kind)
    if manifest.kind == "Secret":
        yield "must not hold Secrets; set their keys one by one instead"
    elif versions is None:
        yield f"must be of a kind that may be applied: {', '.join(KINDS)}"
    elif manifest.api_version not in versions:
        yield f"must be of version {' or '.join(versions)}"


def _broken_metadata(manifest: Manifest) -> Iterator[str]:
    metadata = manifest.content.get("metadata")
    names = set(metadata) if isinstance(metadata, Mapping) else set()
    if names - _METADATA:
        yield f"must not say metadata.{min(names - _METADATA)}"
    for said in (metadata, _inside(_template(manifest), "metadata")):
        for part in ("labels", "annotations"):
            noted = _inside(said, part)
            if isinstance(noted, Mapping) and any(str(name).startswith(_OURS) for name in noted):
                yield f"must not set {part} of {_OURS}, which are Zhiban's own marks"
    noted = _inside(manifest.content, "metadata", "annotations")
    if isinstance(noted, Mapping) and any(str(name).endswith(_SNIPPETS) for name in noted):
        yield f"must not set annotations that end in {_SNIPPETS[0]}, which configure all of a proxy"


def _template(manifest: Manifest) -> Any:  # noqa: ANN401 - JSON of any form
    path = ("spec", "jobTemplate", "spec") if manifest.kind == "CronJob" else ("spec",)
    return _inside(manifest.content, *path, "template")


def _broken_pods(spec: Any) -> Iterator[str]:  # noqa: ANN401 - JSON of any form
    """Yield what would let a pod reach its machine, or act as somebody else in the cluster."""
    if not isinstance(spec, Mapping):
        return
    for name in (*_HOST, *_SERVICE_ACCOUNTS):
        if spec.get(name):
            yield f"must not set {name} of pods"
    if any("hostPath" in volume for volume in _each(spec.get("volumes"))):
        yield "must not mount a hostPath"
    if _inside(spec, "securityContext", "windowsOptions", "hostProcess"):
        yield "must not ask for processes of the machine"
    for part in ("containers", "initContainers", "ephemeralContainers"):
        for container in _each(spec.get(part)):
            yield from _broken_container(container)


def _broken_container(container: Mapping[str, Any]) -> Iterator[str]:
    security = container.get("securityContext")
    asked = security if isinstance(security, Mapping) else {}
    if asked.get("privileged") or asked.get("allowPrivilegeEscalation"):
        yield "must not ask for privileged containers"
    if _inside(asked, "windowsOptions", "hostProcess"):
        yield "must not ask for processes of the machine"
    if asked.get("procMount") not in (None, "Default"):
        yield "must not unmask /proc"
    if _inside(asked, "capabilities", "add"):
        yield "must not add capabilities to containers"
    if any(port.get("hostPort") for port in _each(container.get("ports"))):
        yield "must not take a hostPort"


def _each(found: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, Mapping))


def _inside(found: object, *path: str) -> Any:  # noqa: ANN401 - JSON of any form
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
