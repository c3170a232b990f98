"""Background tasks as they are shown: one view for HTTP and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer
from application.ports.tasks import RunState
from application.tasks.looks import TaskLook
from domain.common.messages import Called, Message, message, named
from domain.deliveries.deliveries import Delivery
from domain.tasks.tasks import Task, TaskState, TaskType
from domain.watches.metric_memory import Level
from domain.watches.metrics.findings import why_novel
from domain.watches.metrics.normal import is_normal
from domain.watches.standing import LookOutcome, LookRecord
from domain.watches.watches import WatchMemory


@dataclass(frozen=True, kw_only=True)
class RunView:
    """How a task lives in Temporal this moment."""

    __pydantic_config__: ClassVar = VIEW

    state: RunState
    """What Temporal knows of it."""

    workflow_id: str
    """Its id in Temporal's Web UI."""

    said: str
    """What it does, or what happened to it, as a sentence."""

    next_due: datetime | None
    """Null when it does nothing by itself."""

    upcoming: tuple[datetime, ...]
    """The next runs of a schedule or digest."""

    last_runs: tuple[datetime, ...]
    """Its newest runs, the newest last."""

    attempt: int
    """Which try of a look this is, from 1; 0 between looks."""

    problem: str
    """The newest failure that Temporal saw; empty for none."""


@dataclass(frozen=True, kw_only=True)
class NovelView:
    """Something that a watch which learns had never seen before."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """The value that showed it; names it where somebody calls it normal."""

    said: str
    """What was new about it, as a sentence."""

    normal: bool
    """Whether somebody called it normal: it is no news again."""


@dataclass(frozen=True, kw_only=True)
class WatchView:
    """How the looks of a watch went."""

    __pydantic_config__: ClassVar = VIEW

    checks: int
    """How often it has looked."""

    failures: int
    """Failed looks in a row."""

    problem: str
    """Why the newest look failed; empty when it worked."""

    last_checked_at: datetime | None
    """The newest look."""

    last_success_at: datetime | None
    """The newest look that worked."""

    level: Level
    """Where it stands: `normal`, `pending`, `breached`, `learning`, `no_data` or `unknown`."""

    since: datetime | None
    """Since when it stands there."""

    learning_until: datetime | None
    """When it will have learned enough to judge; null when it is not learning."""

    value: float | None
    """The newest number; null when it watches none, or has seen none."""

    unit: str
    """Of the number."""

    content: str
    """A short mark of the text of the pages, shortened; changes when they do. Empty for numbers."""

    result: str
    """What the newest look brought, as a sentence."""

    told: tuple[NovelView, ...]
    """What a watch that learns told of last, the newest first; at most 8."""


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task, how it lives, and how its looks went."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`t_` and 26 lower-case letters and digits."""

    owner: str
    """The person it works for."""

    type: TaskType
    """What kind of task it is."""

    name: str
    """What its owner calls it."""

    state: TaskState
    """What its owner wants of it."""

    config: dict[str, Any]
    """As it was accepted, completed with addresses."""

    revision: int
    """Counts configurations, from 1."""

    language: str
    """In which its messages are written."""

    zone: str
    """Time zone of its wall-clock times."""

    client_key: str
    """The key of its maker; empty when none was given."""

    paused_reason: str
    """Why it is paused; empty when it is not, or nobody said."""

    created_at: datetime
    """When it was made."""

    changed_at: datetime
    """When its owner last changed it."""

    events: int
    """How many events it has raised."""

    last_event_at: datetime | None
    """When it raised the newest."""

    last_event_type: str
    """Of the newest; empty before the first."""

    life: RunView
    """What it does now."""

    watch: WatchView | None
    """Of watches that have looked at least once."""

    undelivered: str = ""
    """Which of its newest messages did not arrive, and why; empty when all did."""

    answer: str = ""
    """What came of what was just asked for, as a sentence; empty when only read."""

    @property
    def problem(self) -> str:
        """Why it does not do what it should; empty when all is well."""
        return (self.watch.problem if self.watch else "") or self.life.problem

    @property
    def trouble(self) -> str:
        """Everything that its owner should know: its problem, and what did not arrive."""
        return " ".join(each for each in (self.problem, self.undelivered) if each)


@dataclass(frozen=True, kw_only=True)
class LookView:
    """One look of a watch, for charts."""

    __pydantic_config__: ClassVar = VIEW

    number: int
    """Counts the looks of the task, from 1."""

    at: datetime
    """When it began."""

    seconds: float
    """How long it took."""

    outcome: LookOutcome
    """`quiet`; `found` when it raised an event; `failed`."""

    value: float | None
    """What it read; null when the task watches no number, or none was read."""


@dataclass(frozen=True, kw_only=True)
class LooksView:
    """The newest looks of a watch, the newest first."""

    __pydantic_config__: ClassVar = VIEW

    task_id: str
    """Of which task."""

    unit: str
    """Of the values."""

    looks: tuple[LookView, ...]
    """The newest first."""


def looks_view(task: Task, memory: WatchMemory | None, kept: Sequence[LookRecord]) -> LooksView:
    """Return looks as they are shown."""
    unit = memory.standing.unit if memory else ""
    return LooksView(
        task_id=task.id, unit=unit, looks=tuple(LookView(**vars(each)) for each in kept)
    )


def task_view(look: TaskLook, reader: Localizer, answer: Message | None = None) -> TaskView:
    """Return a task as it is shown to a reader; `answer` says what came of what they asked for."""
    told = vars(look.task) | {"config": look.task.config.given}
    said = {"said": reader.text(look.life.said), "problem": reader.text(look.life.problem)}
    life = RunView(**vars(look.life) | said)
    return TaskView(
        **told,
        life=life,
        watch=_watch_view(look, reader),
        undelivered=" ".join(reader.text(_lost(each)) for each in look.lost),
        answer=reader.text(answer),
    )


def _lost(row: Delivery) -> Message:
    return message(
        "task.undelivered",
        channel=named(row.channel),
        target=Called(row.target),
        at=row.at,
        state=row.state,
        answer=row.answer,
    )


def _watch_view(look: TaskLook, reader: Localizer) -> WatchView | None:
    memory = look.memory
    if memory is None:
        return None
    seen = memory.standing
    return WatchView(
        checks=memory.checks,
        failures=memory.failures,
        problem=reader.text(memory.problem),
        last_checked_at=memory.last_checked_at,
        last_success_at=memory.last_success_at,
        level=seen.level,
        since=seen.since,
        learning_until=seen.until,
        value=seen.value,
        unit=seen.unit,
        content=seen.digest,
        result=reader.text(seen.said),
        told=tuple(
            NovelView(
                at=each.at,
                said=reader.text(why_novel(each, seen.unit)),
                normal=is_normal(look.task.config, each),
            )
            for each in reversed(memory.threshold.past.told)
        ),
    )
