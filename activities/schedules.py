"""Doing what a schedule says, and writing down what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity

from activities.heartbeats import heartbeats
from application.ports.tasks import Tasks
from application.schedules.calendar_runs import (
    calendar_config,
    fails_already,
    is_alive,
    run_event,
    run_event_id,
)
from application.schedules.schedules import Run, ScheduledActions
from domain.common.messages import Message
from domain.deliveries.deliveries import ChannelAddress
from domain.events.events import EventType
from domain.schedules.messages import failed_told, line_of
from domain.schedules.schedules import ScheduleConfig
from domain.schedules.timetables import is_stray
from domain.task_types.configs import AnyTask, config_of


@dataclass(frozen=True)
class RunOrder:
    """One run of a calendar task.

    Attributes:
        task: as it was when its schedule was last configured.
        due: the time it was scheduled for, UTC.
        now: when it began; taken in the workflow, so that a retry writes the same event.
    """

    task: AnyTask
    due: datetime
    now: datetime


@dataclass(frozen=True)
class RunFailure:
    """A run that did not succeed, and why."""

    order: RunOrder
    reason: Message


@dataclass(frozen=True)
class RunTold:
    """What a run raised, and whom it tells.

    Attributes:
        event_id: empty when it raised nothing.
        title: of the event as operators see it in Temporal; also why nothing was raised.
        addresses: empty when nobody is to be told.
    """

    event_id: str = ""
    title: str = ""
    addresses: tuple[ChannelAddress, ...] = ()


STRAY = "Temporal called at a time that is none of this task's, because the clocks change."
GONE = "The task is deleted, so nothing was done."


@dataclass(frozen=True)
class ScheduleActivities:
    """Each method is one activity; each field is one port or service."""

    actions: ScheduledActions
    tasks: Tasks

    @activity.defn(name="schedules.act")
    async def act(self, order: RunOrder) -> RunTold:
        """Do what the schedule says and keep the event; the first event of a run stays."""
        config = config_of(order.task, ScheduleConfig)
        table = config.timetable(order.task.zone)
        if is_stray(table, order.due):
            return RunTold(title=STRAY)
        if not await is_alive(self.tasks, order.task):
            return RunTold(title=GONE)
        async with heartbeats():
            said = await self.actions.act(config.action, Run(order.task, table.zone, order.due))
        event_id = run_event_id(order.task.id, order.due)
        event = run_event(order.task, EventType.SCHEDULE_RAN, said, event_id=event_id, at=order.now)
        await self.tasks.apply(event)
        return RunTold(event_id, line_of(said), config.addresses)

    @activity.defn(name="schedules.fail")
    async def fail(self, failure: RunFailure) -> RunTold:
        """Keep that a run failed, of a digest too; people hear of the first failure in a row."""
        order, task = failure.order, failure.order.task
        config = calendar_config(task)
        said = failed_told(task.name, failure.reason, at=order.due)
        event_id = f"{run_event_id(task.id, order.due)}/failed"
        event = run_event(task, EventType.SCHEDULE_FAILED, said, event_id=event_id, at=order.now)
        tell = not await fails_already(self.tasks, task, before=order.now)
        facts = {"notify": tell, "reason": failure.reason.recorded}
        await self.tasks.apply(replace(event, data=event.data | facts))
        return RunTold(event_id, line_of(said), config.addresses if tell else ())
