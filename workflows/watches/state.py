"""What a watch's workflow knows, carries over and is told; all of it plain data."""

from dataclasses import dataclass
from datetime import datetime

from domain.task_types.configs import AnyTask
from domain.tasks.tasks import TaskState


@dataclass(frozen=True)
class WatchInput:
    """Everything the workflow needs; add fields, with defaults, at the end.

    Attributes:
        acknowledged: how many findings were handed to their deliveries.
        due: when to look next; None: at once.
        as_of: the newest change of the task that is known here.
    """

    task: AnyTask
    acknowledged: int = 0
    paused: bool = False
    reason: str = ""
    due: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Steered:
    """Who steers, and why; add fields, with defaults, at the end."""

    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TaskChange:
    """A configuration to go on with; add fields, with defaults, at the end."""

    task: AnyTask
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class WatchStatus:
    """What a watch knows of itself.

    Attributes:
        findings: how many events it has raised.
        due: when it looks next, as far as known here; the checks themselves know better.
        doing: the newest thing it did, as a sentence.
    """

    task_id: str
    state: TaskState
    reason: str
    revision: int
    findings: int
    due: datetime | None
    doing: str
