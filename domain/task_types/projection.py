"""What each event about a task changes about it: the one rule by which tasks are read from events.

Storing an event and rebuilding everything from scratch both go through `projected`, so a rebuilt
read model cannot differ from the one that was kept along the way (EVT-1).
"""

from dataclasses import replace

from domain.common.errors import NotFound
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.task_types.configs import kept_config
from domain.tasks.events import LIFE_EVENTS, STATE_AFTER
from domain.tasks.tasks import Task, TaskState, TaskType


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
        reason = event.data.get("reason", "")
        kept = reason if state is not TaskState.ACTIVE and isinstance(reason, str) else ""
        return replace(changed, state=state, paused_reason=kept)
    if event.type in LIFE_EVENTS:
        return changed
    return replace(
        task,
        events=task.events + 1,
        last_event_at=event.time,
        last_event_type=event.type,
    )


def _made(event: Event) -> Task:
    facts, type_ = event.data, TaskType(event.data["type"])
    return Task(
        id=event.subject,
        owner=event.owner or "",
        type=type_,
        name=facts["name"],
        config=kept_config(type_, facts["config"]),
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
    config = kept_config(task.type, facts["config"])
    return replace(task, name=facts["name"], config=config, revision=int(facts["revision"]))
