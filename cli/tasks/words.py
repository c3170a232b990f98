"""Background tasks in the terminal's words, and configurations as people type them."""

import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from application.tasks.status import EventSourcingStatus
from application.tasks.views import TaskView
from cli.output import say, say_json, say_table
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.common.time_words import in_zone
from domain.deliveries.channels import CHANNELS
from domain.tasks.tasks import LARGEST_CONFIG

COLUMNS = ("id", "type", "name", "state", "life", "next", "events", "problem")

_TARGET_OF = {each.method: each.target for each in CHANNELS.values()}
_NOTIFY = re.compile(r"(\w+)(?::([^\s@]\S*))?((?: @[^\s@]+)*)")


def config_of(words: str) -> dict[str, Any]:
    """Return the configuration that `--config` means: JSON, `@file`, or `-` for stdin.

    Raises:
        InvalidRequest: it cannot be read, or is no JSON object.
    """
    text = _read(words)
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidRequest("--config", message("task.config_form", at=Called("@"))) from None
    if not isinstance(config, dict):
        raise InvalidRequest("--config", message("rule.object"))
    return config


def notification_of(notify: Sequence[str]) -> dict[str, Any]:
    """Return the field `notification` for words such as `email`, `sms:+86…`, `wecom:ops @mei`.

    Raises:
        InvalidRequest: they are not of that form.
    """
    found = [_notified(each) for each in notify]
    if not found:
        return {}
    return {"notification": found[0] if len(found) == 1 else found}


def say_task(view: TaskView, *, as_json: bool) -> None:
    """Say everything about one task."""
    if as_json:
        say_json(view)
        return
    task, life, memory = view, view.life, view.watch
    rows = [
        ("id", task.id),
        ("name", task.name),
        ("type", task.type),
        ("owner", task.owner),
        ("state", task.state),
        ("life", f"{life.state}: {life.said}"),
        ("next", _at(life.next_due, task.zone)),
        ("upcoming", [in_zone(each, task.zone) for each in life.upcoming]),
        ("paused because", task.paused_reason),
        ("problem", task.problem),
        ("checks", memory.checks if memory else None),
        ("last success", _at(memory.last_success_at if memory else None, task.zone)),
        ("events", task.events),
        ("last event", f"{task.last_event_type} {_at(task.last_event_at, task.zone)}".strip()),
        ("revision", task.revision),
        ("config", json.dumps(task.config, ensure_ascii=False)),
    ]
    say_table(("field", "value"), [row for row in rows if row[1] not in ("", None, [])])


def say_tasks(views: Sequence[TaskView]) -> None:
    """Say one line for each task."""
    rows = [
        (
            each.id,
            each.type,
            each.name,
            each.state,
            each.life.state,
            _at(each.life.next_due, each.zone),
            each.events,
            each.problem,
        )
        for each in views
    ]
    say_table(COLUMNS, rows)


def say_status(status: EventSourcingStatus, zone: str) -> None:
    """Say how tasks and their events stand."""
    answers = "answers" if status.temporal_answers else "does not answer"
    say(f"Temporal {answers}. {'Tasks of everybody' if status.everybody else 'Your tasks'}:")
    say_table(
        ("type", "state", "count"), [(each.type, each.state, each.count) for each in status.tasks]
    )
    today = status.events_today
    more = "" if today.complete else " (and more)"
    say(f"Events today{more}, the newest of all has number {today.newest_sequence}:")
    say_table(("type", "count"), list(today.by_type.items()))
    if status.unhealthy:
        say("Not well:")
        names = ("task_id", "name", "event", "told_at", "problem")
        rows = [
            (each.task_id, each.name, each.event, in_zone(each.told_at, zone), each.problem)
            for each in status.unhealthy
        ]
        say_table(names, rows)


def _read(words: str) -> str:
    """Read what may be typed, kept in a file, or piped in; no more than a configuration holds."""
    if words == "-":
        return sys.stdin.read(LARGEST_CONFIG + 1)
    if not words.startswith("@"):
        return words
    try:
        with Path(words[1:]).open(encoding="utf-8") as file:
            return file.read(LARGEST_CONFIG + 1)
    except (OSError, UnicodeDecodeError, ValueError):
        raise InvalidRequest(
            "--config", message("rule.readable_file", file=Called(words))
        ) from None


def _notified(words: str) -> dict[str, Any]:
    found = _NOTIFY.fullmatch(words.strip())
    method = found.group(1) if found else ""
    if found is None or method not in _TARGET_OF:
        rule = f"must be {', '.join(_TARGET_OF)}, ':' and where to, and ' @who' per mention"
        raise InvalidRequest("--notify", rule)
    where = {_TARGET_OF[method]: found.group(2)} if found.group(2) else {}
    mentions = found.group(3).replace("@", "").split()
    return {"method": method, **where, **({"mentions": mentions} if mentions else {})}


def _at(moment: datetime | None, zone: str) -> str:
    return in_zone(moment, zone) if moment else ""
