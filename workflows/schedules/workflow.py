"""One run of a schedule (SCH-1)."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.patience import run_once
from activities.schedules import ScheduleActivities
from workflows.reasons import message_in
from workflows.schedules.calendar_runs import (
    CalendarResult,
    CalendarRun,
    order_of,
    tell,
    tell_failure,
)


@workflow.defn(name="ScheduledAction")
class ScheduledActionWorkflow:
    """Started by the Temporal Schedule `task/<task id>`, whose time ends the workflow's id.

    Does the schedule's action once and tells people; each run ends, also when it fails.
    """

    @workflow.run
    async def run(self, run: CalendarRun) -> CalendarResult:
        """Act, then tell; a failure is told, too."""
        order = order_of(run)
        try:
            told = await workflow.execute_activity_method(
                ScheduleActivities.act, order, **run_once("the action")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return await tell_failure(order, message_in(error))
        return await tell(order, told)
