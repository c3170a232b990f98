"""What follows a deletion: dependents go, or are let go; namespaces empty themselves."""

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import delete_pod
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.store import Change, Item, key_of

NAME, NAMESPACES = "garbage-collector", "namespace-controller"
FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
"""Finalizers that say how dependents are to be treated."""

_DEPENDENTS = (kinds.REPLICA_SET, kinds.POD, kinds.REVISION)


class Garbage:
    """Deletes what nobody owns any more."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        cluster.employ(NAME, self.sync)
        cluster.employ(NAMESPACES, self.empty)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind is kinds.NAMESPACE and metadata.get("deletionTimestamp"):
            if change.type != "DELETED":
                self._cluster.look_at(NAMESPACES, "", metadata["name"])
        elif change.kind.group == "apps" and change.type == "DELETED":
            self._cluster.look_at(NAME, "", metadata["uid"])
        if change.type == "DELETED" and change.kind in _DEPENDENTS:
            self._wake_owners(change.item)

    def _wake_owners(self, item: Item) -> None:
        for reference in item["metadata"].get("ownerReferences") or ():
            kind = kinds.kind_of(reference["apiVersion"], reference["kind"])
            namespace = item["metadata"]["namespace"]
            owner = kind and self._cluster.store.get(kind, namespace, reference["name"])
            if kind and owner and owner["metadata"].get("deletionTimestamp"):
                self.finish(kind, owner)

    def sync(self, _namespace: str, uid: str) -> None:
        """Delete everything whose controller had that uid."""
        for kind in _DEPENDENTS:
            for item in self._cluster.store.owned(kind, uid):
                self.delete(kind, item)

    def delete(self, kind: Kind, item: Item, *, propagation: str = "Background") -> None:
        """Delete an object.

        Args:
            kind: what it is.
            item: the object.
            propagation: `Background`, `Foreground` or `Orphan`.
        """
        if propagation == "Orphan":
            self._release(item["metadata"]["uid"])
        finalizers = list(item["metadata"].get("finalizers") or [])
        if propagation == "Foreground" and FOREGROUND not in finalizers:
            finalizers.append(FOREGROUND)
        if kind is kinds.NAMESPACE or finalizers:
            self._mark(kind, item, finalizers)
        elif kind is kinds.POD:
            delete_pod(self._cluster, item)
        else:
            self._cluster.store.remove(kind, *key_of(item))

    def finish(self, kind: Kind, item: Item) -> None:
        """Let an object go that is being deleted, if nothing holds it any more."""
        uid, metadata = item["metadata"]["uid"], item["metadata"]
        left = [one for one in metadata.get("finalizers") or [] if one != FOREGROUND]
        if left or any(self._cluster.store.owned(one, uid) for one in _DEPENDENTS):
            return
        self._cluster.store.remove(kind, *key_of(item))

    def empty(self, _namespace: str, name: str) -> None:
        """Delete what a namespace holds, then the namespace."""
        store = self._cluster.store
        left = False
        for kind in kinds.STORED:
            for item in store.all(kind, name) if kind.namespaced else ():
                left = left or kind is kinds.POD
                if not item["metadata"].get("deletionTimestamp"):
                    self.delete(kind, item)
        if left:
            later = self._cluster.now + self._cluster.pace.start
            self._cluster.look_later(NAMESPACES, "", name, later)
        else:
            store.remove(kinds.NAMESPACE, "", name)

    def _mark(self, kind: Kind, item: Item, finalizers: list[str]) -> None:
        metadata = {**item["metadata"], "deletionTimestamp": self._cluster.stamp}
        if finalizers:
            metadata["finalizers"] = finalizers
        parts = {"metadata": metadata}
        if kind is kinds.NAMESPACE:
            parts["status"] = {"phase": "Terminating"}
        marked = self._cluster.revise(kind, item, **parts)
        if FOREGROUND in finalizers:
            self.sync("", item["metadata"]["uid"])
            self.finish(kind, marked)

    def _release(self, uid: str) -> None:
        for kind in _DEPENDENTS:
            for item in self._cluster.store.owned(kind, uid):
                metadata = {k: v for k, v in item["metadata"].items() if k != "ownerReferences"}
                self._cluster.revise(kind, item, metadata=metadata)
