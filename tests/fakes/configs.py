"""Configurations as tests write them, read by their type."""

from typing import Any

from domain.common.shapes import read
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.schedules import ScheduleConfig
from domain.task_types.configs import MODELS, kept_config
from domain.tasks.configs import TaskConfig
from domain.tasks.tasks import TaskType
from domain.watches.metrics.thresholds import PRESETS, ThresholdWatchConfig
from domain.watches.web.monitors import WebMonitorConfig


def read_web_monitor(raw) -> WebMonitorConfig:
    return read(WebMonitorConfig, raw)


def read_threshold_watch(raw, *, presets=None) -> ThresholdWatchConfig:
    return read(ThresholdWatchConfig, raw, context={PRESETS: presets})


def read_schedule(raw) -> ScheduleConfig:
    return read(ScheduleConfig, raw)


def read_news_digest(raw) -> NewsDigestConfig:
    return read(NewsDigestConfig, raw)


def kept(type_: TaskType, raw: dict[str, Any] | TaskConfig) -> TaskConfig:
    """Return a configuration as it is kept; a web monitor without a page gets one."""
    if isinstance(raw, TaskConfig):
        return raw
    if type_ is TaskType.WEB_MONITOR:
        raw = {"urls": ["http://127.0.0.1/"], **raw}
    return kept_config(type_, raw)


def with_changes(config: TaskConfig, **changes: Any) -> TaskConfig:
    """Return a configuration with other fields of the same type."""
    kind = next(type_ for type_, model in MODELS.items() if isinstance(config, model))
    return kept_config(kind, {**config.given, **changes})
