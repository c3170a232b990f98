"""Runs of calendar tasks, whichever kind: their events, and what is known before them."""

from datetime import UTC, datetime
from typing import Any

from application.ports.tasks import Tasks
from domain.deliveries.deliveries import ChannelAddress
from domain.events.events import Event, EventType
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.messages import Told, Written
from domain.schedules.schedules import ScheduleConfig
from domain.task_types.configs import config_of
from domain.tasks.events import source_of
from domain.tasks.tasks import Task, TaskState, TaskType

CalendarConfig = ScheduleConfig | NewsDigestConfig


def calendar_config(task: Task) -> CalendarConfig:
    """Return what a calendar task's configuration says."""
    if task.type is TaskType.NEWS_DIGEST:
        return config_of(task, NewsDigestConfig)
    return config_of(task, ScheduleConfig)


def run_event_id(task_id: str, due: datetime) -> str:
    """Return the id of the event of one run; seconds are as fine as Temporal tells them."""
    return f"task/{task_id}/run/{due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def run_event(task: Task, type_: EventType, said: Told, *, event_id: str, at: datetime) -> Event:
    """Return the event of a run; the caller adds facts to its data."""
    own: dict[str, Any] = (
        {"title": said.title, "text": said.text}
        if isinstance(said, Written)
        else {"notification": said.recorded}
    )
    data = {"task_name": task.name, **own, "notify": True}
    return Event(
        id=event_id,
        type=type_,
        source=source_of(task.id),
        subject=task.id,
        time=at,
        owner=task.owner,
        data=data,
    )


def told_addresses(task: Task) -> tuple[ChannelAddress, ...]:
    """Return whom the task tells."""
    return calendar_config(task).addresses


async def is_alive(tasks: Tasks, task: Task) -> bool:
    """Say whether the task still wants to run: a deleted one may have had a run on its way."""
    kept = await tasks.get(task.id)
    return kept is not None and kept.state is not TaskState.DELETED


async def fails_already(tasks: Tasks, task: Task, *, before: datetime) -> bool:
    """Say whether the newest news of the task, from before this moment, is a failure."""
    kept = await tasks.get(task.id)
    if kept is None or kept.last_event_at is None:
        return False
    return kept.last_event_type == EventType.SCHEDULE_FAILED and kept.last_event_at < before
