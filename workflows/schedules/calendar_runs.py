"""What the runs of calendar tasks share: their time, their failures, whom they tell."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from activities.patience import keep_record
from activities.schedules import RunFailure, RunOrder, RunTold, ScheduleActivities
from domain.common.messages import Message
from domain.task_types.configs import AnyTask
from workflows.attributes import show_state
from workflows.deliveries.pushes import start_event_delivery

SCHEDULED_AT = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
"""Set by Temporal on what a schedule starts: the time it was due, however late it began."""


@dataclass(frozen=True)
class CalendarRun:
    """Input of every run; add fields, with defaults, at the end."""

    task: AnyTask


@dataclass(frozen=True)
class CalendarResult:
    """What became of a run; `event_id` is empty when it raised nothing."""

    event_id: str
    title: str
    told: int


def order_of(run: CalendarRun) -> RunOrder:
    """Return the order for this run: due when Temporal says, else when it began."""
    due: datetime | None = workflow.info().typed_search_attributes.get(SCHEDULED_AT)
    return RunOrder(run.task, due or workflow.info().start_time, workflow.now())


async def tell(order: RunOrder, told: RunTold) -> CalendarResult:
    """Hand the event to one delivery for each address; the same one is never started twice."""
    for address in told.addresses:
        await start_event_delivery(told.event_id, order.task.owner, address, title=told.title)
    workflow.set_current_details(told.title)
    show_state("done" if told.event_id else "skipped")
    return CalendarResult(told.event_id, told.title, len(told.addresses))


async def tell_failure(order: RunOrder, reason: Message) -> CalendarResult:
    """Keep that the run failed and tell people, once."""
    told = await workflow.execute_activity_method(
        ScheduleActivities.fail, RunFailure(order, reason), **keep_record("the failure")
    )
    result = await tell(order, told)
    show_state("failed")
    return result
