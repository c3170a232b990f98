"""What a watch says about itself."""

from datetime import datetime

from domain.common.messages import Foreign, Message, message
from domain.common.notifications import Notification
from domain.tasks.tasks import Task
from domain.watches.watches import WatchMemory


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


def rests(said: Message | None, due: datetime) -> Message:
    """Say what was seen, and when the next look is."""
    return message("watch.rests", said=said, due=due)
