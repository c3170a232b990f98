"""Nodes: whether they are up, and which of them a pod comes to."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_active
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.parts import FAULTS
from sandbox.kubernetes.store import Change, Item

SCHEDULER, NODES = "default-scheduler", "node-controller"
_NO_NODE = "0/{count} nodes are available: none can take the pod."


class Nodes:
    """Judges nodes and schedules pods."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, SCHEDULER)
        self._load: dict[str, int] = {}
        cluster.employ(SCHEDULER, self.schedule)
        cluster.employ(NODES, self.judge)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        is_new_node = change.kind is kinds.NODE and change.type == "ADDED"
        if is_new_node or (change.kind is kinds.CONFIG_MAP and metadata["name"] == FAULTS):
            self._cluster.look_at(NODES, "", "")
        if change.kind is not kinds.POD:
            return
        after = None if change.type == "DELETED" else change.item
        for item, sign in ((change.before, -1), (after, 1)):
            node = item["spec"].get("nodeName") if item else None
            if node:
                self._load[node] = self._load.get(node, 0) + sign
        if after is not None and not after["spec"].get("nodeName"):
            self._cluster.look_at(SCHEDULER, metadata["namespace"], metadata["name"])

    def schedule(self, namespace: str, name: str) -> None:
        """Find a node for a pod."""
        cluster = self._cluster
        pod = cluster.store.get(kinds.POD, namespace, name)
        if pod is None or pod["spec"].get("nodeName") or not is_active(pod):
            return
        nodes = [node for node in cluster.store.all(kinds.NODE) if self._takes(node)]
        if not nodes:
            self._leave_pending(pod)
            return
        names = [node["metadata"]["name"] for node in nodes]
        chosen = min(names, key=lambda one: (self._load.get(one, 0), one))
        cluster.revise(kinds.POD, pod, spec={**pod["spec"], "nodeName": chosen})
        text = f"Successfully assigned {namespace}/{name} to {chosen}"
        self._events.say(pod, "Scheduled", text)

    def judge(self, _namespace: str, _name: str) -> None:
        """Have each node say whether it is up."""
        down = {
            key.removeprefix("node.")
            for one in self._cluster.store.all(kinds.CONFIG_MAP)
            if one["metadata"]["name"] == FAULTS
            for key, value in (one.get("data") or {}).items()
            if key.startswith("node.") and value == "down"
        }
        for node in self._cluster.store.all(kinds.NODE):
            self._say_node(node, up=node["metadata"]["name"] not in down)

    def _say_node(self, node: Item, *, up: bool) -> None:
        status = dict(node.get("status") or {})
        old = {one["type"]: one for one in status.get("conditions") or []}
        ready = old.get("Ready", {})
        wanted = "True" if up else "Unknown"
        if ready.get("status") == wanted:
            return
        said = ("KubeletReady", "kubelet is posting ready status")
        lost = ("NodeStatusUnknown", "Kubelet stopped posting node status.")
        reason, message = said if up else lost
        old["Ready"] = {
            "type": "Ready",
            "status": wanted,
            "lastHeartbeatTime": self._cluster.stamp,
            "lastTransitionTime": self._cluster.stamp,
            "reason": reason,
            "message": message,
        }
        status["conditions"] = list(old.values())
        self._cluster.revise(kinds.NODE, node, status=status)

    def _takes(self, node: Item) -> bool:
        room = int((node.get("status") or {}).get("allocatable", {}).get("pods", 110))
        free = self._load.get(node["metadata"]["name"], 0) < room
        return free and not node["spec"].get("unschedulable") and is_up(node)

    def _leave_pending(self, pod: Item) -> None:
        text = _NO_NODE.format(count=len(self._cluster.store.all(kinds.NODE)))
        condition = {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": text,
            "lastTransitionTime": self._cluster.stamp,
        }
        status = pod.get("status") or {}
        if not status.get("conditions"):
            status = {**status, "phase": "Pending", "conditions": [condition]}
            pod = self._cluster.revise(kinds.POD, pod, status=status)
        self._events.say(pod, "FailedScheduling", text, warning=True)
        metadata = pod["metadata"]
        later = self._cluster.now + self._cluster.pace.restart
        self._cluster.look_later(SCHEDULER, metadata["namespace"], metadata["name"], later)


def new_node(name: str, *, pods: int) -> dict[str, Any]:
    """Return a node that takes that many pods."""
    room = {"cpu": "8", "memory": "32Gi", "pods": str(pods), "ephemeral-storage": "100Gi"}
    info = {"kubeletVersion": "v1.30.0-sandbox", "osImage": "SANDBOX", "architecture": "amd64"}
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
    return {
        "metadata": {"name": name, "labels": labels},
        "spec": {},
        "status": {
            "capacity": room,
            "allocatable": room,
            "nodeInfo": info,
            "conditions": [
                {"type": one, "status": "False", "reason": "KubeletHasSufficient"}
                for one in ("MemoryPressure", "DiskPressure", "PIDPressure")
            ],
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
        },
    }


def is_up(node: Item) -> bool:
    """Say whether a node has not been lost."""
    conditions = (node.get("status") or {}).get("conditions") or []
    ready = [one["status"] for one in conditions if one["type"] == "Ready"]
    return ready in ([], ["True"])
