"""Watching for people, and writing down what they do with their tasks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio import activity

from activities.watch_orders import WatchOrder, WatchReport
from activities.watching import WatchAttempt, WatchPorts
from application.ports.tasks import Tasks
from domain.events.events import EventType
from domain.tasks.events import life_event


@dataclass(frozen=True)
class TaskNote:
    """Something that was done with a task; input of `tasks.record`.

    Attributes:
        at: when; never before an earlier note of the same task.
        unique: tells it from others of its type.
    """

    type: EventType
    task_id: str
    owner: str
    at: datetime
    unique: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskActivities:
    """Each method is one activity; each field is one port or what several share."""

    tasks: Tasks
    watching: WatchPorts

    @activity.defn(name="tasks.watch")
    async def watch(self, order: WatchOrder) -> WatchReport:
        """Look at what the task watches until there is something to tell."""
        with self.watching.lingering.attending(order.task.id) as bell:
            return await WatchAttempt(self.watching, order, bell).run()

    @activity.defn(name="tasks.record")
    async def record(self, note: TaskNote) -> None:
        """Keep what was done as an event, and the task as it is after it; twice is once."""
        event = life_event(
            note.task_id,
            note.type,
            owner=note.owner,
            at=note.at,
            unique=note.unique,
            data=note.data,
        )
        await self.tasks.apply(event)
