"""What a metrics-server tells (`metrics.k8s.io/v1beta1`).

The forms are those of k8s.io/metrics: `NodeMetrics` and `PodMetrics`, processors in nanocores,
memory in Ki, a fractional window. As there, a pod is told once its containers run, lists come
whole whatever `limit` says, and a namespace that does not exist has an empty list.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.access import Account
from sandbox.kubernetes.behaviour import app_of, capacity_of, overload
from sandbox.kubernetes.calls import Target
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_ready
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.parts import FAULTS
from sandbox.kubernetes.pod_status import stamp
from sandbox.kubernetes.quantities import quantity
from sandbox.kubernetes.store import Item

Document: TypeAlias = dict[str, Any]

GROUP = "metrics.k8s.io"
VERSION = "v1beta1"
NODES = Kind(GROUP, "nodes", "NodeMetrics", versions=(VERSION,), namespaced=False)
PODS = Kind(GROUP, "pods", "PodMetrics", versions=(VERSION,))

_AGO = timedelta(seconds=8)
_IDLE_CORES = Decimal("0.05")
_LEAST_BYTES = Decimal(48) * 2**20
_SHARE_OF_MEMORY = Decimal("0.55")
"""Of its limit: what an app uses that needs no more than it says."""
_OWN_CORES = Decimal("0.2")
_OWN_BYTES = Decimal(2**30)
"""Of a node itself."""


def measured(cluster: Cluster, account: Account, path: str) -> Document | None:
    """Return the list at an address, None when it is none of the metrics'.

    Raises:
        Refusal: 403, it may not be read.
    """
    parts = [part for part in path.split("/") if part]
    if parts[:3] != ["apis", GROUP, VERSION] or not cluster.measures:
        return None
    match parts[3:]:
        case ["nodes"]:
            account.check("list", Target(NODES, VERSION))
            return _list(NODES, _nodes(cluster))
        case ["pods"]:
            account.check("list", Target(PODS, VERSION))
            return _list(PODS, _pods(cluster, ""))
        case ["namespaces", namespace, "pods"]:
            account.check("list", Target(PODS, VERSION, namespace))
            return _list(PODS, _pods(cluster, namespace))
    return None


def _list(kind: Kind, items: Iterable[Document]) -> Document:
    return {
        "kind": f"{kind.name}List",
        "apiVersion": kind.api_version(),
        "metadata": {},
        "items": list(items),
    }


def _pods(cluster: Cluster, namespace: str) -> Iterable[Document]:
    for pod in cluster.store.all(kinds.POD, namespace):
        containers = _containers(cluster, pod)
        if containers:
            yield {**_head(cluster, pod), "containers": containers}


def _nodes(cluster: Cluster) -> Iterable[Document]:
    for node in cluster.store.all(kinds.NODE):
        cores, memory = _OWN_CORES, _OWN_BYTES
        for pod in cluster.store.all(kinds.POD):
            if pod["spec"].get("nodeName") == node["metadata"]["name"]:
                for spec in _running(pod):
                    used = _used(cluster, pod, spec)
                    cores, memory = cores + used[0], memory + used[1]
        yield {**_head(cluster, node), "usage": _usage(cores, memory)}


def _head(cluster: Cluster, item: Item) -> Document:
    named = {key: one for key, one in item["metadata"].items() if key in {"name", "namespace"}}
    return {
        "metadata": {**named, "creationTimestamp": stamp(cluster.now)},
        "timestamp": stamp(cluster.now - _AGO),
        "window": "15.021s",
    }


def _containers(cluster: Cluster, pod: Item) -> list[Document]:
    return [
        {"name": spec["name"], "usage": _usage(*_used(cluster, pod, spec))}
        for spec in _running(pod)
    ]


def _running(pod: Item) -> list[Mapping[str, Any]]:
    statuses = (pod.get("status") or {}).get("containerStatuses") or []
    running = {one["name"] for one in statuses if "running" in (one.get("state") or {})}
    return [one for one in pod["spec"]["containers"] if one["name"] in running]


def _used(cluster: Cluster, pod: Item, spec: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Return cores and bytes: more cores under load, up to the limit."""
    limits = (spec.get("resources") or {}).get("limits") or {}
    cores = _IDLE_CORES * (1 + Decimal(str(round(_load(cluster, pod), 3))))
    if "cpu" in limits:
        cores = min(cores, quantity(limits["cpu"]))
    memory = quantity(limits["memory"]) * _SHARE_OF_MEMORY if "memory" in limits else _LEAST_BYTES
    return cores, memory


def _load(cluster: Cluster, pod: Item) -> float:
    namespace = pod["metadata"]["namespace"]
    app = app_of(pod["metadata"].get("labels") or {})
    faults = (cluster.store.get(kinds.CONFIG_MAP, namespace, FAULTS) or {}).get("data") or {}
    same = [
        one
        for one in cluster.store.all(kinds.POD, namespace)
        if app_of(one["metadata"].get("labels") or {}) == app
    ]
    notes = pod["metadata"].get("annotations") or {}
    ready = sum(map(is_ready, same))
    return overload(app, faults=faults, capacity=capacity_of(notes), ready=ready, now=cluster.now)


def _usage(cores: Decimal, memory: Decimal) -> Document:
    return {"cpu": f"{int(cores * 10**9)}n", "memory": f"{int(memory / 1024)}Ki"}
