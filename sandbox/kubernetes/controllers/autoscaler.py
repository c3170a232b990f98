"""The HPA controller: it owns the number of replicas of what it points to.

Load comes from `sandbox-faults` (`<app>.load`, with the annotation `sandbox.zhiban/capacity`): the
number wanted is what carries the load. Without load the number stays as it is, within the bounds;
whoever sets it beyond them sees it put back.
"""

import math
from datetime import timedelta
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.behaviour import FAULTS, app_of, capacity_of, overload
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.ownership import Manager, record_update
from sandbox.kubernetes.store import Change, Item

NAME = "horizontal-pod-autoscaler"
EVERY = timedelta(seconds=1)
"""How soon it looks after a change, at speed 1; a real one looks every 15 s."""

_TARGETS = {one.name: one for one in (kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.REPLICA_SET)}


class Autoscaler:
    """Sets `spec.replicas` of what HPAs point to."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        faults = change.kind is kinds.CONFIG_MAP and change.item["metadata"]["name"] == FAULTS
        if change.kind not in {kinds.HPA, *_TARGETS.values()} and not faults:
            return
        namespace = change.item["metadata"]["namespace"]
        due = self._cluster.now + self._cluster.scaled(EVERY)
        for one in self._cluster.store.all(kinds.HPA, namespace):
            self._cluster.look_later(NAME, namespace, one["metadata"]["name"], due)

    def sync(self, namespace: str, name: str) -> None:
        """Look at one HPA."""
        hpa = self._cluster.store.get(kinds.HPA, namespace, name)
        if hpa is None:
            return
        reference = hpa["spec"]["scaleTargetRef"]
        kind = _TARGETS.get(reference.get("kind", ""))
        target = self._cluster.store.get(kind, namespace, reference["name"]) if kind else None
        if kind is None or target is None:
            self._tell(hpa, 0, 0, able=False)
            return
        now = target["spec"]["replicas"]
        # Somebody who scales to zero switches autoscaling off; that is how the real one reads it.
        wanted = self._wanted(hpa, target) if now else 0
        if wanted != now:
            self._scale(kind, target, wanted)
            text = f"New size: {wanted}; reason: {'load' if wanted > now else 'bounds'}"
            self._events.say(hpa, "SuccessfulRescale", text)
        current = (target.get("status") or {}).get("replicas", 0)
        self._tell(hpa, current, wanted, able=True)

    def _wanted(self, hpa: Item, target: Item) -> int:
        metadata = target["spec"]["template"]["metadata"]
        app = app_of(metadata.get("labels") or {})
        namespace = target["metadata"]["namespace"]
        found = self._cluster.store.get(kinds.CONFIG_MAP, namespace, FAULTS) or {}
        pods = overload(
            app,
            faults=found.get("data") or {},
            capacity=capacity_of(metadata.get("annotations") or {}),
            ready=1,
            now=self._cluster.now,
        )
        wanted = math.ceil(pods) if pods else int(target["spec"]["replicas"])
        least, most = int(hpa["spec"]["minReplicas"]), int(hpa["spec"]["maxReplicas"])
        return max(least, min(wanted, most))

    def _scale(self, kind: kinds.Kind, target: Item, replicas: int) -> None:
        spec = {**target["spec"], "replicas": replicas}
        document: dict[str, Any] = {**target, "spec": spec}
        manager = Manager("kube-controller-manager")
        record_update(document, target, manager, self._cluster.stamp)
        metadata = document["metadata"]
        self._cluster.revise(kind, target, spec=spec, metadata=metadata)

    def _tell(self, hpa: Item, current: int, wanted: int, *, able: bool) -> None:
        old = {one["type"]: one for one in (hpa.get("status") or {}).get("conditions") or []}
        state = "True" if able else "False"
        reason = "SucceededRescale" if able else "FailedGetScale"
        able_to = old.get("AbleToScale", {})
        if able_to.get("status") != state:
            able_to = {
                "type": "AbleToScale",
                "status": state,
                "reason": reason,
                "message": "the target's scale was read" if able else "the target was not found",
                "lastTransitionTime": self._cluster.stamp,
            }
        status = {
            "currentReplicas": current,
            "desiredReplicas": wanted,
            "conditions": [able_to],
        }
        self._cluster.revise(kinds.HPA, hpa, status=status)
