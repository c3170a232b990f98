"""Configurations of all types of tasks: which reader reads which."""

from collections.abc import Collection
from typing import Any

from domain.intervals import read_interval as read_interval
from domain.tasks import TaskType


def read_config(type_: TaskType, raw: object, *, presets: Collection[str]) -> Any:
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
            from domain.web_monitors import read_web_monitor

            return read_web_monitor(raw)
        case TaskType.THRESHOLD_WATCH:
            from domain.thresholds import read_threshold_watch

            return read_threshold_watch(raw, presets=presets)
        case TaskType.SCHEDULE:
            from domain.schedules import read_schedule

            return read_schedule(raw)
        case TaskType.NEWS_DIGEST:
            from domain.digests import read_news_digest

            return read_news_digest(raw)
