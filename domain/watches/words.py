"""What a watch says about itself, in Chinese and English."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.common.quoting import quoted
from domain.common.readers import Language
from domain.tasks.tasks import Task
from domain.watches.watches import WatchMemory

Words = tuple[str, str]
"""A title and a text."""


def failing(task: Task, memory: WatchMemory) -> Words:
    """Say that looks fail, how many in a row, and why the newest one did."""
    name = _name(task)
    if task.language is Language.CHINESE:
        return (
            f"{name}连续 {memory.failures} 次检查失败",
            f"最近一次的原因：{memory.problem}\n\n恢复后会再通知一次。",
        )
    return (
        f"{name} failed {memory.failures} checks in a row",
        f"The newest one: {memory.problem}\n\nYou will be told once when it works again.",
    )


def paused_itself(task: Task, memory: WatchMemory) -> Words:
    """Say that the watch was paused because parsing had to be ended, and what to do."""
    name = _name(task)
    if task.language is Language.CHINESE:
        return (
            f"{name}已自动暂停：读取两次超限",
            f"{memory.problem}\n\n请缩小选择范围或简化表达式，然后恢复任务。",
        )
    return (
        f"{name} was paused: reading exceeded its limits twice",
        f"{memory.problem}\n\nChoose less of it or simplify its expressions, then resume the task.",
    )


def recovered(task: Task, before: WatchMemory, *, at: datetime) -> Words:
    """Say that looks work again, and for how long they did not."""
    name, away = _name(task), _away(task, before, at)
    if task.language is Language.CHINESE:
        return f"{name}已恢复", f"失败 {before.failures} 次后，检查又成功了。{away}"
    return (
        f"{name} works again",
        f"The check works after {before.failures} failures. {away}".strip(),
    )


def silent(task: Task, memory: WatchMemory, *, since: datetime) -> Words:
    """Say that there has been no success for long, and since when."""
    name, moment = _name(task), _moment(task, since)
    if task.language is Language.CHINESE:
        return (
            f"{name}自 {moment} 起没有一次成功的检查",
            f"期间它无法告诉你任何变化。最近一次的原因：{memory.problem}",
        )
    return (
        f"{name} has had no successful check since {moment}",
        f"It could not tell you of any change meanwhile. The newest problem: {memory.problem}",
    )


def rests(check_said: str, due: datetime) -> str:
    """Return the sentence that Temporal shows while the next look is awaited; in English."""
    said = check_said or "No change"
    return f"{said.rstrip('.')}; next check at {due:%H:%M:%S} UTC."


def _name(task: Task) -> str:
    return quoted(task.name, task.language)


def _moment(task: Task, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(task.zone)):%Y-%m-%d %H:%M}"


def _away(task: Task, before: WatchMemory, at: datetime) -> str:
    if before.last_success_at is None:
        return ""
    minutes = max((at - before.last_success_at) // timedelta(minutes=1), 1)
    if task.language is Language.CHINESE:
        return f"上次成功是 {minutes} 分钟前。"
    return f"The last success was {minutes} min ago."
