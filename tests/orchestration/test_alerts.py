"""The poll of alert sources and the nightly sweep, against the real server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from activities.alerts import AlertActivities
from activities.background_jobs import BackgroundJob, BackgroundJobActivities
from application.incidents.alerts import AlertIntake
from application.incidents.sources import AlertPoller, AlertSources
from application.incidents.stopped import StoppedIncidents
from application.incidents.sweeps import Sweep
from bootstrap.incidents.reconcile import polling
from bootstrap.running.worker import workflow_runner
from bootstrap.system import SystemClock
from bootstrap.temporal.failures import TranslateFailures
from domain.alerts.alerts import AlertSource, ReadBack
from domain.common.errors import Misconfigured, Unavailable
from domain.events.events import EventType
from orchestration.alerts import SWEEP, TemporalAlerts
from orchestration.background_jobs import TemporalJobs
from tests.fakes.alerts import InMemoryAlerts, InMemoryHeartbeats, Listening, Owned, ScriptedReader
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import (
    InMemoryApprovals,
    InMemoryAudit,
    InMemoryIncidents,
    Withdrawals,
)
from tests.fakes.incident_examples import an_alert
from tests.fakes.tasks import InMemoryWatches
from tests.fakes.waiting import eventually
from tests.temporal_servers import GRACE
from workflows.background_jobs import BackgroundJobWorkflow
from workflows.incidents.alerts import AlertSweepWorkflow

QUICKLY = timedelta(milliseconds=50)


@dataclass
class Rig:
    """Sources, incidents that listen, and a worker to be switched on and off."""

    client: Client
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")

    def __post_init__(self) -> None:
        clock = SystemClock()
        self.clusters, self.kept, self.lives = Owned(), InMemoryAlerts(), Listening()
        self.events, self.reader = InMemoryEvents(), ScriptedReader([ReadBack.FIRING])
        self.intake = AlertIntake(self.clusters, self.kept, self.lives, clock)
        self.poller = AlertPoller((self.reader,), self.kept, self.intake, clock)
        sources = AlertSources(
            {AlertSource.ALERTMANAGER: self.reader},
            self.clusters,
            InMemoryWatches(),
            clock,
            InMemoryAudit(),
            InMemoryHeartbeats(),
            (),
        )
        incidents = InMemoryIncidents(self.events)
        self.sweep = Sweep(
            self.kept,
            incidents,
            sources,
            (self.reader,),
            self.intake,
            self.events,
            clock,
            StoppedIncidents(incidents, InMemoryApprovals(), self.lives, Withdrawals(), clock),
        )
        self.alerts = TemporalAlerts(self.client, self.queue, clock)
        self.poll, self.jobs = f"poll-{self.queue}", TemporalJobs(self.client, self.queue)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        swept = AlertActivities(self.sweep)
        jobs = {self.poll: BackgroundJob(QUICKLY, polling(self.poller))}
        async with Worker(
            self.client,
            task_queue=self.queue,
            workflows=[BackgroundJobWorkflow, AlertSweepWorkflow],
            activities=[BackgroundJobActivities(jobs, SystemClock()).run, swept.sweep],
            workflow_runner=workflow_runner(),
            interceptors=[TranslateFailures()],
            max_heartbeat_throttle_interval=timedelta(milliseconds=50),
            graceful_shutdown_timeout=GRACE,
        ):
            yield

    def fire(self, number: int) -> None:
        # A schedule's times are whole seconds, so what began just now is not of the last day yet.
        now = datetime.now(UTC) - timedelta(seconds=2)
        alert = an_alert(number, started_at=now, received_at=now, source=AlertSource.ALERTMANAGER)
        self.reader.listed.append(alert)

    async def until_heard(self, count: int) -> None:
        async def look() -> bool:
            return len(self.lives.heard) >= count

        await eventually(look)


@pytest.fixture
async def rig(server) -> AsyncIterator[Rig]:
    made = Rig(server.client)
    yield made
    schedule = made.client.get_schedule_handle(SWEEP)
    for ending in (made.client.get_workflow_handle(f"job/{made.poll}").terminate, schedule.delete):
        try:
            await ending()
        except RPCError:
            continue  # this test started none

    async def gone() -> bool:  # the next test makes one of the same name
        try:
            await schedule.describe()
        except RPCError as error:
            return error.status is RPCStatusCode.NOT_FOUND
        return False

    await eventually(gone)


def test_names_on_the_wire_stay():
    """REL-3."""
    sweeps = workflow._Definition.must_from_class(AlertSweepWorkflow)
    swept = activity._Definition.must_from_callable(AlertActivities.sweep)

    assert (sweeps.name, swept.name, SWEEP) == ("AlertSweep", "alerts.sweep", "sweep")


@pytest.mark.temporal
async def test_what_a_lost_callback_dropped_is_found_within_one_interval(rig):
    """ALR-1."""
    async with rig.working():
        await rig.jobs.ensure([rig.poll])
        for number in range(3):
            rig.fire(number)
            await rig.until_heard(number + 1)
    assert len(rig.lives.heard) == 3


@pytest.mark.temporal
async def test_the_next_worker_goes_on_where_the_last_one_looked(rig):
    """ALR-1, REL-1: what fired while nobody worked is found, and nothing twice."""
    async with rig.working():
        await rig.jobs.ensure([rig.poll])
        rig.fire(1)
        await rig.until_heard(1)
    rig.fire(2)
    async with rig.working():
        await rig.until_heard(2)
    assert len({alert.id for _, alert in rig.lives.heard}) == len(rig.lives.heard) == 2


@pytest.mark.temporal
@pytest.mark.parametrize("error", [Unavailable("down"), Misconfigured("wrong key")])
async def test_incidents_that_cannot_be_reached_do_not_end_the_poll(rig, error):
    """ALR-1, REL-2: also a mistake that nothing retries."""
    rig.lives.error = error
    rig.fire(1)
    async with rig.working():
        await rig.jobs.ensure([rig.poll])

        async def tried() -> bool:
            return len(rig.reader.periods) > 0

        await eventually(tried)
        rig.lives.error = None
        await rig.until_heard(1)


@pytest.mark.temporal
async def test_the_sweep_is_due_at_five_on_the_operators_clock(rig):
    """ALR-7."""
    await rig.alerts.ensure_sweep()
    await rig.alerts.ensure_sweep()
    described = await rig.client.get_schedule_handle(SWEEP).describe()
    shown = [each.astimezone(ZoneInfo("Asia/Shanghai")) for each in
             described.info.next_action_times]  # fmt: skip
    assert {(each.hour, each.minute) for each in shown} == {(5, 0)}


@pytest.mark.temporal
async def test_a_sweep_that_an_operator_paused_stays_paused_with_another_time(rig):
    """ALR-7."""
    await rig.alerts.ensure_sweep()
    await rig.client.get_schedule_handle(SWEEP).pause(note="moving")
    await rig.alerts.ensure_sweep(hour=4, minute=30)
    described = await rig.client.get_schedule_handle(SWEEP).describe()
    assert described.schedule.state.paused
    assert described.schedule.state.note == "moving"


@pytest.mark.records("alert-sweep-told", "AlertSweep")
@pytest.mark.temporal
async def test_a_sweep_takes_up_what_nobody_dealt_with_and_tells_the_result(rig):
    """ALR-7."""
    await rig.alerts.ensure_sweep()
    rig.fire(1)
    async with rig.working():
        await rig.alerts.sweep_now()
        await rig.until_heard(1)

        async def told() -> bool:
            return any(each.type == EventType.SWEEP_DONE for each in rig.events.kept)

        async def over() -> bool:
            runs = rig.client.list_workflows(
                "WorkflowType = 'AlertSweep' AND ExecutionStatus = 'Completed'"
            )
            return any([each.task_queue == rig.queue async for each in runs])

        await eventually(told)
        await eventually(over)
    (done,) = [each for each in rig.events.kept if each.type == EventType.SWEEP_DONE]
    assert (done.data["handed"], done.data["names"]) == (1, ["结账出错"])
