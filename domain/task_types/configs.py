"""Configurations of all types of tasks: which reader reads which."""

from collections.abc import Collection
from datetime import datetime

from domain.schedules.actions import ToolCall
from domain.schedules.digests import NewsDigestConfig, read_news_digest
from domain.schedules.schedules import ScheduleConfig, check_comes, read_schedule
from domain.tasks.tasks import TaskType
from domain.watches.metrics.sources import reads_cloud
from domain.watches.metrics.thresholds import ThresholdWatchConfig, read_threshold_watch
from domain.watches.web.monitors import WebMonitorConfig, read_web_monitor

TaskConfig = WebMonitorConfig | ThresholdWatchConfig | ScheduleConfig | NewsDigestConfig


def read_config(type_: TaskType, raw: object, *, presets: Collection[str]) -> TaskConfig:
    """Return what a configuration says.

    Args:
        type_: of the task.
        raw: JSON, as it came or as it is kept.
        presets: names of metrics that the settings define, for threshold watches.

    Raises:
        InvalidRequest: a field breaks a rule; names its path and the rule.
    """
    match type_:
        case TaskType.WEB_MONITOR:
            return read_web_monitor(raw)
        case TaskType.THRESHOLD_WATCH:
            return read_threshold_watch(raw, presets=presets)
        case TaskType.SCHEDULE:
            return read_schedule(raw)
        case TaskType.NEWS_DIGEST:
            return read_news_digest(raw)


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


def tool_of(config: TaskConfig) -> ToolCall | None:
    """Return the call of a tool that a schedule makes; None for everything else."""
    action = config.action if isinstance(config, ScheduleConfig) else None
    return action if isinstance(action, ToolCall) else None


def asks_cloud(config: TaskConfig) -> bool:
    """Say whether a watch asks the cloud what its owner wrote, instead of a configured metric."""
    if not isinstance(config, ThresholdWatchConfig) or config.source is None:
        return False
    return reads_cloud(config.source)
