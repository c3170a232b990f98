"""A GitOps controller: what is declared comes back after somebody else changed it.

What nobody declares is left alone: an annotation of the template stays. A workload is managed when
it has the annotation `argocd.argoproj.io/tracking-id`, or, on a cluster whose `self_heal` is on,
the label `app.kubernetes.io/instance`. What counts as declared is the spec it had when it was
created, or what was written since by the field manager of the GitOps controller.
"""

from datetime import timedelta
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.ownership import Manager, record_update
from sandbox.kubernetes.store import Change, Item

NAME = "argocd-application-controller"
"""Also the field manager whose writes are declarations."""
TRACKING = "argocd.argoproj.io/tracking-id"
INSTANCE = "app.kubernetes.io/instance"
HEALS_AFTER = timedelta(seconds=5)
"""How long it takes to notice and to act, at speed 1."""


class GitOps:
    """Puts declared specs back."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        self._declared: dict[str, dict[str, Any]] = {}
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind not in kinds.WORKLOADS or not self._manages(change.item):
            return
        if change.type == "DELETED":
            self._declared.pop(metadata["uid"], None)
            return
        if metadata["uid"] not in self._declared or _declares(change):
            self._declared[metadata["uid"]] = change.item["spec"]
        elif change.item["spec"] != _keeping_notes(
            self._declared[metadata["uid"]], change.item["spec"]
        ):
            due = self._cluster.now + self._cluster.scaled(HEALS_AFTER)
            name = f"{change.kind.plural}/{metadata['name']}"
            self._cluster.look_later(NAME, metadata["namespace"], name, due)

    def sync(self, namespace: str, name: str) -> None:
        """Look at one workload, named `<plural>/<name>`."""
        plural, _, own = name.partition("/")
        kind = next(one for one in kinds.WORKLOADS if one.plural == plural)
        item = self._cluster.store.get(kind, namespace, own)
        if item is None or not self._manages(item):
            return
        declared = _keeping_notes(self._declared.get(item["metadata"]["uid"]), item["spec"])
        if declared == item["spec"]:
            return
        document: dict[str, Any] = {**item, "spec": declared}
        record_update(document, item, Manager(NAME), self._cluster.stamp)
        metadata = document["metadata"]
        self._cluster.revise(kind, item, spec=declared, metadata=metadata)
        self._events.say(item, "SelfHealed", "Put back what is declared")

    def _manages(self, item: Item) -> bool:
        metadata = item["metadata"]
        labelled = INSTANCE in (metadata.get("labels") or {}) and self._cluster.self_heal
        return TRACKING in (metadata.get("annotations") or {}) or labelled


def _keeping_notes(declared: dict[str, Any] | None, live: dict[str, Any]) -> dict[str, Any]:
    """Return what is declared, with the annotations of the live template that nobody declares.

    Argo CD and Flux leave a field that they do not declare to whoever wrote it, as long as that is
    not `kubectl`: so a restart stays, which is an annotation.
    """
    if declared is None:
        return live
    template = declared.get("template") or {}
    metadata = template.get("metadata") or {}
    notes = ((live.get("template") or {}).get("metadata") or {}).get("annotations") or {}
    if not notes:
        return declared
    kept = {**metadata, "annotations": {**notes, **(metadata.get("annotations") or {})}}
    return {**declared, "template": {**template, "metadata": kept}}


def _declares(change: Change) -> bool:
    """Say whether a change of the spec was the GitOps controller's own."""
    if change.before is not None and change.before["spec"] == change.item["spec"]:
        return False
    fields = change.item["metadata"].get("managedFields") or []
    before = (change.before or {}).get("metadata", {}).get("managedFields") or []
    mine = [one for one in fields if one["manager"] == NAME]
    return mine != [one for one in before if one["manager"] == NAME]
