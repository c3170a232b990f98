"""Scheduler, nodes and kubelets: pods come to a node, play their part there, and end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.behaviour import FAULTS, PREFIX, app_of, behave
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.parts import PodBehaviour, PodMemory, Surroundings
from sandbox.kubernetes.pod_status import kubelet_events, pod_status
from sandbox.kubernetes.store import Change, Item

KUBELET, SCHEDULER, NODES = "kubelet", "default-scheduler", "node-controller"
_NO_NODE = "0/{count} nodes are available: none can take the pod."


@dataclass
class _Part:
    """What a kubelet knows of one pod."""

    memory: PodMemory | None = None
    last: PodBehaviour | None = None


@dataclass
class _Home:
    """What pods of one namespace see.

    Attributes:
        ready: how many pods of each app are ready.
        configmaps: `data` by name.
        members: names of the pods of each app.
        dependents: names of the pods that depend on each app.
    """

    ready: dict[str, int] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    dependents: dict[str, set[str]] = field(default_factory=dict)
    configmaps: dict[str, Mapping[str, str]] = field(default_factory=dict)


class Kubelets:
    """Puts pods on nodes and has them behave."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._kubelet = EventRecorder(cluster, KUBELET)
        self._scheduler = EventRecorder(cluster, SCHEDULER)
        self._parts: dict[str, _Part] = {}
        self._homes: dict[str, _Home] = {}
        self._load: dict[str, int] = {}
        cluster.employ(KUBELET, self.sync)
        cluster.employ(SCHEDULER, self.schedule)
        cluster.employ(NODES, self.judge_nodes)
        cluster.store.listen(self._notice)

    def behaviour(self, uid: str) -> PodBehaviour | None:
        """Return what a pod did when it was last looked at, None if it was not."""
        part = self._parts.get(uid)
        return part.last if part else None

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
        self._scheduler.say(pod, "Scheduled", text)
        self.sync(namespace, name)

    def sync(self, namespace: str, name: str) -> None:
        """Look at a pod on its node."""
        cluster = self._cluster
        pod = cluster.store.get(kinds.POD, namespace, name)
        if pod is None or not pod["spec"].get("nodeName"):
            return
        if pod["metadata"].get("deletionTimestamp"):
            cluster.store.remove(kinds.POD, namespace, name)
            return
        uid = pod["metadata"]["uid"]
        part = self._parts.setdefault(uid, _Part())
        born = cluster.births[uid]
        behaviour = behave(
            pod,
            age=cluster.now - born,
            created=born,
            surroundings=self._surroundings(namespace),
            memory=part.memory,
            pace=cluster.pace,
        )
        for event in kubelet_events(pod, part.last, behaviour):
            warning = event.type == "Warning"
            self._kubelet.say(pod, event.reason, event.message, warning=warning)
        part.memory, part.last = behaviour.memory, behaviour
        self._write(pod, behaviour, born)
        if behaviour.look_again is not None:
            cluster.look_later(KUBELET, namespace, name, born + behaviour.look_again)

    def judge_nodes(self, _namespace: str, _name: str) -> None:
        """Have each node say whether it is up."""
        down = {
            key.removeprefix("node.")
            for home in self._homes.values()
            for key, value in home.configmaps.get(FAULTS, {}).items()
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
        return free and not node["spec"].get("unschedulable") and _is_up(node)

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
        self._scheduler.say(pod, "FailedScheduling", text, warning=True)
        metadata = pod["metadata"]
        later = self._cluster.now + self._cluster.pace.restart
        self._cluster.look_later(SCHEDULER, metadata["namespace"], metadata["name"], later)

    def _write(self, pod: Item, behaviour: PodBehaviour, born: datetime) -> None:
        number = int(pod["metadata"]["uid"][:6], 16)
        status = pod_status(
            pod,
            behaviour,
            now=self._cluster.now,
            bound=born,
            host_ip="127.0.0.1",
            pod_ip=f"10.1.{number // 256 % 256}.{number % 256}",
        )
        self._cluster.revise(kinds.POD, pod, status=status)

    def _surroundings(self, namespace: str) -> Surroundings:
        home = self._homes.setdefault(namespace, _Home())
        bad = [node for node in self._cluster.store.all(kinds.NODE) if not _is_up(node)]
        names = frozenset(node["metadata"]["name"] for node in bad)
        return Surroundings(home.configmaps, home.ready, names)

    def _notice(self, change: Change) -> None:
        if change.kind is kinds.POD:
            self._notice_pod(change)
        elif change.kind is kinds.CONFIG_MAP:
            self._notice_configmap(change)
        elif change.kind is kinds.NODE:
            self._notice_node(change)

    def _notice_pod(self, change: Change) -> None:
        metadata = change.item["metadata"]
        namespace, name = metadata["namespace"], metadata["name"]
        self._count(change)
        if (
            change.type != "MODIFIED"
            or change.item["metadata"] != (change.before or {})["metadata"]
        ):
            self._list(change)
        if change.type == "DELETED":
            self._parts.pop(metadata["uid"], None)
        elif metadata.get("deletionTimestamp"):
            end = self._cluster.now + self._cluster.pace.start
            self._cluster.look_later(KUBELET, namespace, name, end)
        elif not change.item["spec"].get("nodeName"):
            self._cluster.look_at(SCHEDULER, namespace, name)
        elif change.before is None or change.before.get("spec") != change.item.get("spec"):
            self._cluster.look_at(KUBELET, namespace, name)

    def _count(self, change: Change) -> None:
        """Keep count of pods per node, and of ready pods per app, whom that may concern."""
        gone = change.type == "DELETED"
        for item, sign in ((change.before, -1), (None if gone else change.item, 1)):
            node = item["spec"].get("nodeName") if item else None
            if node:
                self._load[node] = self._load.get(node, 0) + sign
        was, served = _serves(change.before), "" if gone else _serves(change.item)
        if was == served:
            return
        home = self._homes.setdefault(change.item["metadata"]["namespace"], _Home())
        for app, sign in ((was, -1), (served, 1)):
            if app:
                home.ready[app] = home.ready.get(app, 0) + sign
                self._wake_those_who_mind(change.item["metadata"]["namespace"], app)

    def _list(self, change: Change) -> None:
        """Keep the names of the pods of each app, and of those that depend on it."""
        home = self._homes.setdefault(change.item["metadata"]["namespace"], _Home())
        name = change.item["metadata"]["name"]
        after = None if change.type == "DELETED" else change.item
        for item, there in ((change.before, False), (after, True)):
            if item is None:
                continue
            metadata = item["metadata"]
            needed = (metadata.get("annotations") or {}).get(f"{PREFIX}/depends-on", "")
            own = app_of(metadata.get("labels") or {})
            for lists, app in ((home.members, own), (home.dependents, needed)):
                if app and there:
                    lists.setdefault(app, set()).add(name)
                elif app:
                    lists.get(app, set()).discard(name)

    def _wake_those_who_mind(self, namespace: str, app: str) -> None:
        home = self._homes[namespace]
        names = set(home.dependents.get(app, ()))
        if f"{app}.load" in home.configmaps.get(FAULTS, {}):
            names |= home.members.get(app, set())
        for name in sorted(names):
            self._cluster.look_at(KUBELET, namespace, name)

    def _notice_configmap(self, change: Change) -> None:
        metadata = change.item["metadata"]
        namespace, name = metadata["namespace"], metadata["name"]
        home = self._homes.setdefault(namespace, _Home())
        if change.type == "DELETED":
            home.configmaps.pop(name, None)
        else:
            home.configmaps[name] = change.item.get("data") or {}
        pods = self._cluster.store.all(kinds.POD, namespace)
        if name == FAULTS:
            self._cluster.look_at(NODES, "", "")
            self._wake(pods)
        else:
            # Crashing pods read their settings at each restart, but are looked at less often.
            self._wake([pod for pod in pods if self._is_unwell(pod)])

    def _is_unwell(self, pod: Item) -> bool:
        last = self.behaviour(pod["metadata"]["uid"])
        return last is not None and not last.ready

    def _notice_node(self, change: Change) -> None:
        if change.type == "ADDED":
            self._cluster.look_at(NODES, "", "")
        elif _is_up(change.item) != _is_up(change.before or change.item):
            node = change.item["metadata"]["name"]
            pods = self._cluster.store.all(kinds.POD)
            self._wake([pod for pod in pods if pod["spec"].get("nodeName") == node])

    def _wake(self, pods: list[Item]) -> None:
        for pod in pods:
            metadata = pod["metadata"]
            self._cluster.look_at(KUBELET, metadata["namespace"], metadata["name"])


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
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
        },
    }


def _is_up(node: Item) -> bool:
    conditions = (node.get("status") or {}).get("conditions") or []
    ready = [one["status"] for one in conditions if one["type"] == "Ready"]
    return ready in ([], ["True"])


def _serves(pod: Item | None) -> str:
    """Return the app that a pod serves; empty if it does not."""
    if pod is None or not is_active(pod) or not is_ready(pod):
        return ""
    return app_of(pod["metadata"].get("labels") or {})
