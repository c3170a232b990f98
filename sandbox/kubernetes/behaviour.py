"""How a pod behaves: decided by its spec, its annotations, and what is around it; without a clock.

One set of rules for every cluster that has no containers, so that all tell the same scenarios.
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

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.kubernetes.parts import (
    FAULTS,
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
from sandbox.kubernetes.readings import app_of, capacity_of, overload, read_time
from sandbox.kubernetes.scene import Scene

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
        age: how long it has been there.
        created: when it was created; with `age` this says what time it is.
        surroundings: what it sees.
        memory: of the last answer for this pod; None for the first.
        pace: how long things take.
    """
    scene = Scene(pod, age, created, surroundings, pace or Pace())
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
