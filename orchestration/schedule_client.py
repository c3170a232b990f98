"""What Temporal says of a schedule, in our words."""

from dataclasses import replace
from datetime import datetime

from temporalio.client import ScheduleDescription

from application.ports.tasks import RunState, RunStatus
from application.schedules.calendar_runs import CalendarConfig
from domain.common.messages import Message, Prose, message
from domain.schedules.messages import held, next_run
from domain.schedules.timetables import is_stray
from domain.tasks.tasks import Task, TaskState

MOST_SHOWN = 5
"""Times of `Life.upcoming` and `Life.last_runs`."""


def life_of(task: Task, config: CalendarConfig, described: ScheduleDescription) -> RunStatus:
    """Return how a calendar task lives; a pause of ours is told from an operator's."""
    table = config.timetable(task.zone)
    state, info = described.schedule.state, described.info
    used_up = state.limited_actions and not state.remaining_actions
    upcoming: tuple[datetime, ...] = ()
    if not state.paused and not used_up:
        times = [each for each in info.next_action_times if not is_stray(table, each)]
        if table.moment is not None:  # Temporal has no moments, and believes in another one
            times = [each for each in times if each <= table.moment]
        upcoming = tuple(times[:MOST_SHOWN])
    life = RunStatus(
        state=RunState.RUNNING,
        workflow_id=described.id,
        said=next_run(upcoming),
        next_due=upcoming[0] if upcoming else None,
        upcoming=upcoming,
        last_runs=tuple(each.started_at for each in info.recent_actions[-MOST_SHOWN:]),
    )
    if not state.paused:
        return life
    if task.state is TaskState.PAUSED:
        return replace(life, state=RunState.PAUSED, said=own_words(task.paused_reason))
    return replace(life, state=RunState.HELD, said=held(state.note or ""))


def own_words(text: str) -> Message | None:
    """Return a finished sentence as it stands; None for none."""
    return message("error.foreign", text=Prose(text)) if text else None
