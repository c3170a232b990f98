"""ControllerRevisions: what StatefulSets and DaemonSets have been."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster, hash_of
from sandbox.kubernetes.controllers.pods import reference_to
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.store import Item

HASH = "controller-revision-hash"


def revise_history(cluster: Cluster, kind: Kind, owner: Item) -> Item:
    """Return the revision of an owner's template, with the highest number; made if it is new."""
    template = {**owner["spec"]["template"], "$patch": "replace"}
    data = {"spec": {"template": template}}
    known = revisions_of(cluster, owner)
    highest = known[-1]["revision"] if known else 0
    for one in known:
        if one["data"] != data:
            continue
        if one["revision"] == highest:
            return one
        return cluster.revise(kinds.REVISION, one, revision=highest + 1)
    metadata, name = owner["metadata"], hash_of(data)
    labels = {**(owner["spec"]["template"]["metadata"].get("labels") or {}), HASH: name}
    made: dict[str, Any] = {
        "metadata": {
            "name": f"{metadata['name']}-{name}",
            "namespace": metadata["namespace"],
            "labels": labels,
            "ownerReferences": [reference_to(kind, owner)],
        },
        "data": data,
        "revision": highest + 1,
    }
    return cluster.create(kinds.REVISION, made)


def revisions_of(cluster: Cluster, owner: Item) -> list[Item]:
    """Return an owner's revisions, the lowest number first."""
    found = cluster.store.owned(kinds.REVISION, owner["metadata"]["uid"])
    return sorted(found, key=lambda one: one["revision"])


def template_of(revision: Item) -> dict[str, Any]:
    """Return the template that a revision holds."""
    template = revision["data"]["spec"]["template"]
    return {key: value for key, value in template.items() if key != "$patch"}


def forget_history(cluster: Cluster, owner: Item, live: set[str]) -> None:
    """Delete the lowest revisions beyond what is kept; those in use stay.

    Args:
        cluster: where.
        owner: whose revisions.
        live: names of the revisions in use.
    """
    idle = [one for one in revisions_of(cluster, owner) if one["metadata"]["name"] not in live]
    surplus = len(idle) - owner["spec"]["revisionHistoryLimit"]
    for one in idle[: max(surplus, 0)]:
        metadata = one["metadata"]
        cluster.store.remove(kinds.REVISION, metadata["namespace"], metadata["name"])
