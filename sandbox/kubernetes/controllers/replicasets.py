"""The ReplicaSet controller: as many pods as wanted, from one template."""

from datetime import datetime
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import (
    available_at,
    claim,
    delete_pod,
    is_active,
    is_ready,
    new_pod,
    worth,
)
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.store import Change, Item, controller_of

NAME = "replicaset-controller"


class ReplicaSets:
    """Makes and deletes pods of ReplicaSets, and tells what became of them."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        namespace = metadata.get("namespace", "")
        if change.kind is kinds.REPLICA_SET and change.type != "DELETED":
            self._cluster.look_at(NAME, namespace, metadata["name"])
        if change.kind is not kinds.POD:
            return
        for item in filter(None, (change.item, change.before)):
            owner = controller_of(item)
            if owner is not None and owner["kind"] == "ReplicaSet":
                self._cluster.look_at(NAME, namespace, owner["name"])
            elif owner is None:
                self._wake_all(namespace)

    def _wake_all(self, namespace: str) -> None:
        """Have every ReplicaSet of a namespace see whether a lone pod is one of its own."""
        for one in self._cluster.store.all(kinds.REPLICA_SET, namespace):
            self._cluster.look_at(NAME, namespace, one["metadata"]["name"])

    def sync(self, namespace: str, name: str) -> None:
        """Look at one ReplicaSet."""
        owner = self._cluster.store.get(kinds.REPLICA_SET, namespace, name)
        if owner is None or owner["metadata"].get("deletionTimestamp"):
            return
        pods = [pod for pod in claim(self._cluster, kinds.REPLICA_SET, owner) if is_active(pod)]
        failure = self._manage(owner, pods)
        self._tell(owner, pods, failure)

    def _manage(self, owner: Item, pods: list[Item]) -> str:
        missing = owner["spec"]["replicas"] - len(pods)
        for pod in sorted(pods, key=worth)[: max(-missing, 0)]:
            delete_pod(self._cluster, pod)
            self._events.say(owner, "SuccessfulDelete", f"Deleted pod: {pod['metadata']['name']}")
        for _ in range(missing):
            pod = new_pod(owner, kinds.REPLICA_SET, owner["spec"]["template"])
            try:
                made = self._cluster.create(kinds.POD, pod)
            except Refusal as refusal:
                text = f"Error creating: {refusal}"
                self._events.say(owner, "FailedCreate", text, warning=True)
                self._try_again(owner)
                return str(refusal)
            self._events.say(owner, "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
        return ""

    def _try_again(self, owner: Item) -> None:
        later = self._cluster.now + self._cluster.pace.restart
        metadata = owner["metadata"]
        self._cluster.look_later(NAME, metadata["namespace"], metadata["name"], later)

    def _tell(self, owner: Item, pods: list[Item], failure: str) -> None:
        wait = owner["spec"].get("minReadySeconds", 0)
        times = [when for pod in pods if (when := available_at(pod, wait)) is not None]
        available = sum(when <= self._cluster.now for when in times)
        status: dict[str, Any] = {
            "replicas": len(pods),
            "fullyLabeledReplicas": len(pods),
            "readyReplicas": sum(map(is_ready, pods)),
            "availableReplicas": available,
            "observedGeneration": owner["metadata"]["generation"],
        }
        status = {key: value for key, value in status.items() if value or key == "replicas"}
        if failure:
            status["conditions"] = [self._failed(owner, failure)]
        self._cluster.revise(kinds.REPLICA_SET, owner, status=status)
        self._wait_for([when for when in times if when > self._cluster.now], owner)

    def _failed(self, owner: Item, failure: str) -> dict[str, Any]:
        old = ((owner.get("status") or {}).get("conditions") or [{}])[0]
        return {
            "type": "ReplicaFailure",
            "status": "True",
            "reason": "FailedCreate",
            "message": old.get("message", failure),
            "lastTransitionTime": old.get("lastTransitionTime", self._cluster.stamp),
        }

    def _wait_for(self, times: list[datetime], owner: Item) -> None:
        if times:
            metadata = owner["metadata"]
            self._cluster.look_later(NAME, metadata["namespace"], metadata["name"], min(times))
