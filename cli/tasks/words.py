"""Background tasks in the terminal's words, and configurations as people type them."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from application.common.wording import Localizer
from application.tasks.status import EventSourcingStatus
from application.tasks.trials import TrialView
from application.tasks.views import LooksView, NovelView, TaskView
from application.watches.snapshots import ComparisonView, SnapshotsView
from cli.options import address_form
from cli.output import clock, heads, note, say, say_json, say_table
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Prose, message, named
from domain.common.time_words import in_zone
from domain.deliveries.channels import CHANNELS

COLUMNS = (
    *("head.id", "head.type", "head.name", "head.state", "head.life", "head.now", "head.next"),
    *("head.events", "head.problem"),
)
_FAILING = ("head.task", "head.name", "head.event", "head.told_at", "head.problem")

_TARGET_OF = {each.method: each.target for each in CHANNELS.values()}
_NOTIFY = re.compile(r"(\w+)(?::([^\s@]\S*))?((?: @[^\s@]+)*)")


def notification_of(notify: Sequence[str]) -> dict[str, Any]:
    """Return the field `notification` for words such as `email`, `sms:+86…`, `wecom:ops @mei`.

    Raises:
        InvalidRequest: they are not of that form.
    """
    found = [_notified(each) for each in notify]
    if not found:
        return {}
    return {"notification": found[0] if len(found) == 1 else found}


def say_task(view: TaskView, reader: Localizer, *, as_json: bool) -> None:
    """Say everything about one task."""
    if as_json:
        say_json(view)
        return
    if view.answer:
        say(view.answer)
    rows = [
        (reader.text(message(head)), value)
        for head, value in _facts(view, reader)
        if value not in ("", None, [])
    ]
    say_table(heads(reader.text, "head.field", "head.value"), rows)


def _facts(task: TaskView, reader: Localizer) -> list[tuple[str, object]]:
    """Return what is known of a task, each by its heading."""
    life, memory = task.life, task.watch
    runs = message("task_line.runs", life=life.state, said=Prose(life.said) if life.said else None)
    return [
        ("head.id", task.id),
        ("head.name", task.name),
        ("head.type", reader.text(named(task.type))),
        ("head.owner", task.owner),
        ("head.state", reader.text(named(task.state))),
        ("head.life", reader.text(runs)),
        ("head.next", _at(life.next_due, task.zone)),
        ("head.upcoming", [in_zone(each, task.zone) for each in life.upcoming]),
        ("head.reason", task.paused_reason),
        ("head.problem", task.trouble),
        ("head.now", memory.result if memory and not task.problem else ""),
        ("head.level", reader.text(named(memory.level)) if memory else ""),
        ("head.since", _at(memory.since if memory else None, task.zone)),
        ("head.value", _figure(memory.value, memory.unit) if memory else ""),
        ("head.novel", [_novel(each, task.zone, reader) for each in memory.told] if memory else []),
        ("head.content", memory.content if memory else ""),
        ("head.checks", memory.checks if memory else None),
        ("head.last_success", _at(memory.last_success_at if memory else None, task.zone)),
        ("head.events", task.events),
        ("head.last_event", f"{task.last_event_type} {_at(task.last_event_at, task.zone)}".strip()),
        ("head.revision", task.revision),
        ("head.config", json.dumps(task.config, ensure_ascii=False)),
    ]


def say_trial(view: TrialView, reader: Localizer) -> None:
    """Say what a configuration would do."""
    facts = (
        ("head.name", view.name),
        ("head.type", reader.text(named(view.type))),
        ("head.sources", list(view.sources)),
        ("head.problem", view.problem),
        ("head.now", "" if view.problem else view.result),
        ("head.level", reader.text(named(view.level)) if view.sources else ""),
        ("head.value", _figure(view.value, view.unit)),
        ("head.content", view.content),
        ("head.chosen", list(view.chosen)),
        ("head.told", list(view.told)),
    )
    rows = [(reader.text(message(head)), value) for head, value in facts if value not in ("", [])]
    say_table(heads(reader.text, "head.field", "head.value"), rows)


def say_tasks(views: Sequence[TaskView], reader: Localizer) -> None:
    """Say one line for each task."""
    if not views:
        note(reader.text(message("task.none")))
    rows = [
        (
            each.id,
            reader.text(named(each.type)),
            each.name,
            reader.text(named(each.state)),
            _beside(reader.text(named(each.state)), reader.text(named(each.life.state))),
            each.watch.result if each.watch and not each.problem else "",
            clock(each.life.next_due, each.zone),
            each.events,
            each.trouble,
        )
        for each in views
    ]
    say_table(heads(reader.text, *COLUMNS), rows)


def say_looks(view: LooksView, reader: Localizer) -> None:
    """Say one line for each look."""
    rows = [
        (
            clock(each.at, reader.zone),
            reader.text(named(each.outcome)),
            _figure(each.value, view.unit),
            each.seconds,
        )
        for each in view.looks
    ]
    columns = ("head.time", "head.outcome", "head.value", "head.seconds")
    say_table(heads(reader.text, *columns), rows)


def say_snapshots(view: SnapshotsView, reader: Localizer) -> None:
    """Say one line for each snapshot."""
    rows = [(each.id, clock(each.kept_at, reader.zone), each.page) for each in view.snapshots]
    say_table(heads(reader.text, "head.id", "head.time", "head.page"), rows)


def say_comparison(view: ComparisonView, reader: Localizer) -> None:
    """Say what differs between two snapshots, as programs show differences."""
    for mark, each in (("---", view.old), ("+++", view.new)):
        say(f"{mark} {each.id} {in_zone(each.kept_at, reader.zone)} {each.page}")
    for line in view.lines:
        say(line)


def say_status(status: EventSourcingStatus, reader: Localizer) -> None:
    """Say how tasks and their events stand."""
    today = status.events_today
    newest = Called(str(today.newest_sequence))
    said = message(
        "task_status.said",
        answers=status.temporal_answers,
        everybody=status.everybody,
        newest=newest,
    )
    say(reader.text(said))
    rows = [
        (reader.text(named(each.type)), reader.text(named(each.state)), each.count)
        for each in status.tasks
    ]
    say_table(heads(reader.text, "head.type", "head.state", "head.count"), rows)
    say(reader.text(message("task_status.events_today", complete=today.complete)))
    say_table(heads(reader.text, "head.type", "head.count"), list(today.by_type.items()))
    if status.unhealthy:
        say(reader.text(message("task_status.failing_tasks")))
        failing = [
            (each.task_id, each.name, each.event, clock(each.told_at, reader.zone), each.problem)
            for each in status.unhealthy
        ]
        say_table(heads(reader.text, *_FAILING), failing)


def _notified(words: str) -> dict[str, Any]:
    found = _NOTIFY.fullmatch(words.strip())
    method = found.group(1) if found else ""
    if found is None or method not in _TARGET_OF:
        raise InvalidRequest("--notify", address_form(_TARGET_OF))
    where = {_TARGET_OF[method]: found.group(2)} if found.group(2) else {}
    mentions = found.group(3).replace("@", "").split()
    return {"method": method, **where, **({"mentions": mentions} if mentions else {})}


def _beside(state: str, life: str) -> str:
    """Return how a task's workflow goes, where that says more than the task's state."""
    return "" if life == state else life


def _figure(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.10g} {unit}".rstrip()


def _novel(seen: NovelView, zone: str, reader: Localizer) -> str:
    said = message(
        "task_line.novel",
        at=Called(in_zone(seen.at, zone)),
        said=Prose(seen.said),
        normal=seen.normal,
    )
    return reader.text(said)


def _at(moment: datetime | None, zone: str) -> str:
    return in_zone(moment, zone) if moment else ""
