"""What each event about a task changes about it: the one rule by which tasks are read from events.

Storing an event and rebuilding everything from scratch both go through `projected`, so a rebuilt
read model cannot differ from the one that was kept along the way (EVT-1).
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.common.errors import NotFound
from domain.common.readers import Language
from domain.events.events import Event, EventType, mark_of
from domain.tasks.tasks import (
    LARGEST_FACTS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Finding,
    Task,
    TaskState,
    TaskType,
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


def found_ids(task_id: str, number: int) -> str:
    """Return how the ids of a task's finding of a number begin; findings are numbered from 1."""
    return f"task/{task_id}/found/{number}/"


def number_of(event_id: str) -> int:
    """Return the number of a finding by the id of its event."""
    return int(event_id.split("/")[3])


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
        f"task/{task_id}/{name}/{unique}",
        type_,
        source_of(task_id),
        task_id,
        at,
        owner,
        data or {},
    )


def created(task: Task, *, by: str) -> Event:
    """Return the event that a task is made from."""
    facts = {
        "by": by,
        "type": task.type.value,
        "name": task.name,
        "config": task.config,
        "language": task.language.value,
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
        "config": task.config,
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

    What is too long is cut with a mark: a finding that cannot be kept would be found for ever.
    """
    data = {
        **_facts(finding.data),
        "task_name": task.name,
        "title": _cut(" ".join(finding.title.split()), LONGEST_TITLE),
        "text": _cut(finding.text, LONGEST_TEXT),
        "notify": finding.notify,
    }
    event_id = found_ids(task.id, number) + mark_of(finding.type, at, data)
    return Event(event_id, finding.type, source_of(task.id), task.id, at, task.owner, data)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    written = json.dumps(data, ensure_ascii=False)
    if len(written.encode("utf-8", "backslashreplace")) <= LARGEST_FACTS:
        return data
    return {"left_out": f"The facts were over {LARGEST_FACTS} bytes."}


def projected(task: Task | None, event: Event) -> Task:
    """Return the task after an event; `task` is None before the first.

    Raises:
        NotFound: the event is about a task that was never made.
    """
    if event.type == EventType.TASK_CREATED:
        return task or _made(event)
    if task is None:
        raise NotFound("task", event.subject)
    changed = replace(task, changed_at=event.time)
    if event.type == EventType.TASK_CONFIGURED:
        return _configured(changed, event)
    if event.type in STATE_AFTER:
        state = STATE_AFTER[EventType(event.type)]
        if task.state is TaskState.DELETED:
            return task
        reason = str(event.data.get("reason", "")) if state is not TaskState.ACTIVE else ""
        return replace(changed, state=state, paused_reason=reason)
    if event.type in LIFE_EVENTS:
        return changed
    return replace(
        task,
        events=task.events + 1,
        last_event_at=event.time,
        last_event_type=event.type,
    )


def _made(event: Event) -> Task:
    facts = event.data
    return Task(
        id=event.subject,
        owner=event.owner or "",
        type=TaskType(facts["type"]),
        name=facts["name"],
        config=facts["config"],
        created_at=event.time,
        changed_at=event.time,
        language=Language(facts["language"]),
        zone=facts["zone"],
        client_key=facts["client_key"],
    )


def _configured(task: Task, event: Event) -> Task:
    facts = event.data
    if facts["revision"] <= task.revision:
        return task  # an older one that was tried again
    return replace(
        task, name=facts["name"], config=facts["config"], revision=int(facts["revision"])
    )
