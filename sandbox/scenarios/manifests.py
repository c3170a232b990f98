"""Manifests of small shops, as short as they can be and still be real."""

from collections.abc import Callable, Mapping
from typing import Any

GOOD = "registry.example/checkout:1.0"
BAD_IMAGE = "registry.example/checkout:2.0-bad"
CRASHING = "registry.example/checkout:2.0-crash"


def deployment(
    name: str = "checkout",
    image: str = GOOD,
    *,
    replicas: int = 2,
    kind: str = "Deployment",
    **more: Any,  # noqa: ANN401 - values of manifests
) -> dict[str, Any]:
    """Return a workload.

    Args:
        name: of the workload, of its label `app` and of its container.
        image: of its only container.
        replicas: left out for DaemonSets.
        kind: Deployment, StatefulSet or DaemonSet.
        more: `annotations` and `labels` of the object, `marks` (annotations of its pods), `env`,
            `config` (ConfigMap for envFrom), `memory` (limit), `paused`, `recreate` (strategy).
    """
    spec: dict[str, Any] = {
        "selector": {"matchLabels": {"app": name}},
        "template": {
            "metadata": {"labels": {"app": name}, "annotations": dict(more.get("marks", {}))},
            "spec": {
                "containers": [_container(name, image, more)],
                "terminationGracePeriodSeconds": 0,
            },
        },
        **_OF_KIND[kind](name, replicas),
    }
    if more.get("recreate"):
        spec["strategy"] = {"type": "Recreate"}
    if more.get("paused"):
        spec["paused"] = True
    labels = {"app": name, **more.get("labels", {})}
    metadata = {"name": name, "labels": labels, "annotations": dict(more.get("annotations", {}))}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": spec}


def _container(name: str, image: str, more: Mapping[str, Any]) -> dict[str, Any]:
    container: dict[str, Any] = {"name": name, "image": image}
    if "env" in more:
        container["env"] = [{"name": key, "value": value} for key, value in more["env"].items()]
    if "config" in more:
        container["envFrom"] = [{"configMapRef": {"name": more["config"]}}]
    if "memory" in more:
        container["resources"] = {"limits": {"memory": more["memory"]}}
    return container


_OF_KIND: dict[str, Callable[[str, int], dict[str, Any]]] = {
    # Seconds: a scenario has no ten minutes to notice that a release is stuck.
    "Deployment": lambda _, replicas: {"replicas": replicas, "progressDeadlineSeconds": 5},
    "StatefulSet": lambda name, replicas: {
        "replicas": replicas,
        "serviceName": name,
        "podManagementPolicy": "Parallel",
    },
    "DaemonSet": lambda *_: {},
}


def config_map(name: str, data: Mapping[str, str]) -> dict[str, Any]:
    """Return a ConfigMap."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": dict(data),
    }


def autoscaler(target: str, *, least: int, most: int) -> dict[str, Any]:
    """Return a HorizontalPodAutoscaler, in the version that every cluster serves."""
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": target},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "minReplicas": least,
            "maxReplicas": most,
            "targetCPUUtilizationPercentage": 80,
        },
    }


def quota(pods: int) -> dict[str, Any]:
    """Return a ResourceQuota on the number of pods."""
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "pods"},
        "spec": {"hard": {"pods": str(pods)}},
    }


def neighbours(count: int = 2) -> tuple[dict[str, Any], ...]:
    """Return healthy workloads beside it: a namespace is rarely one workload."""
    return tuple(
        deployment(f"neighbour-{number}", f"registry.example/neighbour-{number}:1.0", replicas=1)
        for number in range(1, count + 1)
    )
