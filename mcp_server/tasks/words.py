"""Background tasks as results: fields for programs, sentences for readers, all of it bounded."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mcp_types import CallToolResult

from application.common.wording import Localizer, sentences
from application.tasks.status import EventSourcingStatus, UnhealthyWatch
from application.tasks.tasks import TaskPage
from application.tasks.trials import TrialView
from application.tasks.views import LookView, TaskView
from application.watches.snapshots import ComparisonView, SnapshotsView, SnapshotView
from domain.common.messages import Called, Message, Names, message, named
from domain.common.quoting import UNTRUSTED
from domain.common.time_words import in_zone
from domain.tasks.tasks import TaskState, TaskType
from domain.watches.standing import LookOutcome
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import mark, more, told
from mcp_server.tasks.results import (
    ComparisonShown,
    EventCountShown,
    LookShown,
    NovelShown,
    SnapshotShown,
    StatusShown,
    TaskCountShown,
    TaskLine,
    TaskShown,
    TasksShown,
    TrialShown,
    UnwellShown,
)

MOST_SAID = 300
MOST_LINES = 200
MOST_LINE = 240
"""Of a comparison."""

MOST_SNAPSHOTS = 40
MOST_CONFIG = 2_000
"""Characters of a configuration in the text for readers; programs get all of it."""


def task_shown(
    view: TaskView,
    reader: Localizer,
    done: Message | None = None,
    *,
    looks: Sequence[LookView] = (),
    sandbox: bool,
) -> CallToolResult:
    """Return one task; `done` says what was just done with it."""
    result = _task(view, looks, sandbox=sandbox)
    lines = [f"{mark(sandbox)}{sentences(reader.text(done), _line(view, result, reader))}"]
    if result.answer:
        lines.insert(0, result.answer)
    config = json.dumps(result.config, ensure_ascii=False)
    told_of = (
        ("head.next", result.next_due),
        ("head.reason", result.paused_reason),
        ("head.config", shown(config, MOST_CONFIG)),
    )
    lines += [f"{reader.label(head)} {value}" for head, value in told_of if value]
    lines += [_look_line(each, result.unit, reader) for each in result.looks]
    return told(result, "\n".join(lines))


def tasks_shown(
    page: TaskPage, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one page of tasks, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_task_line(each) for each in page.tasks]
    texts = [_line(*both, reader) for both in zip(page.tasks, all_, strict=True)]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(all_)
    after = all_[kept - 1].task_id if truncated else page.next_after
    cursor = write_cursor(replace(place, page=after)) if after else ""
    result = TasksShown(tasks=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox)
    heading = message("task.listed", count=kept) if kept else message("task.none")
    lines = (f"{mark(sandbox)}{reader.text(heading)}", *texts[:kept], *more(reader, cursor))
    return told(result, "\n".join(lines))


def trial_shown(view: TrialView, *, sandbox: bool) -> CallToolResult:
    """Return what a configuration would do."""
    result = TrialShown(
        type=view.type,
        name=shown(view.name, 80),
        config=view.config,
        sources=[shown(each, MOST_SAID) for each in view.sources],
        chosen=[shown(each, MOST_LINE) for each in view.chosen],
        level=view.level,
        value=view.value,
        unit=shown(view.unit, 20),
        result=shown(view.result, MOST_SAID),
        problem=shown(view.problem, MOST_SAID),
        told=[shown(each, MOST_SAID) for each in view.told],
        sandbox=sandbox,
    )
    quoted = (UNTRUSTED, *result.chosen) if result.chosen else ()
    said = (f"{mark(sandbox)}{result.problem or result.result}", *result.sources, *result.told)
    return told(result, "\n".join((*said, *quoted)))


def comparison_shown(
    kept: SnapshotsView, seen: ComparisonView, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return what differs between two snapshots, marked as a page's words."""
    lines = [shown(line, MOST_LINE) for line in seen.lines[:MOST_LINES]]
    listed = kept.snapshots[:MOST_SNAPSHOTS]
    result = ComparisonShown(
        old=_snapshot(seen.old, reader),
        new=_snapshot(seen.new, reader),
        percent=seen.percent,
        lines=lines,
        snapshots=[_snapshot(each, reader) for each in listed],
        truncated=len(lines) < len(seen.lines) or len(listed) < len(kept.snapshots),
        sandbox=sandbox,
    )
    between = (
        f"--- {result.old.id} {result.old.kept_at}",
        f"+++ {result.new.id} {result.new.kept_at}",
    )
    return told(result, "\n".join((f"{mark(sandbox)}{UNTRUSTED}", *between, *lines)))


def _snapshot(each: SnapshotView, reader: Localizer) -> SnapshotShown:
    kept_at = in_zone(each.kept_at, reader.zone)
    return SnapshotShown(id=each.id, page=shown(each.page, MOST_SAID), kept_at=kept_at)


def status_shown(
    status: EventSourcingStatus, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
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
        unhealthy=[_unhealthy(each, reader.zone) for each in status.unhealthy],
        sandbox=sandbox,
    )
    return told(result, f"{mark(sandbox)}{_status_words(result, reader)}")


def _look_line(look: LookShown, unit: str, reader: Localizer) -> str:
    value = None if look.value is None else Called(f"{look.value:g} {unit}".rstrip())
    said = message(
        "task_look.said",
        at=Called(look.at),
        outcome=LookOutcome(look.outcome),
        value=value,
        seconds=Called(f"{look.seconds:g}"),
    )
    return reader.text(said)


def _task(view: TaskView, looks: Sequence[LookView], *, sandbox: bool) -> TaskShown:
    life, watch = view.life, view.watch
    return TaskShown(
        **_task_line(view).model_dump(),
        answer=shown(view.answer, MOST_SAID),
        since=_at(watch.since if watch else None, view.zone),
        learning_until=_at(watch.learning_until if watch else None, view.zone),
        content=watch.content if watch else "",
        told=[
            NovelShown(at=each.at.isoformat(), said=each.said, normal=each.normal)
            for each in (watch.told if watch else ())
        ],
        looks=[
            LookShown(
                at=in_zone(each.at, view.zone),
                seconds=each.seconds,
                outcome=each.outcome,
                value=each.value,
            )
            for each in looks
        ],
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
    life, watch = view.life, view.watch
    return TaskLine(
        task_id=view.id,
        name=shown(view.name, 80),
        type=view.type,
        state=view.state,
        life=life.state,
        said=shown(life.said, MOST_SAID),
        next_due=_at(life.next_due, view.zone),
        problem=shown(view.trouble, MOST_SAID),
        level=watch.level if watch else "",
        value=watch.value if watch else None,
        unit=shown(watch.unit, 20) if watch else "",
        result=shown(watch.result, MOST_SAID) if watch else "",
        events=view.events,
        last_event=shown(str(view.last_event_type), 100),
        last_event_at=_at(view.last_event_at, view.zone),
        owner=view.owner,
    )


def _line(view: TaskView, task: TaskLine, reader: Localizer) -> str:
    # A task that is deleted says so in its state; what Temporal knows of it is beside the point.
    tells = view.state is not TaskState.DELETED and task.life != "running"
    line = message(
        "task_line.said",
        task=Called(task.task_id),
        type=view.type,
        name=Called(task.name),
        state=view.state,
        life=view.life.state if tells else None,
    )
    # What could not be read is the result of the look, too.
    seen = "" if view.problem else task.result
    problem = f"{reader.label('head.problem')} {task.problem}" if task.problem else ""
    last = message(
        "task_line.last_event", event=Called(task.last_event), at=Called(task.last_event_at)
    )
    parts = [reader.text(line), task.said, seen, problem]
    return sentences(*parts, reader.text(last if task.last_event else None))


def _unhealthy(watch: UnhealthyWatch, zone: str) -> UnwellShown:
    return UnwellShown(
        task_id=watch.task_id,
        name=shown(watch.name, 80),
        event=str(watch.event),
        told_at=in_zone(watch.told_at, zone),
        last_success_at=_at(watch.last_success_at, zone),
        problem=shown(watch.problem, MOST_SAID),
    )


def _status_words(now: StatusShown, reader: Localizer) -> str:
    tasks = [
        message(
            "task_status.count",
            type=named(TaskType(each.type)),
            state=TaskState(each.state),
            count=each.count,
        )
        for each in now.tasks
    ]
    today = [
        message("task_status.events", type=Called(each.type), count=each.count)
        for each in now.events_today
    ]
    said = (
        message(
            "task_status.said",
            answers=now.temporal_answers,
            everybody=now.everybody,
            newest=Called(str(now.newest_sequence)),
        ),
        message("task_status.tasks", counts=Names(tuple(tasks)) if tasks else None),
        message("task_status.today", counts=Names(tuple(today)) if today else None),
    )
    return "\n".join((*map(reader.text, said), *(_failing(each, reader) for each in now.unhealthy)))


def _failing(watch: UnwellShown, reader: Localizer) -> str:
    said = message(
        "task_status.failing",
        task=Called(watch.task_id),
        name=Called(watch.name),
        event=Called(watch.event),
        at=Called(watch.told_at),
    )
    return sentences(reader.text(said), watch.problem)


def _at(moment: datetime | None, zone: str) -> str:
    return in_zone(moment, zone) if moment else ""
