"""Background tasks: what a person asked us to keep doing (TSK-1…7).

A task is configured once and lives until it is deleted. What kind of life it leads depends on its
type: watches look again and again, calendar tasks run at times of day.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import Called, message
from domain.common.notifications import Notification
from domain.common.readers import Language
from domain.tasks.configs import TaskConfig


class TaskType(StrEnum):
    """Kinds of tasks; the published wire names (TSK-1)."""

    WEB_MONITOR = "web_monitor"
    THRESHOLD_WATCH = "threshold_watch"
    SCHEDULE = "schedule"
    NEWS_DIGEST = "news_digest"

    @property
    def is_watch(self) -> bool:
        """Whether it polls; the others run at times of day (Temporal Schedules)."""
        return self in {TaskType.WEB_MONITOR, TaskType.THRESHOLD_WATCH}


class TaskState(StrEnum):
    """What its owner wants of it, and what became of that."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"  # somebody ended it in Temporal; resuming starts it again
    DELETED = "deleted"  # its events stay


@dataclass(frozen=True, kw_only=True)
class Task:
    """One background task; a read model made from its events.

    Attributes:
        id: `t_` and 26 lower-case letters and digits; part of workflow ids, never changes.
        owner: the person it works for.
        name: what the owner calls it.
        config: as it was accepted, of its type.
        revision: counts configurations, from 1.
        language: its owner's, when it was made; a model writes digests in it.
        zone: IANA zone of its wall-clock times.
        client_key: the caller's own idempotency key, empty when none was given.
        events: how many events it has raised.
        last_event_type: empty before the first.
    """

    id: str
    owner: str
    type: TaskType
    name: str
    config: TaskConfig
    created_at: datetime
    changed_at: datetime
    revision: int = 1
    state: TaskState = TaskState.ACTIVE
    language: Language = Language.CHINESE
    zone: str = "Asia/Shanghai"
    client_key: str = ""
    paused_reason: str = ""
    events: int = 0
    last_event_at: datetime | None = None
    last_event_type: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that a check or a run found worth telling.

    Attributes:
        type: an `EventType` value.
        told: what people are told; quotes pages as data. Whoever makes it keeps it short.
        data: JSON facts for programs, at most 16 KiB written out; never a secret.
        notify: whether people are told on the task's channels; False is for the record only.
    """

    type: str
    told: Notification
    data: dict[str, Any] = field(default_factory=dict)
    notify: bool = True


LONGEST_NAME = 80
LONGEST_TEXT = 8_000
"""Characters of what a run tells; the rest is cut with a mark. Four WeCom messages at most."""

LARGEST_FACTS = 16 * 1024
"""Bytes of a finding's data as JSON; an event holds four times as much."""

LARGEST_CONFIG = 16 * 1024
"""Bytes of a configuration as JSON; travels in a workflow's input and in events."""

_TASK_ID = re.compile(r"t_[a-z0-9]{26}")


def is_task_id(text: str) -> bool:
    """Say whether it has the form of a task's id."""
    return _TASK_ID.fullmatch(text) is not None


def check_task_id(task_id: str) -> str:
    """Return the id, or raise `InvalidRequest`."""
    if not is_task_id(task_id):
        raise InvalidRequest("task_id", message("task.id_form", start=Called("t_"), length=26))
    return task_id


def check_task_name(name: str) -> str:
    """Return the trimmed name, or raise `InvalidRequest`."""
    trimmed = name.strip()
    if not 1 <= len(trimmed) <= LONGEST_NAME or not trimmed.isprintable():
        raise InvalidRequest("name", message("rule.one_line", most=LONGEST_NAME))
    return trimmed


def check_config_size(config: dict[str, Any]) -> None:
    """Raise `TooLarge` when a configuration is too long to travel with its task."""
    written = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
    if len(written.encode("utf-8", "backslashreplace")) > LARGEST_CONFIG:
        raise TooLarge(message("task.config_too_large", most=LARGEST_CONFIG))
