"""One look at one pod: what its spec, its annotations and its surroundings make of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.kubernetes.parts import (
    NO_TIME,
    PREFIX,
    ContainerBehaviour,
    ContainerMemory,
    Pace,
    Surroundings,
    Trouble,
)
from sandbox.kubernetes.quantities import quantity
from sandbox.kubernetes.readings import app_of, capacity_of, is_healed, overload, read_time

_LONGEST_BACK_OFF = 150
"""In restarts: how seldom one looks at what crashes for long; five minutes, as a real kubelet."""
_EXITS = {Trouble.CRASH: 1, Trouble.OUT_OF_MEMORY: 137, Trouble.BROKEN_CONFIG: 78}


class Scene:
    """One look at one pod."""

    def __init__(
        self,
        pod: Mapping[str, Any],
        age: timedelta,
        created: datetime,
        surroundings: Surroundings,
        pace: Pace,
    ) -> None:
        self._spec = pod["spec"]
        self._annotations: Mapping[str, str] = pod["metadata"].get("annotations") or {}
        self._app = app_of(pod["metadata"].get("labels") or {})
        self._age = age
        self._created = created
        self._now = created + age
        self._around = surroundings
        self._pace = pace
        faults = surroundings.faults
        self._healed = not self._app or is_healed(self._app, faults, self._now)

    def remember(self, spec: Mapping[str, Any], memory: ContainerMemory) -> ContainerMemory:
        """Return the memory after every start and every crash that is due by now."""
        noticed = self._age
        if memory.started is None:
            if self._age < self._pace.start or "bad" in _tag(spec["image"]):
                return memory
            noticed = self._pace.start
            memory = self._start(spec, memory, noticed)
        memory = self._crash_now(spec, memory, noticed)
        if memory.crashed_at is None:
            return memory
        turns = int((self._age - memory.crashed_at) / self._pace.restart)
        if turns < 1:
            return memory
        again = memory.crashed_at + turns * self._pace.restart
        memory = replace(memory, restarts=memory.restarts + turns)
        return self._crash_now(spec, self._start(spec, memory, again), again)

    def container(self, spec: Mapping[str, Any], memory: ContainerMemory) -> ContainerBehaviour:
        """Return what one container does."""
        name = spec["name"]
        if self._age < self._pace.start:
            return ContainerBehaviour(name, Trouble.STARTING, ("ContainerCreating", ""))
        if memory.started is None:
            return self._unpulled(spec)
        crashed = memory.crashed_at is not None
        message = f"back-off restarting failed container {name}"
        return ContainerBehaviour(
            name,
            memory.last if crashed else self._unready(spec, memory),
            ("CrashLoopBackOff", message) if crashed else None,
            restart_count=memory.restarts,
            last_reason=_ended(memory.last),
            last_exit_code=_EXITS.get(memory.last, 0),
            started=memory.started,
        )

    def _start(
        self, spec: Mapping[str, Any], memory: ContainerMemory, when: timedelta
    ) -> ContainerMemory:
        """Have a container start, which is when it reads its settings."""
        broken = self._reads_broken_config(spec)
        return replace(memory, started=when, broken_config=broken, crashed_at=None)

    def _crash_now(
        self, spec: Mapping[str, Any], memory: ContainerMemory, when: timedelta
    ) -> ContainerMemory:
        cause = self._crash(spec, memory)
        if memory.crashed_at is not None or cause is Trouble.NONE:
            return memory
        return replace(memory, crashed_at=when, last=cause)

    def look_again(
        self, specs: Iterable[Mapping[str, Any]], kept: Mapping[str, ContainerMemory]
    ) -> timedelta | None:
        """Return the next age at which time alone may change something."""
        ages = [self._pace.start, 2 * self._pace.start]
        for spec in specs:
            memory = kept[spec["name"]]
            if memory.crashed_at is not None:
                patience = min(2 ** (memory.restarts // 10), _LONGEST_BACK_OFF)
                ages.append(memory.crashed_at + self._pace.restart * patience)
            elif memory.started is not None:
                ages.append(memory.started + self._warm_up(spec))
        if turn := float(self._fault("flap-seconds") or 0):
            ages.append(timedelta(seconds=turn - self._now.timestamp() % turn) + self._age)
        if limit := self._around.faults.get(f"{self._app}.heals-at", ""):
            ages.append(read_time(limit) - self._created)
        later = [age for age in ages if age > self._age]
        return min(later, default=None)

    def overload(self) -> float:
        """Return the load per capacity of the pod's app."""
        return overload(
            self._app,
            faults=self._around.faults,
            capacity=capacity_of(self._annotations),
            ready=self._around.ready.get(self._app, 0),
            now=self._now,
        )

    def _unpulled(self, spec: Mapping[str, Any]) -> ContainerBehaviour:
        image = spec["image"]
        if self._age < 2 * self._pace.start:
            message = f'rpc error: code = NotFound desc = failed to pull image "{image}": not found'
            return ContainerBehaviour(spec["name"], Trouble.FIRST_PULL, ("ErrImagePull", message))
        waiting = ("ImagePullBackOff", f'Back-off pulling image "{image}"')
        return ContainerBehaviour(spec["name"], Trouble.PULL, waiting)

    def _crash(self, spec: Mapping[str, Any], memory: ContainerMemory) -> Trouble:
        if "crash" in _tag(spec["image"]) or self._fault("crash") == "true":
            return Trouble.CRASH
        if self._created_before(self._fault("crash-before")):
            return Trouble.CRASH
        if self._lacks_memory(spec):
            return Trouble.OUT_OF_MEMORY
        if memory.broken_config:
            return Trouble.BROKEN_CONFIG
        return Trouble.NONE

    def _unready(self, spec: Mapping[str, Any], memory: ContainerMemory) -> Trouble:
        checks = (
            (self._on_a_bad_node(), Trouble.NODE_DOWN),
            (self._fault("never-ready") == "true", Trouble.NEVER_READY),
            (self._has_bad_image(spec), Trouble.NEVER_READY),
            (self._is_stuck(), Trouble.STUCK),
            (self._lacks_dependency(), Trouble.DEPENDENCY),
            (self._flaps(), Trouble.FLAPPING),
            (self._warms_up(spec, memory), Trouble.WARMING_UP),
        )
        return next((trouble for holds, trouble in checks if holds), Trouble.NONE)

    def _fault(self, key: str) -> str:
        return "" if self._healed else self._around.faults.get(f"{self._app}.{key}", "")

    def _created_before(self, limit: str) -> bool:
        return bool(limit) and self._created < read_time(limit)

    def _lacks_memory(self, spec: Mapping[str, Any]) -> bool:
        limit = (spec.get("resources") or {}).get("limits", {}).get("memory")
        env = {one["name"]: one.get("value", "") for one in spec.get("env") or []}
        said = (env.get("NEEDS_MEMORY"), self._annotations.get(f"{PREFIX}/needs-memory"))
        needed = [text for text in (*said, self._fault("needs-memory")) if text]
        if limit is None or not needed:
            return False
        return max(quantity(text) for text in needed) > quantity(limit)

    def _reads_broken_config(self, spec: Mapping[str, Any]) -> bool:
        return any(
            self._around.configmaps.get(name, {}).get("mode") == "broken"
            for name in _configmaps_of(spec)
        )

    def _on_a_bad_node(self) -> bool:
        node = self._spec.get("nodeName", "")
        return node in self._around.bad_nodes or self._around.faults.get(f"node.{node}") == "down"

    def _has_bad_image(self, spec: Mapping[str, Any]) -> bool:
        text = self._fault("bad-image")
        return bool(text) and text in spec["image"]

    def _is_stuck(self) -> bool:
        said = self._annotations.get(f"{PREFIX}/stuck-before", "")
        return self._created_before(said) or self._created_before(self._fault("stuck-before"))

    def _lacks_dependency(self) -> bool:
        app = self._annotations.get(f"{PREFIX}/depends-on")
        return app is not None and self._around.ready.get(app, 0) < 1

    def _flaps(self) -> bool:
        turn = float(self._fault("flap-seconds") or 0)
        return turn > 0 and int(self._now.timestamp() / turn) % 2 == 1

    def _warms_up(self, spec: Mapping[str, Any], memory: ContainerMemory) -> bool:
        return self._age < (memory.started or NO_TIME) + self._warm_up(spec)

    def _warm_up(self, spec: Mapping[str, Any]) -> timedelta:
        wait = timedelta(seconds=float(self._fault("start-seconds") or 0))
        return wait + (self._pace.slow if "slow" in _tag(spec["image"]) else NO_TIME)


def _tag(image: str) -> str:
    name = image.rpartition("/")[2]
    return name.partition(":")[2] or name


def _configmaps_of(spec: Mapping[str, Any]) -> Iterable[str]:
    for one in spec.get("env") or []:
        reference = (one.get("valueFrom") or {}).get("configMapKeyRef") or {}
        yield reference.get("name", "")
    for one in spec.get("envFrom") or []:
        yield (one.get("configMapRef") or {}).get("name", "")


def _ended(last: Trouble) -> str:
    """Return the reason that a kubelet gives for an end."""
    if last is Trouble.NONE:
        return ""
    return "OOMKilled" if last is Trouble.OUT_OF_MEMORY else "Error"
