"""What each event about a task changes about it: the one rule by which tasks are read from events.

Storing an event and rebuilding everything from scratch both go through `projected`, so a rebuilt
read model cannot differ from the one that was kept along the way (EVT-1).
"""

import json
from datetime import datetime
from typing import Any

from domain.events.events import Event, EventType, mark_of
from domain.tasks.tasks import (
    LARGEST_FACTS,
    Finding,
    Task,
    TaskState,
)

STATE_AFTER = {
    EventType.TASK_PAUSED: TaskState.PAUSED,
    EventType.TASK_RESUMED: TaskState.ACTIVE,
    EventType.TASK_STOPPED: TaskState.STOPPED,
    EventType.TASK_DELETED: TaskState.DELETED,
}

LIFE_EVENTS = frozenset(
    {
        *STATE_AFTER,
        EventType.TASK_CREATED,
        EventType.TASK_CONFIGURED,
        EventType.TASK_TRIGGERED,
    }
)
"""What people do with a task; everything else it raises is news, and counted."""

RECALLING = frozenset(
    {
        EventType.TASK_PAUSED,
        EventType.TASK_CONFIGURED,
        EventType.TASK_TRIGGERED,
        EventType.TASK_STOPPED,
        EventType.TASK_DELETED,
    }
)
"""After these a check that waits for its time must not go on waiting."""


def ids_of(task_id: str) -> str:
    """Return how the ids of all events of a task begin."""
    return f"task/{task_id}/"


def found_ids(task_id: str, number: int) -> str:
    """Return how the ids of a task's finding of a number begin; findings are numbered from 1."""
    return f"task/{task_id}/found/{number}/"


def number_of(event_id: str) -> int:
    """Return the number of a finding by the id of its event."""
    return int(event_id.split("/")[3])


def is_about_task(event_id: str) -> bool:
    """Say whether an event is of a task: found by it, or done with it."""
    return event_id.startswith("task/")


def source_of(task_id: str) -> str:
    """Return the CloudEvents source of everything about a task."""
    return f"/tasks/{task_id}"


def life_event(
    task_id: str,
    type_: EventType,
    *,
    owner: str,
    at: datetime,
    unique: str,
    data: dict[str, Any] | None = None,
) -> Event:
    """Return the event of something that was done with a task.

    Args:
        task_id: which.
        type_: one of `LIFE_EVENTS`.
        owner: whose task.
        at: when.
        unique: tells this event from others of its type; the same is kept once.
        data: further facts, such as `by` and `reason`.
    """
    name = type_.rpartition(".")[2]
    return Event(
        id=f"task/{task_id}/{name}/{unique}",
        type=type_,
        source=source_of(task_id),
        subject=task_id,
        time=at,
        owner=owner,
        data=data or {},
    )


def created(task: Task, *, by: str) -> Event:
    """Return the event that a task is made from."""
    facts = {
        "by": by,
        "type": task.type.value,
        "name": task.name,
        "config": task.config.given,
        "language": str(task.language),
        "zone": task.zone,
        "client_key": task.client_key,
    }
    return life_event(
        task.id,
        EventType.TASK_CREATED,
        owner=task.owner,
        at=task.created_at,
        unique="1",
        data=facts,
    )


def configured(task: Task, *, by: str, at: datetime) -> Event:
    """Return the event that gives a task the configuration it now carries."""
    facts = {
        "by": by,
        "name": task.name,
        "config": task.config.given,
        "revision": task.revision,
    }
    return life_event(
        task.id,
        EventType.TASK_CONFIGURED,
        owner=task.owner,
        at=at,
        unique=str(task.revision),
        data=facts,
    )


def found(task: Task, finding: Finding, *, number: int, at: datetime) -> Event:
    """Return the event of a finding; `number` counts those of the task and makes it once-only.

    Facts that are too long are left out: a finding that cannot be kept would be found for ever.
    """
    data = {
        **_facts(finding.data),
        "task_name": task.name,
        "notification": finding.told.recorded,
        "notify": finding.notify,
    }
    event_id = found_ids(task.id, number) + mark_of(finding.type, at, data)
    return Event(
        id=event_id,
        type=finding.type,
        source=source_of(task.id),
        subject=task.id,
        time=at,
        owner=task.owner,
        data=data,
    )


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    written = json.dumps(data, ensure_ascii=False)
    if len(written.encode("utf-8", "backslashreplace")) <= LARGEST_FACTS:
        return data
    return {"left_out": True}
