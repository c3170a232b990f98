"""Keeps the schedule of the nightly sweep of alerts."""

from dataclasses import dataclass, field
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from application.ports.clock import Clock
from domain.common.errors import Noun
from domain.schedules.timetables import Timetable
from orchestration.requests import Requests
from orchestration.timetables import spec_of
from workflows.attributes import KIND, STATE
from workflows.incidents.alerts import AlertSweepWorkflow, SweepInput

SWEEP = "sweep"

LONGEST_SWEEP = timedelta(hours=2)
"""A sweep is ended after this; its own patience gives up after one."""

CATCH_UP = timedelta(hours=12)
"""How late a sweep still runs after a time without a server: then people have looked themselves."""


@dataclass(frozen=True)
class TemporalAlerts:
    """Keeps the schedule `sweep`.

    Attributes:
        task_queue: the people's queue, where incidents live.
        zone: of the sweep's time and of the days it sweeps.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    clock: Clock
    zone: str = "Asia/Shanghai"
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def ensure_sweep(self, *, hour: int = 5, minute: int = 0) -> None:
        """Create the schedule of the sweep, or bring it up to date; its state is kept."""
        try:
            await self.requests.send(Noun.ALERT_SWEEP, lambda: self._create_sweep(hour, minute))
        except ScheduleAlreadyRunningError:
            await self.requests.send(Noun.ALERT_SWEEP, lambda: self._update_sweep(hour, minute))

    async def sweep_now(self) -> None:
        """Sweep the last day at once, beside a sweep that may be going on."""
        await self.requests.send(
            Noun.ALERT_SWEEP,
            lambda: self.client.get_schedule_handle(SWEEP).trigger(
                overlap=ScheduleOverlapPolicy.ALLOW_ALL
            ),
        )

    async def _create_sweep(self, hour: int, minute: int) -> None:
        await self.client.create_schedule(
            SWEEP,
            self._schedule(hour, minute),
            search_attributes=self._attributes("sweep", "schedule"),
        )

    async def _update_sweep(self, hour: int, minute: int) -> None:
        def changed(current: ScheduleUpdateInput) -> ScheduleUpdate:
            schedule = self._schedule(hour, minute)
            schedule.state = current.description.schedule.state
            return ScheduleUpdate(schedule)

        await self.client.get_schedule_handle(SWEEP).update(changed)

    def _schedule(self, hour: int, minute: int) -> Schedule:
        table = Timetable(zone=self.zone, minutes=(minute,), hours=(hour,))
        return Schedule(
            ScheduleActionStartWorkflow(
                AlertSweepWorkflow.run,
                SweepInput(self.zone),
                id=SWEEP,
                task_queue=self.task_queue,
                execution_timeout=LONGEST_SWEEP,
                static_summary="Nightly sweep of unhandled alerts",
                typed_search_attributes=self._attributes("sweep", "running"),
            ),
            spec_of(table, now=self.clock.now()),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
        )

    def _attributes(self, kind: str, state: str) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [SearchAttributePair(KIND, kind), SearchAttributePair(STATE, state)]
        )
