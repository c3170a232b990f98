"""One news digest (SCH-2)."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.digests import DigestActivities, DigestWords
from activities.patience import keep_record, run_once
from activities.schedules import RunOrder, RunTold
from workflows.reasons import message_in
from workflows.schedules.calendar_runs import (
    CalendarResult,
    CalendarRun,
    order_of,
    tell,
    tell_failure,
)


@workflow.defn(name="NewsDigest")
class NewsDigestWorkflow:
    """Started by the Temporal Schedule `task/<task id>`; publishes one digest for each date.

    Reads the sources, puts the stories into words, publishes the digest and tells people.
    """

    @workflow.run
    async def run(self, run: CalendarRun) -> CalendarResult:
        """Make the date's digest, then tell; a failure is told, too."""
        order = order_of(run)
        try:
            told = await self._make(order)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return await tell_failure(order, message_in(error))
        return await tell(order, told)

    async def _make(self, order: RunOrder) -> RunTold:
        workflow.set_current_details("Reading the sources.")
        found = await workflow.execute_activity_method(
            DigestActivities.gather, order, **run_once("the sources")
        )
        if found.skip:
            return RunTold(title=found.skip)
        if not found.made:
            workflow.set_current_details("Putting the stories into words.")
            words = DigestWords(order, found.gathered)
            await workflow.execute_activity_method(
                DigestActivities.summarise, words, **run_once("the words")
            )
        told: RunTold = await workflow.execute_activity_method(
            DigestActivities.publish, order, **keep_record("the digest")
        )
        return told
