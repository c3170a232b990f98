"""How a pod behaves: decided by its spec, its annotations, and what is around it; without a clock.

One set of rules for every cluster that has no containers, so that all tell the same stories.
The caller asks again and again, and gives back the memory that the last answer held.

What an image is called (its tag; the name counts when there is no tag):

| contains | behaviour |
|---|---|
| `bad` | never pulled: `ErrImagePull`, then `ImagePullBackOff` |
| `crash` | `CrashLoopBackOff`, one restart per `Pace.restart`, exit code 1 |
| `slow` | running, but ready only `Pace.slow` later |

What a container or a pod says about itself:

| place | behaviour |
|---|---|
| env `NEEDS_MEMORY=300Mi`, or annotation `sandbox.zhiban/needs-memory` | above the container's \
`limits.memory`: `OOMKilled` (137), again and again |
| env or envFrom of a ConfigMap that holds `mode: broken` | crash loop (exit code 78). Read at \
each start only: running pods go on with what they read, crashing ones read it at each restart |
| annotation `sandbox.zhiban/stuck-before: <RFC 3339>` | created before that: running, not ready |
| annotation `sandbox.zhiban/depends-on: <app>` | running, not ready while no pod of that app is |
| annotation `sandbox.zhiban/capacity: "2"` | how much load one ready pod carries; 1 if unsaid |

What the ConfigMap `sandbox-faults` of the namespace says (`<app>` is the pod's label `app`, else
`app.kubernetes.io/name`); it changes no template, hence makes no revision:

| key | value | behaviour |
|---|---|---|
| `<app>.stuck-before` | RFC 3339 | created before that: running, not ready; a restart heals |
| `<app>.crash-before` | RFC 3339 | created before that: crash loop; a restart heals |
| `<app>.crash` | `true` | crash loop, whoever restarts it |
| `<app>.needs-memory` | `300Mi` | as the annotation; a larger limit heals |
| `<app>.bad-image` | text | images that contain the text never become ready; an undo heals |
| `<app>.never-ready` | `true` | running, never ready; nothing helps |
| `<app>.flap-seconds` | `5` | ready and not ready in turns of that length |
| `<app>.start-seconds` | `3` | so much longer until ready |
| `<app>.load` | `8` | units of load on the app; above the capacity of its ready pods it is \
overloaded: running, ready, with the condition `sandbox.zhiban/Overloaded`; more replicas heal |
| `<app>.heals-at` | RFC 3339 | from then on no key of this app counts |
| `node.<name>` | `down` | pods on that node are not ready |

Creation times are judged as exactly as they are given; an API server keeps whole seconds, so write
limits in whole seconds too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.kubernetes.parts import (
    FAULTS,
    NO_TIME,
    OVERLOADED,
    PREFIX,
    ContainerBehaviour,
    ContainerMemory,
    Pace,
    PodBehaviour,
    PodMemory,
    Surroundings,
    Trouble,
)
from sandbox.kubernetes.quantities import quantity

__all__ = [
    "FAULTS",
    "OVERLOADED",
    "PREFIX",
    "ContainerBehaviour",
    "ContainerMemory",
    "Pace",
    "PodBehaviour",
    "PodMemory",
    "Surroundings",
    "Trouble",
    "app_of",
    "behave",
    "capacity_of",
    "overload",
    "read_time",
]

_LONGEST_BACK_OFF = 16
"""In restarts: how seldom one looks at what crashed long ago; a day of it must not take long."""
_EXITS = {Trouble.CRASH: 1, Trouble.OUT_OF_MEMORY: 137, Trouble.BROKEN_CONFIG: 78}


def behave(
    pod: Mapping[str, Any],
    *,
    age: timedelta,
    created: datetime,
    surroundings: Surroundings,
    memory: PodMemory | None = None,
    pace: Pace | None = None,
) -> PodBehaviour:
    """Return what a pod does at an age.

    Args:
        pod: the object as the API keeps it.
        age: how long it has been on a node.
        created: when it was created; with `age` this says what time it is.
        surroundings: what it sees.
        memory: of the last answer for this pod; None for the first.
        pace: how long things take.
    """
    scene = _Scene(pod, age, created, surroundings, pace or Pace())
    known = memory.containers if memory else {}
    specs = pod["spec"]["containers"]
    kept = {
        spec["name"]: scene.remember(spec, known.get(spec["name"]) or ContainerMemory())
        for spec in specs
    }
    containers = tuple(scene.container(spec, kept[spec["name"]]) for spec in specs)
    alive = any(one.running or one.last_reason for one in containers)
    return PodBehaviour(
        phase="Running" if alive else "Pending",
        ready=all(one.ready for one in containers),
        trouble=next((one.trouble for one in containers if not one.ready), Trouble.NONE),
        containers=containers,
        overload=scene.overload(),
        memory=PodMemory(kept),
        look_again=scene.look_again(specs, kept),
    )


def overload(
    app: str, *, faults: Mapping[str, str], capacity: float, ready: int, now: datetime
) -> float:
    """Return load per capacity of an app; above 1 its pods are overloaded, 0 without load.

    Args:
        app: the app label.
        faults: the keys of `sandbox-faults`.
        capacity: load units that one ready pod carries.
        ready: how many of its pods are ready.
        now: when; after `heals-at` there is no load.
    """
    if _healed(app, faults, now):
        return 0.0
    load = float(faults.get(f"{app}.load", 0))
    return load / (capacity * max(ready, 1)) if load else 0.0


def app_of(labels: Mapping[str, str]) -> str:
    """Return the app a pod belongs to by its labels; empty if they do not say."""
    return labels.get("app") or labels.get("app.kubernetes.io/name") or ""


def capacity_of(annotations: Mapping[str, str]) -> float:
    """Return how many units of load one pod carries."""
    return float(annotations.get(f"{PREFIX}/capacity", 1))


def read_time(text: str) -> datetime:
    """Return an RFC 3339 time.

    Raises:
        ValueError: it is none.
    """
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


class _Scene:
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
        self._healed = not self._app or _healed(self._app, faults, self._now)

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


def _healed(app: str, faults: Mapping[str, str], now: datetime) -> bool:
    limit = faults.get(f"{app}.heals-at", "")
    return bool(limit) and now >= read_time(limit)


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


def _tag(image: str) -> str:
    name = image.rpartition("/")[2]
    return name.partition(":")[2] or name
