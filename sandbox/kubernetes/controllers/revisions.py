"""Revisions of a Deployment: which ReplicaSet bears which number, and which are kept."""

from collections.abc import Sequence
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster, hash_of
from sandbox.kubernetes.controllers.pods import reference_to
from sandbox.kubernetes.controllers.rolling import bounds_of
from sandbox.kubernetes.store import Item

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MOST = "deployment.kubernetes.io/max-replicas"
_NOT_COPIED = frozenset(
    (
        "kubectl.kubernetes.io/last-applied-configuration",
        REVISION,
        HISTORY,
        DESIRED,
        MOST,
        "deprecated.deployment.rollback.to",
    )
)
"""Annotations of a Deployment that its ReplicaSets do not get."""


def revision_of(item: Item) -> int:
    """Return the revision of a ReplicaSet; 0 if it has none."""
    return int((item["metadata"].get("annotations") or {}).get(REVISION, 0))


def annotation(item: Item, name: str) -> str:
    """Return an annotation; empty if it is not there."""
    return str((item["metadata"].get("annotations") or {}).get(name, ""))


def template_without_hash(item: Item) -> dict[str, Any]:
    """Return the template of a ReplicaSet or Deployment without what the controller added."""
    template = dict(item["spec"]["template"])
    metadata = dict(template.get("metadata") or {})
    labels = {k: v for k, v in (metadata.get("labels") or {}).items() if k != HASH}
    template["metadata"] = {**metadata, "labels": labels}
    return template


def oldest_first(sets: Sequence[Item]) -> list[Item]:
    """Return ReplicaSets by age."""
    return sorted(sets, key=lambda one: (one["metadata"]["creationTimestamp"], revision_of(one)))


def current_set(deployment: Item, sets: Sequence[Item]) -> Item | None:
    """Return the ReplicaSet of the Deployment's template, None if it has to be made."""
    wanted = template_without_hash(deployment)
    same = [one for one in oldest_first(sets) if template_without_hash(one) == wanted]
    return same[0] if same else None


def make_set(cluster: Cluster, deployment: Item, revision: int, replicas: int) -> Item:
    """Create the ReplicaSet of the Deployment's template.

    Raises:
        Refusal: the API does not take it.
    """
    spec, metadata = deployment["spec"], deployment["metadata"]
    name = hash_of(template_without_hash(deployment))
    template = template_without_hash(deployment)
    labels = {**(template["metadata"].get("labels") or {}), HASH: name}
    template["metadata"] = {**template["metadata"], "labels": labels}
    selector = dict(spec["selector"])
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH: name}
    annotations = {**_copied(deployment), REVISION: str(revision), **_sizes(deployment)}
    made: dict[str, Any] = {
        "metadata": {
            "name": f"{metadata['name']}-{name}",
            "namespace": metadata["namespace"],
            "labels": labels,
            "annotations": annotations,
            "ownerReferences": [reference_to(kinds.DEPLOYMENT, deployment)],
        },
        "spec": {"replicas": replicas, "selector": selector, "template": template},
    }
    if spec.get("minReadySeconds"):
        made["spec"]["minReadySeconds"] = spec["minReadySeconds"]
    return cluster.create(kinds.REPLICA_SET, made)


def mark_set(cluster: Cluster, deployment: Item, one: Item, revision: int) -> Item:
    """Give a ReplicaSet the Deployment's annotations and, if it is higher, the new revision.

    A number it had before goes into its history, where nobody can ask for it any more.
    """
    annotations = {**(one["metadata"].get("annotations") or {}), **_copied(deployment)}
    had = revision_of(one)
    if had < revision:
        annotations[REVISION] = str(revision)
        if had:
            earlier = annotation(one, HISTORY)
            annotations[HISTORY] = f"{earlier},{had}" if earlier else str(had)
    metadata = {**one["metadata"], "annotations": annotations}
    spec = {k: v for k, v in one["spec"].items() if k != "minReadySeconds"}
    if deployment["spec"].get("minReadySeconds"):
        spec["minReadySeconds"] = deployment["spec"]["minReadySeconds"]
    return cluster.revise(kinds.REPLICA_SET, one, metadata=metadata, spec=spec)


def resize(cluster: Cluster, deployment: Item, one: Item, replicas: int) -> Item:
    """Give a ReplicaSet a number of replicas, and note what the Deployment wants."""
    annotations = {**(one["metadata"].get("annotations") or {}), **_sizes(deployment)}
    metadata = {**one["metadata"], "annotations": annotations}
    spec = {**one["spec"], "replicas": replicas}
    return cluster.revise(kinds.REPLICA_SET, one, metadata=metadata, spec=spec)


def forget_old(cluster: Cluster, deployment: Item, old: Sequence[Item]) -> None:
    """Delete the oldest ReplicaSets beyond what is kept; those that still have pods stay."""
    surplus = len(old) - deployment["spec"]["revisionHistoryLimit"]
    for one in oldest_first(old)[: max(surplus, 0)]:
        status = one.get("status") or {}
        observed = status.get("observedGeneration", 0) >= one["metadata"]["generation"]
        if one["spec"]["replicas"] == 0 and status.get("replicas", 0) == 0 and observed:
            metadata = one["metadata"]
            cluster.store.remove(kinds.REPLICA_SET, metadata["namespace"], metadata["name"])


def _copied(deployment: Item) -> dict[str, str]:
    annotations = deployment["metadata"].get("annotations") or {}
    return {key: value for key, value in annotations.items() if key not in _NOT_COPIED}


def _sizes(deployment: Item) -> dict[str, str]:
    bounds = bounds_of(deployment["spec"])
    return {DESIRED: str(bounds.replicas), MOST: str(bounds.replicas + bounds.surge)}
