"""The StatefulSet controller: numbered pods, one after the other."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster, quietly
from sandbox.kubernetes.controllers import history
from sandbox.kubernetes.controllers.pods import claim, delete_pod, is_ready, new_pod
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.store import Change, Item, controller_of

NAME = "statefulset-controller"
_POD_NAME = "statefulset.kubernetes.io/pod-name"


class StatefulSets:
    """Makes, replaces and removes numbered pods."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind is kinds.STATEFUL_SET and change.type != "DELETED":
            self._cluster.look_at(NAME, metadata["namespace"], metadata["name"])
        if change.kind is kinds.POD:
            owner = controller_of(change.before or change.item)
            if owner is not None and owner["kind"] == "StatefulSet":
                self._cluster.look_at(NAME, metadata["namespace"], owner["name"])

    def sync(self, namespace: str, name: str) -> None:
        """Look at one StatefulSet."""
        owner = self._cluster.store.get(kinds.STATEFUL_SET, namespace, name)
        if owner is None or owner["metadata"].get("deletionTimestamp"):
            return
        update = history.revise_history(self._cluster, kinds.STATEFUL_SET, owner)
        running = (owner.get("status") or {}).get("currentRevision", update["metadata"]["name"])
        known = {one["metadata"]["name"]: one for one in history.revisions_of(self._cluster, owner)}
        current = known.get(running, update)
        pods = {_ordinal(pod): pod for pod in claim(self._cluster, kinds.STATEFUL_SET, owner)}
        if self._fill(owner, pods, current, update) and self._shrink(owner, pods):
            self._update(owner, pods, update)
        self._tell(owner, current, update)

    def _fill(self, owner: Item, pods: dict[int, Item], current: Item, update: Item) -> bool:
        """Make what is missing; return whether everything is there and ready, as far as asked."""
        ordered = owner["spec"]["podManagementPolicy"] == "OrderedReady"
        partition = _partition(owner)
        for number in range(owner["spec"]["replicas"]):
            pod = pods.get(number)
            if pod is None:
                self._make(owner, number, current if number < partition else update)
            if ordered and (pod is None or not _is_healthy(pod)):
                return False
        return True

    def _make(self, owner: Item, number: int, revision: Item) -> None:
        name = f"{owner['metadata']['name']}-{number}"
        labels = {history.HASH: revision["metadata"]["name"], _POD_NAME: name}
        template = history.template_of(revision)
        pod = new_pod(owner, kinds.STATEFUL_SET, template, name=name, **labels)
        refused = quietly(lambda: self._cluster.create(kinds.POD, pod))
        if refused:
            text = f"create Pod {name} in StatefulSet failed error: {refused}"
            self._events.say(owner, "FailedCreate", text, warning=True)
            later = self._cluster.now + self._cluster.pace.restart
            metadata = owner["metadata"]
            self._cluster.look_later(NAME, metadata["namespace"], metadata["name"], later)
        else:
            text = f"create Pod {name} in StatefulSet successful"
            self._events.say(owner, "SuccessfulCreate", text)

    def _shrink(self, owner: Item, pods: dict[int, Item]) -> bool:
        """Delete what is too much, from the highest number; return whether nothing was."""
        surplus = sorted((one for one in pods if one >= owner["spec"]["replicas"]), reverse=True)
        if surplus:
            self._end(owner, pods[surplus[0]])
        return not surplus

    def _update(self, owner: Item, pods: dict[int, Item], update: Item) -> None:
        """Replace the highest pod that is of another revision, once those above it are well."""
        if owner["spec"]["updateStrategy"]["type"] == "OnDelete":
            return
        for number in sorted(pods, reverse=True):
            if number < _partition(owner):
                return
            pod = pods[number]
            if _revision(pod) != update["metadata"]["name"]:
                self._end(owner, pod)
                return
            if not _is_healthy(pod):
                return

    def _end(self, owner: Item, pod: Item) -> None:
        if pod["metadata"].get("deletionTimestamp"):
            return
        delete_pod(self._cluster, pod)
        name = pod["metadata"]["name"]
        text = f"delete Pod {name} in StatefulSet {owner['metadata']['name']} successful"
        self._events.say(owner, "SuccessfulDelete", text)

    def _tell(self, owner: Item, current: Item, update: Item) -> None:
        pods = self._cluster.store.owned(kinds.POD, owner["metadata"]["uid"])
        now, then = current["metadata"]["name"], update["metadata"]["name"]
        live = [pod for pod in pods if not pod["metadata"].get("deletionTimestamp")]
        counts = {
            "readyReplicas": sum(map(is_ready, live)),
            "availableReplicas": sum(map(is_ready, live)),
            "updatedReplicas": sum(_revision(pod) == then for pod in live),
            "currentReplicas": sum(_revision(pod) == now for pod in live),
        }
        wanted = owner["spec"]["replicas"]
        if counts["updatedReplicas"] == counts["readyReplicas"] == len(pods) == wanted:
            now, counts["currentReplicas"] = then, counts["updatedReplicas"]
        status: dict[str, Any] = {
            "observedGeneration": owner["metadata"]["generation"],
            "replicas": len(pods),
            "currentRevision": now,
            "updateRevision": then,
            "collisionCount": 0,
        }
        status |= {key: value for key, value in counts.items() if value}
        self._cluster.revise(kinds.STATEFUL_SET, owner, status=status)
        history.forget_history(self._cluster, owner, {now, then, *map(_revision, pods)})


def _ordinal(pod: Item) -> int:
    return int(pod["metadata"]["name"].rpartition("-")[2])


def _revision(pod: Item) -> str:
    return str((pod["metadata"].get("labels") or {}).get(history.HASH, ""))


def _partition(owner: Item) -> int:
    return int((owner["spec"]["updateStrategy"].get("rollingUpdate") or {}).get("partition", 0))


def _is_healthy(pod: Item) -> bool:
    return is_ready(pod) and not pod["metadata"].get("deletionTimestamp")
