"""How a watch is cared for: its rhythm, whom it tells, and when its own failing is news (TSK-5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.events.events import EventType
from domain.tasks.tasks import Finding, Task
from domain.watches.configs import WatchConfig
from domain.watches.metric_memory import Level
from domain.watches.standing import WatchStanding
from domain.watches.watches import Check, WatchMemory, due_after_check, seen
from domain.watches.words import failing, recovered, silent, stopped_itself

MOST_ENDED = 2
"""Looks without a success between them whose parsing had to be ended; then the watch is paused."""


def care_of(task: Task) -> WatchConfig:
    """Return how a task wants to be cared for; one that cannot be read any more, as usual."""
    return task.config if isinstance(task.config, WatchConfig) else WatchConfig.model_validate({})


def cared_for(
    task: Task, care: WatchConfig, before: WatchMemory, check: Check, *, at: datetime
) -> Check:
    """Return the look with what it says about the watch's own health.

    A checker speaks of what it watches; counting looks, failures and successes is done here, for
    all checkers alike.
    """
    if check.problem:
        return _failed(task, care, before, check, at=at)
    memory = replace(
        seen(before, at=at),
        problem=check.lack,
        web=check.memory.web,
        threshold=check.memory.threshold,
        standing=_standing(before, check, at=at),
        source=check.source.key if check.source else before.source,
    )
    if not before.failing_told and not before.silent_told:
        return replace(check, memory=memory)
    news = Finding(EventType.TASK_RECOVERED, recovered(task, before, at=at))
    return replace(check, memory=memory, findings=(news, *check.findings))


def paused_itself(memory: WatchMemory) -> bool:
    """Say whether a watch has paused itself, as parsing had to be ended too often."""
    return memory.ended >= MOST_ENDED


def due_after(task: Task, care: WatchConfig, check: Check, *, at: datetime) -> datetime:
    """Return when to look again: on the rhythm, or sooner when the look asked for that."""
    on_rhythm = due_after_check(task.id, care.interval, checked_at=at)
    if check.again_after <= 0:
        return on_rhythm
    return min(on_rhythm, at + timedelta(seconds=check.again_after))


def _failed(
    task: Task, care: WatchConfig, before: WatchMemory, check: Check, *, at: datetime
) -> Check:
    memory = replace(
        before,
        checks=before.checks + 1,
        failures=before.failures + 1,
        problem=check.problem,
        last_checked_at=at,
        web=check.memory.web,
        threshold=check.memory.threshold,
        ended=before.ended + check.ended,
        standing=_standing(before, check, at=at),
        source=check.source.key if check.source else before.source,
        failed_since=before.failed_since or at,
    )
    if check.ended and paused_itself(memory):
        news = [Finding(EventType.TASK_FAILING, stopped_itself(task, memory))]
        memory = replace(memory, failing_told=True)
        return replace(check, memory=memory, findings=(*check.findings, *news), pause=True)
    news = []
    if memory.failures >= care.failures_before_alert and not memory.failing_told:
        news.append(Finding(EventType.TASK_FAILING, failing(task, memory)))
        memory = replace(memory, failing_told=True)
    # What was silent because its owner wanted it so (a pause, a new configuration) does not count.
    since = max(memory.last_success_at or task.created_at, task.changed_at)
    if at - since >= care.silent_after_periods * care.interval and not memory.silent_told:
        news.append(Finding(EventType.TASK_SILENT, silent(task, memory, since=since)))
        memory = replace(memory, silent_told=True)
    return replace(check, memory=memory, findings=(*check.findings, *news))


def _standing(before: WatchMemory, check: Check, *, at: datetime) -> WatchStanding:
    """Return where the watch stands; a look that failed changes only what was said."""
    now, then = check.standing, before.standing
    if check.problem and now.level is Level.UNKNOWN:
        now = replace(then, level=then.level if then.since else Level.NO_DATA)
    since = now.since or (then.since if then.level is now.level else None) or at
    return replace(now, since=since, said=check.problem or check.lack or check.said)
