"""What controllers know of pods: whether they serve, who owns them, which to delete first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.behaviour import read_time
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.selectors import spec_matcher
from sandbox.kubernetes.store import Item

_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


def is_active(pod: Item) -> bool:
    """Say whether a pod counts as a replica."""
    phase = (pod.get("status") or {}).get("phase")
    return phase not in {"Succeeded", "Failed"} and not pod["metadata"].get("deletionTimestamp")


def ready_since(pod: Item) -> datetime | None:
    """Return since when a pod is ready, None if it is not."""
    for condition in (pod.get("status") or {}).get("conditions") or ():
        if condition["type"] == "Ready" and condition["status"] == "True":
            return read_time(condition["lastTransitionTime"])
    return None


def is_ready(pod: Item) -> bool:
    """Say whether a pod serves."""
    return ready_since(pod) is not None


def available_at(pod: Item, min_ready_seconds: int) -> datetime | None:
    """Return when a ready pod counts as available, None if it is not ready."""
    since = ready_since(pod)
    return None if since is None else since + timedelta(seconds=min_ready_seconds)


def worth(pod: Item) -> tuple[Any, ...]:
    """Return a key by which the pods that are deleted first come first."""
    status, metadata = pod.get("status") or {}, pod["metadata"]
    restarts = sum(one.get("restartCount", 0) for one in status.get("containerStatuses") or ())
    since = ready_since(pod)
    return (
        bool(pod["spec"].get("nodeName")),
        _PHASES.get(status.get("phase", ""), 0),
        since is not None,
        -since.timestamp() if since else 0,
        -restarts,
        # Of equals the youngest goes first.
        -read_time(metadata["creationTimestamp"]).timestamp(),
        metadata["name"],
    )


def reference_to(kind: Kind, owner: Item) -> dict[str, Any]:
    """Return the owner reference that a controller puts on what it makes."""
    return {
        "apiVersion": kind.api_version(),
        "kind": kind.name,
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def new_pod(
    owner: Item, kind: Kind, template: Mapping[str, Any], *, name: str = "", **labels: str
) -> dict[str, Any]:
    """Return a pod from a template.

    Args:
        owner: what makes it.
        kind: of the owner.
        template: as the owner's spec has it.
        name: its name; a random one that begins with the owner's if empty.
        labels: further ones.
    """
    metadata = {
        **(template.get("metadata") or {}),
        "namespace": owner["metadata"]["namespace"],
        "ownerReferences": [reference_to(kind, owner)],
    }
    metadata["labels"] = {**(metadata.get("labels") or {}), **labels}
    metadata |= {"name": name} if name else {"generateName": f"{owner['metadata']['name']}-"}
    spec = {"serviceAccountName": "default", **template["spec"]}
    return {"metadata": metadata, "spec": spec, "status": {"phase": "Pending"}}


def claim(cluster: Cluster, kind: Kind, owner: Item) -> list[Item]:
    """Return the pods an owner has, after it took orphans that fit and let go what does not."""
    fits = spec_matcher(owner["spec"].get("selector"))
    uid, namespace = owner["metadata"]["uid"], owner["metadata"]["namespace"]
    mine: list[Item] = []
    for pod in cluster.store.owned(kinds.POD, uid):
        if fits(pod["metadata"].get("labels") or {}):
            mine.append(pod)
        elif is_active(pod):
            _set_owners(cluster, pod, [])
    lone = [
        pod
        for pod in cluster.store.owned(kinds.POD, f"orphans/{namespace}")
        if is_active(pod) and fits(pod["metadata"].get("labels") or {})
    ]
    return mine + [_set_owners(cluster, pod, [reference_to(kind, owner)]) for pod in lone]


def delete_pod(cluster: Cluster, pod: Item) -> None:
    """Have a pod end: at once if no node has it, else after its node has stopped it."""
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    if not pod["spec"].get("nodeName"):
        cluster.store.remove(kinds.POD, namespace, name)
        return
    metadata = {**pod["metadata"], "deletionTimestamp": cluster.stamp}
    metadata["deletionGracePeriodSeconds"] = pod["spec"].get("terminationGracePeriodSeconds", 30)
    cluster.revise(kinds.POD, pod, metadata=metadata)


def _set_owners(cluster: Cluster, pod: Item, references: list[dict[str, Any]]) -> Item:
    metadata = {k: v for k, v in pod["metadata"].items() if k != "ownerReferences"}
    if references:
        metadata["ownerReferences"] = references
    return cluster.revise(kinds.POD, pod, metadata=metadata)
