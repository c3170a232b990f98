"""Background tasks: where they are kept, how they live, how they are checked."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.common.messages import Message
from domain.events.events import Event, EventType
from domain.tasks.tasks import Task, TaskState, TaskType
from domain.watches.outages import Outage, OutageChange
from domain.watches.standing import LookRecord
from domain.watches.watches import Check, WatchMemory


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; every field narrows. Deleted ones only show when `state` asks for them.

    Attributes:
        name: part of what their owners call them, in any case; empty for all.
        failing: only those whose newest event says that their looks fail, or that nothing came.
    """

    owner: str | None = None
    type: TaskType | None = None
    state: TaskState | None = None
    name: str = ""
    failing: bool = False


class TaskOrder(StrEnum):
    """How tasks are listed; tasks that are alike in it follow each other by id."""

    OLDEST = "created"
    NEWEST = "-created"
    NAME = "name"
    NAME_BACKWARDS = "-name"
    EVENT = "event"  # a task that has raised none stands where it was made
    LATEST_EVENT = "-event"


FAILING_EVENTS = frozenset({EventType.TASK_FAILING, EventType.TASK_SILENT})
"""After which a task is taken to fail, until it says something else."""


class Tasks(Protocol):
    """Keeps tasks as the read model of their events; every change is an event (EVT-1)."""

    async def create(self, task: Task, event: Event, *, most: int) -> Task:
        """Keep a task and the event of its creation, both or neither, and return it.

        A task of the same owner and (not empty) client key is returned instead, unchanged.

        Raises:
            Conflict: the owner has `most` tasks already.
        """

    async def get(self, task_id: str) -> Task | None:
        """Return it, deleted or not; None when it never was."""

    async def list(
        self,
        which: TaskFilter,
        *,
        after: str,
        limit: int,
        order: TaskOrder = TaskOrder.OLDEST,
    ) -> list[Task]:
        """Return up to `limit` tasks that come after the task `after`, in order."""

    async def apply(self, event: Event) -> Task:
        """Append an event about a task and change the task as it says, both or neither.

        An event id that is already kept changes nothing. Event and task agree on
        `event.subject == task.id`; `domain/tasks/events.py` says what each type changes.

        Raises:
            NotFound: there is no such task.
        """


@dataclass(frozen=True)
class WatchRecord:
    """A watch as it stands between two checks.

    Attributes:
        revision: of the configuration that the memory belongs to.
        reported: how many events of checks were committed; numbers them, and fences off a worker
            that was thought lost.
        look: the newest one, to be kept beside it; None when nothing was looked at.
    """

    task_id: str
    revision: int
    reported: int = 0
    memory: WatchMemory = field(default_factory=WatchMemory)
    look: LookRecord | None = None


class OutageTaken(Exception):
    """Another watch has told of the outage, or of its end, meanwhile."""


class Watches(Protocol):
    """Keeps what watches remember (TSK-4)."""

    async def load(self, task_id: str) -> WatchRecord | None:
        """Return it; None before the first check."""

    async def looks(self, task_id: str, *, limit: int) -> list[LookRecord]:
        """Return the newest looks, the newest first; at most `MOST_LOOKS` are kept."""
        ...

    async def records(self, task_ids: Sequence[str]) -> dict[str, WatchRecord]:
        """Return those that were written of at most a page of watches, by task."""
        ...

    async def values(self, task_ids: Sequence[str], *, limit: int) -> dict[str, list[float | None]]:
        """Return the values of the newest looks of each watch, the oldest first, by task."""
        ...

    def note(self, record: WatchRecord) -> None:
        """Keep it soon, together with others; lost when the process is killed before."""

    async def keep(self, record: WatchRecord) -> None:
        """Keep it and return when it is kept, together with others."""

    async def outage(self, owner: str, source: str) -> Outage | None:
        """Return the newest one of a person and the key of a source, ended or not."""

    async def report(
        self, record: WatchRecord, events: Sequence[Event], *, outage: OutageChange | None = None
    ) -> bool:
        """Commit the memory and the events it came from, all or nothing, and tell whether it was.

        With a change of an outage that too, all or nothing.

        `record.reported` counts these events already. False, and nothing is kept, when the kept
        record has another revision or another count than the events' predecessors: another
        worker has taken over. So also when the task was deleted meanwhile.

        Raises:
            OutageTaken: what is kept of the outage is not what the change was made from; nothing
                was kept.
        """

    async def reported(self, task_id: str, *, after: int) -> list[Event]:
        """Return the committed events of checks numbered above `after`, in order."""


class Recalls(Protocol):
    """Tells lingering checks that their task has changed, whichever process changed it."""

    def follow(self) -> AsyncIterator[str]:
        """Yield the ids of tasks that were paused, configured, triggered or deleted."""


class Checker(Protocol):
    """Looks once at what a task watches."""

    async def check(self, task: Task, memory: WatchMemory, *, now: datetime) -> Check:
        """Look and decide; a source that cannot be read is a `problem`, not an exception."""


class RunState(StrEnum):
    """What Temporal knows of a task."""

    RUNNING = "running"
    PAUSED = "paused"
    HELD = "held"  # paused by an operator with Temporal's own buttons
    STOPPED = "stopped"  # its workflow was terminated, cancelled or failed
    MISSING = "missing"  # it was never started, or its history has expired
    UNKNOWN = "unknown"  # Temporal did not answer


@dataclass(frozen=True, kw_only=True)
class RunStatus:
    """A task as it lives in Temporal.

    Attributes:
        said: what it does, or what happened to it.
        next_due: when it looks or runs next; None when it does not.
        upcoming: the next runs of a calendar task, at most five.
        last_runs: start times of its newest runs (calendar tasks), newest last.
        problem: the newest failure that Temporal saw; None when there was none.
    """

    state: RunState
    workflow_id: str
    said: Message | None = None
    next_due: datetime | None = None
    upcoming: tuple[datetime, ...] = ()
    last_runs: tuple[datetime, ...] = ()
    attempt: int = 0
    problem: Message | None = None


class TaskClient(Protocol):
    """Starts and steers what tasks live as: workflows, or schedules.

    Whoever steers a life also sees to it that the change is kept as an event (`Tasks.apply`).
    All methods raise `Unavailable` when Temporal does not answer.
    """

    async def start(self, task: Task) -> None:
        """Start it unless it lives; starting twice is once."""

    async def configure(self, task: Task, *, by: str) -> None:
        """Let it go on with `task.config`, `.name` and `.revision`; kept when this returns."""

    async def pause(self, task: Task, *, reason: str, by: str) -> RunStatus:
        """Stop checks or runs at once and return how it lives; the first reason is kept."""

    async def resume(self, task: Task, *, by: str) -> RunStatus:
        """Go on with the rhythm and return how it lives; what was missed is left out.

        Starts what was stopped.
        """

    async def trigger(self, task: Task, *, by: str) -> None:
        """Check or run now, once; the rhythm stays."""

    async def delete(self, task: Task, *, by: str) -> None:
        """End it for good; its events stay."""

    async def life(self, task: Task) -> RunStatus:
        """Ask how it lives; never raises for a Temporal that does not answer (`UNKNOWN`)."""
