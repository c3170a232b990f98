"""The Deployment controller: rollouts, scaling, revisions, conditions.

One look is one pass of the real controller: it changes ReplicaSets *or* finds nothing to change,
then writes the status it can know by then. That a status can be of the new generation and still
bear the old condition follows from this order; do not "repair" it.
"""

from datetime import timedelta
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers import conditions as c
from sandbox.kubernetes.controllers import revisions as r
from sandbox.kubernetes.controllers.conditions import Conditions, deadline
from sandbox.kubernetes.controllers.rolling import Set, bounds_of, next_new, next_old, share
from sandbox.kubernetes.events import EventRecorder
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.store import Change, Item, controller_of

NAME = "deployment-controller"
_JUST_AFTER = timedelta(milliseconds=10)


class Deployments:
    """Turns templates into ReplicaSets and moves replicas between them."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._events = EventRecorder(cluster, NAME)
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind is kinds.DEPLOYMENT and change.type != "DELETED":
            self._cluster.look_at(NAME, metadata["namespace"], metadata["name"])
        elif change.kind is kinds.REPLICA_SET:
            owner = controller_of(change.item)
            if owner is not None and owner["kind"] == "Deployment":
                self._cluster.look_at(NAME, metadata["namespace"], owner["name"])

    def sync(self, namespace: str, name: str) -> None:
        """Look at one Deployment."""
        deployment = self._cluster.store.get(kinds.DEPLOYMENT, namespace, name)
        if deployment is None or deployment["metadata"].get("deletionTimestamp"):
            return
        deployment = self._tell_pause(deployment)
        _Pass(self._cluster, self._events, deployment).run()
        deployment = self._cluster.store.get(kinds.DEPLOYMENT, namespace, name)
        due = deadline(deployment) if deployment else None
        if due is not None and due >= self._cluster.now:
            # A timestamp holds whole seconds: just after the deadline, not on it.
            when = due + self._cluster.scaled(_JUST_AFTER)
            self._cluster.look_later(NAME, namespace, name, when)

    def _tell_pause(self, deployment: Item) -> Item:
        known = Conditions(deployment, self._cluster.stamp)
        reason = known.reason(c.PROGRESSING)
        paused = bool(deployment["spec"].get("paused"))
        if reason == c.TIMED_OUT or paused is (reason == c.PAUSED):
            return deployment
        if paused:
            known.set(c.PROGRESSING, "Unknown", c.PAUSED, "Deployment is paused")
        else:
            known.set(c.PROGRESSING, "Unknown", c.RESUMED, "Deployment is resumed")
        status = {**(deployment.get("status") or {}), "conditions": known.listed()}
        return self._cluster.revise(kinds.DEPLOYMENT, deployment, status=status)


class _Pass:
    """One pass over one Deployment."""

    def __init__(self, cluster: Cluster, events: EventRecorder, deployment: Item) -> None:
        self._cluster = cluster
        self._events = events
        self._deployment = deployment
        self._bounds = bounds_of(deployment["spec"])
        self._sets = {
            one["metadata"]["name"]: one
            for one in cluster.store.owned(kinds.REPLICA_SET, deployment["metadata"]["uid"])
        }
        new = r.current_set(deployment, list(self._sets.values()))
        self._new = new["metadata"]["name"] if new else ""

    def run(self) -> None:
        if self._deployment["spec"].get("paused") or self._is_resized():
            self._follow_size()
            self._tell()
            return
        try:
            self._have_new_set()
        except Refusal as refusal:
            self._tell_failed(str(refusal))
            return
        moved = self._recreate() if self._recreates() else self._roll()
        if not moved and self._is_complete(self._status()):
            r.forget_old(self._cluster, self._deployment, self._old())
        self._tell()

    def _recreates(self) -> bool:
        return bool(self._deployment["spec"]["strategy"]["type"] == "Recreate")

    def _old(self) -> list[Item]:
        return r.oldest_first([one for name, one in self._sets.items() if name != self._new])

    def _active(self) -> list[Item]:
        return [one for one in self._sets.values() if one["spec"]["replicas"] > 0]

    def _is_resized(self) -> bool:
        wanted = str(self._bounds.replicas)
        return any(r.annotation(one, r.DESIRED) not in {"", wanted} for one in self._active())

    def _have_new_set(self) -> None:
        """Create the ReplicaSet of the template, or give the one there is the next revision."""
        revision = max((r.revision_of(one) for one in self._old()), default=0) + 1
        if self._new:
            one = r.mark_set(self._cluster, self._deployment, self._sets[self._new], revision)
            self._sets[self._new] = one
            self._bear(r.revision_of(one), c.FOUND, "Found new replica set", one)
            return
        probe = Set("", 0, 0)
        replicas = next_new(self._bounds, probe, [_numbers(one) for one in self._old()])
        if self._recreates() and any(one["spec"]["replicas"] for one in self._old()):
            replicas = 0
        one = r.make_set(self._cluster, self._deployment, revision, replicas)
        self._new = one["metadata"]["name"]
        self._sets[self._new] = one
        if replicas:
            self._say_scaled(one, "up", replicas)
        self._bear(revision, c.CREATED, "Created new replica set", one, anew=True)

    def _bear(
        self, revision: int, reason: str, text: str, one: Item, *, anew: bool = False
    ) -> None:
        """Have the Deployment bear its revision, and a condition if it has none or made a set."""
        known = Conditions(self._deployment, self._cluster.stamp)
        if anew or known.get(c.PROGRESSING) is None:
            message = f'{text} "{one["metadata"]["name"]}"'
            known.set(c.PROGRESSING, "True", reason, message)
        metadata = self._deployment["metadata"]
        annotations = {**(metadata.get("annotations") or {}), r.REVISION: str(revision)}
        status = {**(self._deployment.get("status") or {}), "conditions": known.listed()}
        self._deployment = self._cluster.revise(
            kinds.DEPLOYMENT,
            self._deployment,
            metadata={**metadata, "annotations": annotations},
            status=status,
        )

    def _roll(self) -> bool:
        new = _numbers(self._sets[self._new])
        old = [_numbers(one) for one in self._old()]
        wanted = next_new(self._bounds, new, old)
        if wanted != new.wanted:
            self._resize(self._new, wanted)
            return True
        fewer = next_old(self._bounds, new, old)
        for name, replicas in fewer.items():
            self._resize(name, replicas)
        return bool(fewer)

    def _recreate(self) -> bool:
        running = [one for one in self._old() if one["spec"]["replicas"] > 0]
        for one in running:
            self._resize(one["metadata"]["name"], 0)
        if running:
            return True
        left = any((one.get("status") or {}).get("replicas") for one in self._old())
        wanted = self._bounds.replicas
        if left or self._sets[self._new]["spec"]["replicas"] == wanted:
            return False
        self._resize(self._new, wanted)
        return True

    def _follow_size(self) -> None:
        """Bring the replicas to what is wanted without rolling anything out."""
        active = self._active()
        if len(active) <= 1:
            old = self._old()
            one = active[0] if active else self._sets.get(self._new) or (old[-1] if old else None)
            if one is not None:
                self._resize(one["metadata"]["name"], self._bounds.replicas)
            return
        if self._new and self._is_saturated(self._sets[self._new]):
            for one in active:
                if one["metadata"]["name"] != self._new:
                    self._resize(one["metadata"]["name"], 0)
            return
        if not self._recreates():
            self._spread(active)

    def _is_saturated(self, one: Item) -> bool:
        numbers, wanted = _numbers(one), self._bounds.replicas
        desired = r.annotation(one, r.DESIRED)
        return numbers.wanted == wanted == numbers.available and desired == str(wanted)

    def _spread(self, active: list[Item]) -> None:
        had = max(int(r.annotation(one, r.MOST) or 0) for one in active)
        numbers = [_numbers(one) for one in reversed(r.oldest_first(active))]
        for name, replicas in share(had, numbers, self._bounds).items():
            self._resize(name, replicas)

    def _resize(self, name: str, replicas: int) -> None:
        one = self._sets[name]
        before = one["spec"]["replicas"]
        self._sets[name] = r.resize(self._cluster, self._deployment, one, replicas)
        if replicas != before:
            self._say_scaled(one, "up" if replicas > before else "down", replicas)

    def _say_scaled(self, one: Item, way: str, replicas: int) -> None:
        text = f"Scaled {way} replica set {one['metadata']['name']} to {replicas}"
        self._events.say(self._deployment, "ScalingReplicaSet", text)

    def _status(self) -> dict[str, Any]:
        counts = [one.get("status") or {} for one in self._sets.values()]
        new = (self._sets[self._new].get("status") or {}) if self._new else {}
        total = sum(one.get("replicas", 0) for one in counts)
        available = sum(one.get("availableReplicas", 0) for one in counts)
        return {
            "observedGeneration": self._deployment["metadata"]["generation"],
            "replicas": total,
            "updatedReplicas": new.get("replicas", 0),
            "readyReplicas": sum(one.get("readyReplicas", 0) for one in counts),
            "availableReplicas": available,
            "unavailableReplicas": max(total - available, 0),
        }

    def _is_complete(self, status: dict[str, Any]) -> bool:
        wanted = self._bounds.replicas
        counts = (status["updatedReplicas"], status["replicas"], status["availableReplicas"])
        return counts == (wanted, wanted, wanted)

    def _progresses(self, status: dict[str, Any]) -> bool:
        was = dict.fromkeys(status, 0) | (self._deployment.get("status") or {})
        old, old_was = (one["replicas"] - one["updatedReplicas"] for one in (status, was))
        more = ("updatedReplicas", "readyReplicas", "availableReplicas")
        return old < old_was or any(status[key] > was[key] for key in more)

    def _has_timed_out(self) -> bool:
        due = deadline(self._deployment)
        return due is not None and due < self._cluster.now

    def _tell(self) -> None:
        """Write the status, as far as it is known by now."""
        status = self._status()
        known = Conditions(self._deployment, self._cluster.stamp)
        self._judge_availability(known, status)
        if not self._deployment["spec"].get("paused"):
            self._judge_progress(known, status)
        self._judge_failure(known)
        counts = {key: value for key, value in status.items() if value}
        listed = {"conditions": known.listed()}
        self._cluster.revise(kinds.DEPLOYMENT, self._deployment, status={**counts, **listed})

    def _judge_progress(self, known: Conditions, status: dict[str, Any]) -> None:
        done = known.reason(c.PROGRESSING) == c.COMPLETE
        if done and status["replicas"] == status["updatedReplicas"]:
            return
        name = self._new or self._deployment["metadata"]["name"]
        shown = f'ReplicaSet "{name}"'
        if self._is_complete(status):
            text = f"{shown} has successfully progressed."
            known.set(c.PROGRESSING, "True", c.COMPLETE, text)
        elif self._progresses(status):
            text = f"{shown} is progressing."
            known.set(c.PROGRESSING, "True", c.MOVING, text, restamp=True)
        elif self._has_timed_out():
            text = f"{shown} has timed out progressing."
            known.set(c.PROGRESSING, "False", c.TIMED_OUT, text)

    def _judge_availability(self, known: Conditions, status: dict[str, Any]) -> None:
        least = self._bounds.replicas - self._bounds.unavailable
        if status["availableReplicas"] >= least:
            text = "Deployment has minimum availability."
            known.set(c.AVAILABLE, "True", "MinimumReplicasAvailable", text)
        else:
            text = "Deployment does not have minimum availability."
            known.set(c.AVAILABLE, "False", "MinimumReplicasUnavailable", text)

    def _judge_failure(self, known: Conditions) -> None:
        newest = [self._sets[self._new]] if self._new else []
        for one in [*newest, *self._old()]:
            for failure in (one.get("status") or {}).get("conditions") or ():
                message = failure["message"]
                known.set(c.FAILURE, "True", failure["reason"], message)
                return
        known.drop(c.FAILURE)

    def _tell_failed(self, why: str) -> None:
        known = Conditions(self._deployment, self._cluster.stamp)
        known.set(c.PROGRESSING, "False", "ReplicaSetCreateError", why)
        status = {**(self._deployment.get("status") or {}), "conditions": known.listed()}
        self._cluster.revise(kinds.DEPLOYMENT, self._deployment, status=status)


def _numbers(one: Item) -> Set:
    available = (one.get("status") or {}).get("availableReplicas", 0)
    return Set(one["metadata"]["name"], one["spec"]["replicas"], available)
