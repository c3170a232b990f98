"""The nightly sweep of alerts that nobody dealt with (ALR-7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow

from activities.alerts import AlertActivities, SweepOrder
from activities.patience import look_around
from domain.briefings.briefings import local_date
from domain.incidents.sweeps import SweepResult
from workflows.attributes import show_state
from workflows.schedules.calendar_runs import SCHEDULED_AT

SWEEPING = timedelta(hours=1)
"""How long a sweep is tried; its source may be down at five in the morning."""


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
