"""Background tasks as results: fields for programs, sentences for readers, all of it bounded."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mcp_types import CallToolResult

from application.tasks.status import EventSourcingStatus, UnhealthyWatch
from application.tasks.tasks import TaskPage
from application.tasks.views import TaskView
from domain.common.time_words import in_zone
from domain.tasks.tasks import TaskState
from mcp_server.bounds import counted, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import SANDBOX, told
from mcp_server.tasks.results import (
    EventCountShown,
    StatusShown,
    TaskCountShown,
    TaskLine,
    TaskShown,
    TasksShown,
    UnwellShown,
)

MOST_SAID = 300
MOST_CONFIG = 2_000
"""Characters of a configuration in the text for readers; programs get all of it."""


def task_shown(view: TaskView, done: str = "", *, sandbox: bool) -> CallToolResult:
    """Return one task; `done` says what was just done with it."""
    result = _task(view, sandbox=sandbox)
    lines = [f"{_mark(sandbox)}{done}{_line(result)}"]
    if result.next_due:
        lines.append(f"next: {result.next_due}")
    if result.paused_reason:
        lines.append(f"reason: {result.paused_reason}")
    config = json.dumps(result.config, ensure_ascii=False)
    lines.append(f"config: {shown(config, MOST_CONFIG)}")
    return told(result, "\n".join(lines))


def tasks_shown(page: TaskPage, place: Place, *, sandbox: bool) -> CallToolResult:
    """Return one page of tasks, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_task_line(each) for each in page.tasks]
    texts = [_line(each) for each in all_]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(all_)
    after = all_[kept - 1].task_id if truncated else page.next_after
    cursor = write_cursor(replace(place, page=after)) if after else ""
    result = TasksShown(tasks=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox)
    heading = f"{counted(kept, 'task')}, the oldest first:" if kept else "There is no such task."
    ending = [f"More: call again with cursor={cursor}"] if cursor else []
    return told(result, "\n".join((f"{_mark(sandbox)}{heading}", *texts[:kept], *ending)))


def status_shown(status: EventSourcingStatus, zone: str, *, sandbox: bool) -> CallToolResult:
    """Return how tasks and their events stand."""
    today = status.events_today
    result = StatusShown(
        everybody=status.everybody,
        temporal_answers=status.temporal_answers,
        tasks=[
            TaskCountShown(type=each.type, state=each.state, count=each.count)
            for each in status.tasks
        ],
        events_today=[
            EventCountShown(type=shown(str(type_), 100), count=count)
            for type_, count in list(today.by_type.items())[:50]
        ],
        events_complete=today.complete,
        newest_sequence=today.newest_sequence,
        unhealthy=[_unhealthy(each, zone) for each in status.unhealthy],
        sandbox=sandbox,
    )
    return told(result, f"{_mark(sandbox)}{_status_words(result)}")


def _task(view: TaskView, *, sandbox: bool) -> TaskShown:
    life, watch = view.life, view.watch
    return TaskShown(
        **_task_line(view).model_dump(),
        config=view.config,
        revision=view.revision,
        paused_reason=shown(view.paused_reason, MOST_SAID),
        created_at=in_zone(view.created_at, view.zone),
        zone=view.zone,
        upcoming=[in_zone(each, view.zone) for each in life.upcoming],
        checks=watch.checks if watch else 0,
        failures=watch.failures if watch else 0,
        last_checked_at=_at(watch.last_checked_at if watch else None, view.zone),
        last_success_at=_at(watch.last_success_at if watch else None, view.zone),
        workflow_id=life.workflow_id,
        sandbox=sandbox,
    )


def _task_line(view: TaskView) -> TaskLine:
    life = view.life
    return TaskLine(
        task_id=view.id,
        name=shown(view.name, 80),
        type=view.type,
        state=view.state,
        life=life.state,
        said=shown(life.said, MOST_SAID),
        next_due=_at(life.next_due, view.zone),
        problem=shown(view.problem, MOST_SAID),
        events=view.events,
        last_event=shown(str(view.last_event_type), 100),
        last_event_at=_at(view.last_event_at, view.zone),
        owner=view.owner,
    )


def _line(task: TaskLine) -> str:
    # A task that is deleted says so in its state; what Temporal knows of it is beside the point.
    life = "" if task.state == TaskState.DELETED or task.life == "running" else f" ({task.life})"
    words = f"{task.task_id} {task.type} '{task.name}': {task.state}{life}. {task.said}"
    problem = f" Problem: {task.problem}" if task.problem else ""
    event = f" Last event: {task.last_event} at {task.last_event_at}." if task.last_event else ""
    return f"{words.rstrip()}{problem}{event}"


def _unhealthy(watch: UnhealthyWatch, zone: str) -> UnwellShown:
    return UnwellShown(
        task_id=watch.task_id,
        name=shown(watch.name, 80),
        event=str(watch.event),
        told_at=in_zone(watch.told_at, zone),
        last_success_at=_at(watch.last_success_at, zone),
        problem=shown(watch.problem, MOST_SAID),
    )


def _status_words(now: StatusShown) -> str:
    answers = "answers" if now.temporal_answers else "DOES NOT ANSWER"
    whose = "all people's tasks" if now.everybody else "your tasks"
    lines = [f"Temporal {answers}; {whose}; newest event number {now.newest_sequence}."]
    lines += _counted("tasks", [f"{each.count} {each.type} {each.state}" for each in now.tasks])
    lines += _counted("today", [f"{each.count} {each.type}" for each in now.events_today])
    lines += [
        f"unhealthy: {each.task_id} '{each.name}' {each.event} at {each.told_at}. {each.problem}"
        for each in now.unhealthy
    ]
    return "\n".join(lines)


def _counted(what: str, words: Sequence[str]) -> list[str]:
    return [f"{what}: {', '.join(words) or 'none'}"]


def _at(moment: datetime | None, zone: str) -> str:
    return in_zone(moment, zone) if moment else ""


def _mark(sandbox: bool) -> str:  # noqa: FBT001 - the one thing it is about
    return SANDBOX if sandbox else ""
