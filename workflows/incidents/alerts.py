"""The poll of alert sources, and the nightly sweep of what nobody dealt with (ALR-1, ALR-7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.alerts import AlertActivities, PollOrder, SweepOrder
from activities.patience import look_around, watch_over
from domain.briefings.briefings import local_date
from domain.incidents.sweeps import SweepResult
from workflows.attributes import show_state
from workflows.reasons import reason_of
from workflows.schedules.calendar_runs import SCHEDULED_AT
from workflows.validated_signals import validated

SWEEPING = timedelta(hours=1)
"""How long a sweep is tried; its source may be down at five in the morning."""

LONGEST_INTERVAL = timedelta(days=1)
"""The settings allow an hour; what is longer, or no number at all, was never meant."""

_REST = timedelta(minutes=1)
"""Before the poll is started again after a failure that nothing retries."""


@dataclass(frozen=True)
class PollInput:
    """How often to look, in seconds; add fields, with defaults, at the end."""

    interval: float = 60.0


@workflow.defn(name="AlertPoll")
class AlertPollWorkflow:
    """One run for each system, with the id `alert-poll`.

    All its work is one activity that lingers; while all goes well the history does not grow. It
    never ends: whatever breaks, sources are asked again.
    """

    @workflow.init
    def __init__(self, polling: PollInput) -> None:
        self._state = polling
        self._changed = False

    @workflow.run
    async def run(self, polling: PollInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Poll; start afresh before the history is long."""
        while True:
            await self._poll()
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(self._state)

    @workflow.signal
    @validated
    def configure(self, interval: float) -> None:
        """Look in another rhythm from now on; seconds. What is no rhythm is passed over."""
        if not 0 <= interval <= LONGEST_INTERVAL.total_seconds():
            workflow.logger.warning("interval passed over", extra={"seconds": interval})
            return
        if interval != self._state.interval:
            self._state = replace(self._state, interval=interval)
            self._changed = True

    async def _poll(self) -> None:
        """Poll until reconfigured; a failure is shown, and tried again after a minute."""
        self._changed = False
        interval = self._state.interval
        workflow.set_current_details(f"Asks all sources every {interval:g} s.")
        show_state("running")
        polling = workflow.start_activity_method(
            AlertActivities.poll,
            PollOrder(interval),
            **watch_over("alert sources", interval=timedelta(seconds=max(interval, 1.0))),
        )
        await workflow.wait_condition(lambda: self._changed or polling.done())
        if not polling.done():
            polling.cancel()
        try:
            await polling
        except ActivityError as error:
            if self._changed:
                return
            if is_cancelled_exception(error):
                raise  # the workflow itself is cancelled
            workflow.set_current_details(f"Asks again in a minute. {reason_of(error)}")
            show_state("failing")
            await workflow.sleep(_REST)


@dataclass(frozen=True)
class SweepInput:
    """Whose night; add fields, with defaults, at the end.

    Attributes:
        zone: IANA zone of the days that are swept.
        hours: how long before its own time the swept period begins.
    """

    zone: str = "Asia/Shanghai"
    hours: float = 24.0


@workflow.defn(name="AlertSweep")
class AlertSweepWorkflow:
    """Started by the Temporal Schedule `sweep`; looks once at the day before."""

    @workflow.run
    async def run(self, sweep: SweepInput) -> SweepResult:
        """Sweep the hours before the time it was due, however late it began."""
        due: datetime | None = workflow.info().typed_search_attributes.get(SCHEDULED_AT)
        end = due or workflow.info().start_time
        start = end - timedelta(hours=sweep.hours)
        day = local_date(start, sweep.zone).isoformat()
        workflow.set_current_details(f"Looks at the alerts of {day}.")
        result: SweepResult = await workflow.execute_activity_method(
            AlertActivities.sweep,
            SweepOrder(start, end, day),
            **look_around("yesterday's alerts", within=SWEEPING),
        )
        workflow.set_current_details(
            f"{day}: {result.looked} looked at, {len(result.handed)} taken up again, "
            f"{len(result.left)} left for the briefing."
        )
        show_state("done")
        return result
