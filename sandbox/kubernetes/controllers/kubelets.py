"""Kubelets: pods on a node play their part there, and end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.kubernetes import kinds
from sandbox.kubernetes.behaviour import FAULTS, PREFIX, app_of, behave
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.nodes import is_up
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.parts import PodBehaviour, PodMemory, Surroundings
from sandbox.kubernetes.pod_status import kubelet_events, pod_status
from sandbox.kubernetes.store import Change, Item

KUBELET = "kubelet"


@dataclass
class _Part:
    """What a kubelet knows of one pod."""

    memory: PodMemory | None = None
    last: PodBehaviour | None = None
    ends: datetime | None = None


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
    """Has pods behave."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, KUBELET)
        self._parts: dict[str, _Part] = {}
        self._homes: dict[str, _Home] = {}
        cluster.employ(KUBELET, self.sync)
        cluster.store.listen(self._notice)

    def behaviour(self, uid: str) -> PodBehaviour | None:
        """Return what a pod did when it was last looked at, None if it was not."""
        part = self._parts.get(uid)
        return part.last if part else None

    def sync(self, namespace: str, name: str) -> None:
        """Look at a pod on its node."""
        cluster = self._cluster
        pod = cluster.store.get(kinds.POD, namespace, name)
        if pod is None or not pod["spec"].get("nodeName"):
            return
        uid = pod["metadata"]["uid"]
        part = self._parts.setdefault(uid, _Part())
        if pod["metadata"].get("deletionTimestamp"):
            self._stop(pod, part)
            return
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
            self._events.say(pod, event.reason, event.message, warning=warning)
        part.memory, part.last = behaviour.memory, behaviour
        self._write(pod, behaviour, born)
        if behaviour.look_again is not None:
            cluster.look_later(KUBELET, namespace, name, born + behaviour.look_again)

    def _stop(self, pod: Item, part: _Part) -> None:
        """Stop the containers of a pod, and forget it as soon as they have ended."""
        namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
        if part.ends is None:
            part.ends = self._cluster.now + self._cluster.pace.start
            for one in pod["spec"]["containers"]:
                self._events.say(pod, "Killing", f"Stopping container {one['name']}")
        if self._cluster.now < part.ends:
            self._cluster.look_later(KUBELET, namespace, name, part.ends)
        else:
            self._cluster.store.remove(kinds.POD, namespace, name)

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
        bad = [node for node in self._cluster.store.all(kinds.NODE) if not is_up(node)]
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
        elif metadata.get("deletionTimestamp") or _is_of_new_spec(change):
            self._cluster.look_at(KUBELET, namespace, name)

    def _count(self, change: Change) -> None:
        """Keep count of the ready pods of each app, and wake those whom that concerns."""
        gone = change.type == "DELETED"
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
            self._wake(pods)
        else:
            # Crashing pods read their settings at each restart, but are looked at less often.
            self._wake([pod for pod in pods if self._is_unhealthy(pod)])

    def _is_unhealthy(self, pod: Item) -> bool:
        last = self.behaviour(pod["metadata"]["uid"])
        return last is not None and not last.ready

    def _notice_node(self, change: Change) -> None:
        if is_up(change.item) != is_up(change.before or change.item):
            node = change.item["metadata"]["name"]
            pods = self._cluster.store.all(kinds.POD)
            self._wake([pod for pod in pods if pod["spec"].get("nodeName") == node])

    def _wake(self, pods: list[Item]) -> None:
        for pod in pods:
            metadata = pod["metadata"]
            self._cluster.look_at(KUBELET, metadata["namespace"], metadata["name"])


def _serves(pod: Item | None) -> str:
    """Return the app that a pod serves; empty if it does not."""
    if pod is None or not is_active(pod) or not is_ready(pod):
        return ""
    return app_of(pod["metadata"].get("labels") or {})


def _is_of_new_spec(change: Change) -> bool:
    return change.before is None or change.before.get("spec") != change.item.get("spec")
