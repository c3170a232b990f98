"""The DaemonSet controller: one pod on each node."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster, quietly
from sandbox.kubernetes.controllers import history
from sandbox.kubernetes.controllers.pods import claim, delete_pod, is_active, is_ready, new_pod
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.quantities import round_up
from sandbox.kubernetes.store import Change, Item, controller_of

NAME = "daemonset-controller"


class DaemonSets:
    """Makes and replaces the pods of nodes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind is kinds.DAEMON_SET and change.type != "DELETED":
            self._cluster.look_at(NAME, metadata["namespace"], metadata["name"])
        elif change.kind is kinds.NODE and change.type != "MODIFIED":
            for one in self._cluster.store.all(kinds.DAEMON_SET):
                key = one["metadata"]
                self._cluster.look_at(NAME, key["namespace"], key["name"])
        elif change.kind is kinds.POD:
            owner = controller_of(change.before or change.item)
            if owner is not None and owner["kind"] == "DaemonSet":
                self._cluster.look_at(NAME, metadata["namespace"], owner["name"])

    def sync(self, namespace: str, name: str) -> None:
        """Look at one DaemonSet."""
        owner = self._cluster.store.get(kinds.DAEMON_SET, namespace, name)
        if owner is None or owner["metadata"].get("deletionTimestamp"):
            return
        update = history.revise_history(self._cluster, kinds.DAEMON_SET, owner)
        revision = update["metadata"]["labels"][history.HASH]
        pods = claim(self._cluster, kinds.DAEMON_SET, owner)
        nodes = [node["metadata"]["name"] for node in self._cluster.store.all(kinds.NODE)]
        taken = {pod["spec"].get("nodeName") for pod in pods}
        for node in nodes:
            if node not in taken:
                self._make(owner, node, revision)
        active = [pod for pod in pods if is_active(pod)]
        for pod in active:
            if pod["spec"].get("nodeName") not in nodes:
                delete_pod(self._cluster, pod)
        self._update(owner, active, len(nodes), revision)
        self._tell(owner, len(nodes), revision)

    def _make(self, owner: Item, node: str, revision: str) -> None:
        template = owner["spec"]["template"]
        pod = new_pod(owner, kinds.DAEMON_SET, template, **{history.HASH: revision})
        pod["spec"]["nodeName"] = node
        refused = quietly(lambda: self._cluster.create(kinds.POD, pod))
        if refused:
            self._events.say(owner, "FailedCreate", f"Error creating: {refused}", warning=True)
            later = self._cluster.now + self._cluster.pace.restart
            metadata = owner["metadata"]
            self._cluster.look_later(NAME, metadata["namespace"], metadata["name"], later)
        else:
            self._events.say(owner, "SuccessfulCreate", f"Created pod on {node}")

    def _update(self, owner: Item, pods: list[Item], nodes: int, revision: str) -> None:
        """Delete old pods: those that do not serve, and as many more as may be unavailable."""
        strategy = owner["spec"]["updateStrategy"]
        if strategy["type"] == "OnDelete":
            return
        old = [pod for pod in pods if _revision(pod) != revision]
        budget = max(round_up(strategy["rollingUpdate"]["maxUnavailable"], nodes, up=True), 1)
        budget -= nodes - sum(map(is_ready, pods))
        for pod in old:
            if not is_ready(pod):
                delete_pod(self._cluster, pod)
            elif budget > 0:
                budget -= 1
                delete_pod(self._cluster, pod)

    def _tell(self, owner: Item, nodes: int, revision: str) -> None:
        pods = self._cluster.store.owned(kinds.POD, owner["metadata"]["uid"])
        active = [pod for pod in pods if is_active(pod)]
        ready = sum(map(is_ready, active))
        updated = sum(_revision(pod) == revision for pod in active)
        status: dict[str, Any] = {
            "observedGeneration": owner["metadata"]["generation"],
            "desiredNumberScheduled": nodes,
            "currentNumberScheduled": len(active),
            "numberMisscheduled": 0,
            "numberReady": ready,
        }
        counts = {
            "updatedNumberScheduled": updated,
            "numberAvailable": ready,
            "numberUnavailable": nodes - ready,
        }
        status |= {key: value for key, value in counts.items() if value}
        self._cluster.revise(kinds.DAEMON_SET, owner, status=status)
        live = {f"{owner['metadata']['name']}-{one}" for one in (revision, *map(_revision, pods))}
        history.forget_history(self._cluster, owner, live)


def _revision(pod: Item) -> str:
    return str((pod["metadata"].get("labels") or {}).get(history.HASH, ""))
