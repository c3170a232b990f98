"""Configurations of all types of tasks: one union, by the type (TSK-1).

Whatever comes in is read once, at the door, and is a model from there on. What is kept was right
when it was accepted; what can no longer be read is kept as it is and says why.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator

from domain.common.errors import InvalidRequest
from domain.common.shapes import read
from domain.schedules.actions import ToolCall
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.schedules import ScheduleConfig, check_comes
from domain.schedules.timetables import Timetable
from domain.tasks.configs import TaskConfig, UnreadableConfig
from domain.tasks.tasks import Task, TaskType
from domain.watches.metrics.sources import reads_cloud
from domain.watches.metrics.thresholds import PRESETS, ThresholdWatchConfig
from domain.watches.web.monitors import WebMonitorConfig

C = TypeVar("C", bound=TaskConfig)

MODELS: Mapping[TaskType, type[TaskConfig]] = {
    TaskType.WEB_MONITOR: WebMonitorConfig,
    TaskType.THRESHOLD_WATCH: ThresholdWatchConfig,
    TaskType.SCHEDULE: ScheduleConfig,
    TaskType.NEWS_DIGEST: NewsDigestConfig,
}
"""What each type is configured with."""


def read_config(
    type_: TaskType, raw: object, *, presets: Collection[str] | None = None
) -> TaskConfig:
    """Return what a configuration says.

    Args:
        type_: of the task.
        raw: JSON.
        presets: names of metrics that the settings define; None does not ask.

    Raises:
        InvalidRequest: a field breaks a rule; names its path and the rule.
    """
    return read(MODELS[type_], raw, context={PRESETS: presets})


def accept_config(
    type_: TaskType, raw: object, *, presets: Collection[str], zone: str, now: datetime
) -> TaskConfig:
    """Return what a configuration says that somebody in `zone` asks for `now`.

    What is kept was right when it was accepted and stays readable; but a single run that lies in
    the past is a mistake only of whoever asks for it.

    Raises:
        InvalidRequest: a field breaks a rule; names its path and the rule.
    """
    config = read_config(type_, raw, presets=presets)
    if isinstance(config, ScheduleConfig):
        check_comes(config.timetable(zone), now=now)
    return config


def kept_config(type_: TaskType, kept: dict[str, Any]) -> TaskConfig:
    """Return a configuration that is kept; one that cannot be read any more says so itself."""
    try:
        return read_config(type_, kept)
    except InvalidRequest as error:
        return UnreadableConfig.of(kept, error)


def config_of(task: Task, kind: type[C]) -> C:
    """Return the configuration of a task of this kind.

    Raises:
        InvalidRequest: what is kept cannot be read any more.
    """
    if isinstance(task.config, UnreadableConfig):
        raise InvalidRequest(task.config.field, task.config.rule)
    assert isinstance(task.config, kind)  # noqa: S101 - its type says so
    return task.config


def timetable_of(config: TaskConfig, zone: str) -> Timetable | None:
    """Return when a calendar task in `zone` runs; None for watches and what cannot be read."""
    if isinstance(config, ScheduleConfig | NewsDigestConfig):
        return config.timetable(zone)
    return None


def tool_of(config: TaskConfig) -> ToolCall | None:
    """Return the call of a tool that a schedule makes; None for everything else."""
    action = config.action if isinstance(config, ScheduleConfig) else None
    return action if isinstance(action, ToolCall) else None


def opens_incidents(config: TaskConfig) -> bool:
    """Say whether its breaches are handed in as alerts, which its owner must be allowed to."""
    return isinstance(config, ThresholdWatchConfig) and config.opens_incident


def asks_cloud(config: TaskConfig) -> bool:
    """Say whether a watch asks the cloud what its owner wrote, instead of a configured metric."""
    if not isinstance(config, ThresholdWatchConfig) or config.source is None:
        return False
    return reads_cloud(config.source)


def _typed(raw: object) -> object:
    """Let the type of a task say what its configuration is."""
    if not isinstance(raw, Mapping):
        return raw
    return {**raw, "config": kept_config(TaskType(raw["type"]), raw["config"])}


AnyTask: TypeAlias = Annotated[Task, BeforeValidator(_typed)]
"""A task as it travels: its configuration is read by its type."""
