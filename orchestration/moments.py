"""Moments of what runs once, which Temporal does not know: a moment that passes is made up for.

A schedule knows nothing of moments before its own beginning, and a busy server puts that off for
seconds.
"""

from datetime import datetime, timedelta

from temporalio.client import ScheduleBackfill, ScheduleDescription, ScheduleOverlapPolicy

_NEAR = timedelta(minutes=1)
"""A moment that is further away is not missed while a schedule is made."""


def may_be_missed(moment: datetime, *, changed_at: datetime, now: datetime) -> bool:
    """Say whether a moment may pass, or have passed, since its task was changed."""
    return changed_at <= moment <= now + _NEAR


def is_missed(
    moment: datetime, described: ScheduleDescription, *, now: datetime, catch_up: timedelta
) -> bool:
    """Say whether what runs once has not run at its moment, which is just over, and will not."""
    state, info = described.schedule.state, described.info
    second = moment.replace(microsecond=0)
    ran = any(each.scheduled_at >= second for each in info.recent_actions)
    is_due = any(each <= moment for each in info.next_action_times)
    is_over = moment <= now <= moment + catch_up
    return is_over and bool(state.remaining_actions) and not (state.paused or ran or is_due)


def only_at(moment: datetime) -> ScheduleBackfill:
    """Return the period that holds one moment; runs are named by their times, to the second."""
    second = moment.replace(microsecond=0)
    before = second - timedelta(seconds=1)
    return ScheduleBackfill(before, second, overlap=ScheduleOverlapPolicy.ALLOW_ALL)
