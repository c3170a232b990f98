"""What is said of a pod that plays a part: its surroundings, its memory, and what it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

FAULTS = "sandbox-faults"
"""The ConfigMap that holds the faults of a namespace."""
PREFIX = "sandbox.zhiban"
OVERLOADED = f"{PREFIX}/Overloaded"
"""Type of the pod condition that says so."""
NO_TIME = timedelta()


class Trouble(StrEnum):
    """Why a container does not serve; `NONE` when it does."""

    NONE = "None"
    STARTING = "ContainerCreating"
    PULL = "ImagePullBackOff"
    FIRST_PULL = "ErrImagePull"
    CRASH = "Error"
    OUT_OF_MEMORY = "OOMKilled"
    BROKEN_CONFIG = "BrokenConfig"
    WARMING_UP = "WarmingUp"
    STUCK = "Stuck"
    DEPENDENCY = "DependencyNotReady"
    NEVER_READY = "NeverReady"
    FLAPPING = "Flapping"
    NODE_DOWN = "NodeNotReady"


@dataclass(frozen=True)
class Pace:
    """How long things take, in the time of the cluster.

    Attributes:
        start: from binding until a container runs.
        slow: further wait of images whose tag contains `slow`.
        restart: from one crash to the next.
    """

    start: timedelta = timedelta(seconds=0.3)
    slow: timedelta = timedelta(seconds=2)
    restart: timedelta = timedelta(seconds=2)


@dataclass(frozen=True)
class Surroundings:
    """What a pod can see of its cluster.

    Attributes:
        configmaps: `data` of the ConfigMaps of its namespace, by name; `sandbox-faults` among them.
        ready: how many pods of each app are ready in its namespace.
        bad_nodes: nodes that are down, whatever the ConfigMap says.
    """

    configmaps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ready: Mapping[str, int] = field(default_factory=dict)
    bad_nodes: frozenset[str] = frozenset()

    @property
    def faults(self) -> Mapping[str, str]:
        """The keys of `sandbox-faults`."""
        return self.configmaps.get(FAULTS, {})


@dataclass(frozen=True)
class ContainerMemory:
    """What one container knows from one look to the next.

    Attributes:
        started: age of the pod at its last start; None before the first.
        restarts: how often it was started again.
        broken_config: what it read at its last start held `mode: broken`.
        crashed_at: age of the pod when it crashed; None while it runs.
        last: why it ended last.
    """

    started: timedelta | None = None
    restarts: int = 0
    broken_config: bool = False
    crashed_at: timedelta | None = None
    last: Trouble = Trouble.NONE


@dataclass(frozen=True)
class PodMemory:
    """What a pod knows from one look to the next; a new pod has an empty one."""

    containers: Mapping[str, ContainerMemory] = field(default_factory=dict)


@dataclass(frozen=True)
class ContainerBehaviour:
    """What one container does.

    Attributes:
        trouble: why it does not serve.
        waiting: reason and message while it does not run; None when it runs.
        restart_count: restarts so far.
        last_reason: why it ended last; empty if it never did.
        last_exit_code: with which code.
        started: age of the pod at its last start; None before the first.
    """

    name: str
    trouble: Trouble
    waiting: tuple[str, str] | None = None
    restart_count: int = 0
    last_reason: str = ""
    last_exit_code: int = 0
    started: timedelta | None = None

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self.waiting is None

    @property
    def ready(self) -> bool:
        """Whether it serves."""
        return self.trouble is Trouble.NONE


@dataclass(frozen=True)
class PodBehaviour:
    """What a pod does, and what it has to be given back when it is asked again.

    Attributes:
        phase: `Pending` or `Running`.
        trouble: of the first container that does not serve.
        overload: load of its app per capacity; above 1 is bad.
        look_again: age at which time alone may change it; None if only its surroundings can. After
            ten restarts it is later than the next one: they are counted when somebody looks.
    """

    phase: str
    ready: bool
    trouble: Trouble
    containers: tuple[ContainerBehaviour, ...]
    overload: float
    memory: PodMemory
    look_again: timedelta | None = None
