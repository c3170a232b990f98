"""A background job: one run for the whole installation, whatever workers come and go."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.background_jobs import BackgroundJobActivities, JobOrder
from activities.patience import linger
from workflows.attributes import show_state
from workflows.reasons import reason_of


@dataclass(frozen=True)
class JobInput:
    """Which job; add fields, with defaults, at the end."""

    name: str


@workflow.defn(name="BackgroundJob")
class BackgroundJobWorkflow:
    """One run per job, with the id `job/<name>`.

    All its work is one activity that lingers in some worker, and in another one when that is gone:
    nothing is done by two workers at a time, and while all goes well the history does not grow.
    Ends only when a worker's settings name the job no more.
    """

    @workflow.run
    async def run(self, job: JobInput) -> str:
        """Have round after round done; return why it ended."""
        workflow.set_current_details("Goes its rounds; see the pending activity.")
        show_state("running")
        try:
            await workflow.execute_activity_method(
                BackgroundJobActivities.run, JobOrder(job.name), **linger(f"job {job.name}")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            ended = reason_of(error)
            workflow.set_current_details(ended)
            show_state("ended")
            return ended
        return ""
