"""What a configuration would do, tried once without being kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from application.common.views import VIEW
from application.common.wording import Localizer
from domain.tasks.tasks import Task, TaskType
from domain.watches.metric_memory import Level


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """What a task of this configuration would do. Nothing of it was kept, and nobody was told."""

    __pydantic_config__: ClassVar = VIEW

    type: TaskType
    """What kind of task it would be."""

    name: str
    """What it would be called."""

    config: dict[str, Any]
    """As it would be kept: completed with addresses."""

    sources: tuple[str, ...]
    """What would be fetched."""

    chosen: tuple[str, ...]
    """The first lines that the filters choose of the pages: their words, data from outside."""

    level: Level
    """Where it would stand after its first look; `unknown` for schedules and digests."""

    value: float | None
    """The number that was read."""

    unit: str
    """Of the number."""

    content: str
    """A short mark of the text of the pages."""

    result: str
    """What the look brought, or when it would run."""

    problem: str
    """Why it could not look, or found no number; empty when all is well."""

    told: tuple[str, ...]
    """Whom it would tell."""


class Trials(Protocol):
    """Tries configurations."""

    async def of(self, task: Task, reader: Localizer, *, now: datetime) -> TrialView:
        """Return what a task would do, in the reader's words; nothing is kept."""
        ...
