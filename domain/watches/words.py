"""What a watch says about itself."""

from collections.abc import Sequence
from datetime import datetime

from domain.common.messages import Called, Foreign, Message, message
from domain.common.notifications import Bullets, Notification
from domain.tasks.tasks import Task
from domain.watches.watches import Check, SourceFault, WatchMemory

MOST_LISTED = 10
"""Watches named in a message; the rest are counted."""

_WHAT_TO_DO = {
    SourceFault.SILENT: "watch.do_when_silent",
    SourceFault.CREDENTIALS: "watch.do_about_credentials",
    SourceFault.THROTTLED: "watch.do_when_throttled",
}


def failing(task: Task, memory: WatchMemory) -> Notification:
    """Say that looks fail, how many in a row, and why the newest one did."""
    return Notification(
        message("watch.failing", name=Foreign(task.name), failures=memory.failures),
        (message("watch.newest_problem", problem=memory.problem), message("watch.told_once")),
    )


def stopped_itself(task: Task, memory: WatchMemory) -> Notification:
    """Say that the watch was paused because parsing had to be ended, and what to do."""
    return Notification(
        message("watch.stopped_itself", name=Foreign(task.name)),
        (message("watch.newest_problem", problem=memory.problem), message("watch.simplify")),
    )


def recovered(task: Task, before: WatchMemory, *, at: datetime) -> Notification:
    """Say that looks work again, and for how long they did not."""
    success = before.last_success_at
    away = None if success is None else at - success
    return Notification(
        message("watch.recovered", name=Foreign(task.name)),
        (message("watch.works_again", failures=before.failures, away=away),),
    )


def silent(task: Task, memory: WatchMemory, *, since: datetime) -> Notification:
    """Say that there has been no success for long, and since when."""
    return Notification(
        message("watch.silent", name=Foreign(task.name), since=since),
        (
            message("watch.blind"),
            message("watch.newest_problem", problem=memory.problem),
        ),
    )


def source_fails(
    place: str, check: Check, names: Sequence[str], *, since: datetime, waiting: int
) -> Notification:
    """Say that a source answers nobody, since when, which watches are blind, and what to do.

    `waiting` more ask it and have not looked since.
    """
    said: list[Message | Bullets] = [
        message("watch.source_failing_since", since=since, problem=check.problem),
        message("watch.source_blind"),
        _listed(names),
    ]
    if waiting:
        said.append(message("watch.source_waiting", count=waiting))
    if check.fault is not None:
        said.append(message(_WHAT_TO_DO[check.fault]))
    said.append(message("watch.source_told_once"))
    title = message("watch.source_fails", place=Called(place), count=len(names) + waiting)
    return Notification(title, tuple(said))


def source_answers(
    place: str, names: Sequence[str], *, since: datetime, at: datetime
) -> Notification:
    """Say that a source answers again, how long it did not, and which watches look again."""
    title = message(
        "watch.source_answers", place=Called(place), lasted=at - since, count=len(names)
    )
    period = message("watch.source_period", since=since, at=at)
    return Notification(title, (period, _listed(names), message("watch.source_looks_again")))


def _listed(names: Sequence[str]) -> Bullets:
    listed = [message("watch.source_watch", name=Foreign(each)) for each in names[:MOST_LISTED]]
    if more := len(names) - len(listed):
        listed.append(message("watch.source_more", count=more))
    return Bullets(tuple(listed))


def rests(said: Message | None, due: datetime) -> Message:
    """Say what was seen, and when the next look is."""
    return message("watch.rests", said=said, due=due)
