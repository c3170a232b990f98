"""A pod's `status` and the events of a kubelet, from what the pod does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.kubernetes.parts import OVERLOADED, ContainerBehaviour, PodBehaviour, Trouble

_NO_START = (Trouble.PULL, Trouble.FIRST_PULL, Trouble.STARTING)


@dataclass(frozen=True)
class KubeletEvent:
    """What a kubelet would tell about a pod."""

    type: str
    reason: str
    message: str


def stamp(when: datetime) -> str:
    """Return a time as the API writes it: UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pod_status(
    pod: Mapping[str, Any],
    behaviour: PodBehaviour,
    *,
    now: datetime,
    bound: datetime,
    host_ip: str,
    pod_ip: str,
) -> dict[str, Any]:
    """Return the whole `status` of a pod on a node.

    Times of conditions that have not turned are kept.

    Args:
        pod: the object with the status it had.
        behaviour: what it does.
        now: the time of the cluster.
        bound: when it came to its node.
        host_ip: of the node.
        pod_ip: its own, shown once a container has run.
    """
    old = pod.get("status") or {}
    conditions = _Conditions(old.get("conditions") or [], stamp(now))
    names = [one.name for one in behaviour.containers if not one.ready]
    unready = (
        {"reason": "ContainersNotReady", "message": f"containers with unready status: {names}"}
        if names
        else {}
    )
    conditions.say("Initialized", holds=True)
    conditions.say("Ready", holds=behaviour.ready, **unready)
    conditions.say("ContainersReady", holds=behaviour.ready, **unready)
    conditions.say("PodScheduled", holds=True)
    if behaviour.overload or conditions.knows(OVERLOADED):
        load = f"load is {behaviour.overload:.2f} of capacity"
        overloaded = behaviour.overload > 1
        conditions.say(OVERLOADED, holds=overloaded, reason="Load", message=load)
    images = {spec["name"]: spec["image"] for spec in pod["spec"]["containers"]}
    status = {
        "phase": behaviour.phase,
        "conditions": conditions.said,
        "hostIP": host_ip,
        "startTime": stamp(bound),
        "containerStatuses": [
            _container(one, images[one.name], bound=bound) for one in behaviour.containers
        ],
        "qosClass": old.get("qosClass", "BestEffort"),
    }
    if any(one.trouble not in _NO_START for one in behaviour.containers):
        status |= {"podIP": pod_ip, "podIPs": [{"ip": pod_ip}]}
    return status


def kubelet_events(
    pod: Mapping[str, Any], before: PodBehaviour | None, after: PodBehaviour
) -> Iterator[KubeletEvent]:
    """Yield what happened between two looks at a pod.

    Args:
        pod: the object.
        before: what it did at the last look; None before the first.
        after: what it does.
    """
    images = {spec["name"]: spec["image"] for spec in pod["spec"]["containers"]}
    was = {one.name: one for one in before.containers} if before else {}
    for one in after.containers:
        earlier = was.get(one.name) or ContainerBehaviour(one.name, Trouble.STARTING, ("", ""))
        yield from _told(earlier, one, images[one.name])


def _told(was: ContainerBehaviour, one: ContainerBehaviour, image: str) -> Iterator[KubeletEvent]:
    if one.started is not None and one.started != was.started:
        yield KubeletEvent("Normal", "Pulled", f'Container image "{image}" already present')
        yield KubeletEvent("Normal", "Created", f"Created container {one.name}")
        yield KubeletEvent("Normal", "Started", f"Started container {one.name}")
    if one.trouble is was.trouble and one.restart_count == was.restart_count:
        return
    if one.trouble in {Trouble.FIRST_PULL, Trouble.PULL} and one.waiting is not None:
        failed = one.trouble is Trouble.FIRST_PULL
        text = f"Failed to pull image {image!r}: not found" if failed else one.waiting[1]
        yield KubeletEvent("Warning", "Failed" if failed else "BackOff", text)
    elif one.waiting is not None and one.last_reason:
        if one.trouble is Trouble.OUT_OF_MEMORY:
            text = f"Container {one.name} was killed: it used more memory than its limit"
            yield KubeletEvent("Warning", "OOMKilling", text)
        text = f"Back-off restarting failed container {one.name}"
        yield KubeletEvent("Warning", "BackOff", text)
    elif one.running and not one.ready and one.trouble is not Trouble.WARMING_UP:
        text = f"Readiness probe failed: {one.trouble}"
        yield KubeletEvent("Warning", "Unhealthy", text)


class _Conditions:
    def __init__(self, old: list[dict[str, Any]], now: str) -> None:
        self._old = {one["type"]: one for one in old}
        self._now = now
        self.said: list[dict[str, Any]] = []

    def knows(self, kind: str) -> bool:
        return kind in self._old

    def say(self, kind: str, *, holds: bool, **why: str) -> None:
        status = "True" if holds else "False"
        old = self._old.get(kind) or {}
        turned = self._now
        if old.get("status") == status:
            turned = old.get("lastTransitionTime", self._now)
        condition = {"type": kind, "status": status, "lastProbeTime": None}
        self.said.append(condition | {"lastTransitionTime": turned, **why})


def _container(one: ContainerBehaviour, image: str, *, bound: datetime) -> dict[str, Any]:
    began = stamp(bound + one.started) if one.started is not None else stamp(bound)
    end = {
        "exitCode": one.last_exit_code,
        "reason": one.last_reason,
        "startedAt": began,
        "finishedAt": began,
    }
    state: dict[str, Any] = {"running": {"startedAt": began}}
    if one.waiting is not None:
        reason, message = one.waiting
        state = {"waiting": {"reason": reason} | ({"message": message} if message else {})}
    status: dict[str, Any] = {
        "name": one.name,
        "state": state,
        "lastState": {"terminated": end} if one.last_reason else {},
        "ready": one.ready,
        "restartCount": one.restart_count,
        "image": image,
        "imageID": "" if one.trouble in _NO_START else f"sandbox://{image}",
        "started": one.running,
    }
    return status
