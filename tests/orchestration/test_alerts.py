"""The poll of alert sources and the nightly sweep, against the real server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from activities.alerts import AlertActivities
from application.incidents.alerts import AlertIntake
from application.incidents.sources import AlertPoller, AlertSources
from application.incidents.stopped import StoppedIncidents
from application.incidents.sweeps import Sweep
from bootstrap.running.worker import workflow_runner
from bootstrap.system import SystemClock
from bootstrap.temporal.failures import TranslateFailures
from domain.alerts.alerts import AlertSource, ReadBack
from domain.common.errors import Misconfigured, Unavailable
from domain.events.events import EventType
from orchestration.alerts import POLL, SWEEP, TemporalAlerts
from tests.fakes.alerts import InMemoryAlerts, Listening, Owned, ScriptedReader
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
from workflows.incidents.alerts import AlertPollWorkflow, AlertSweepWorkflow

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

    @asynccontextmanager
    async def working(self, *, stay: timedelta = timedelta(hours=1)) -> AsyncIterator[None]:
        activities = AlertActivities(self.poller, self.sweep, stay=stay)
        async with Worker(
            self.client,
            task_queue=self.queue,
            workflows=[AlertPollWorkflow, AlertSweepWorkflow],
            activities=[activities.poll, activities.sweep],
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
    for ending in (made.client.get_workflow_handle(POLL).terminate, schedule.delete):
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
    polls = workflow._Definition.must_from_class(AlertPollWorkflow)
    sweeps = workflow._Definition.must_from_class(AlertSweepWorkflow)
    activities = (AlertActivities.poll, AlertActivities.sweep)

    assert (polls.name, set(polls.signals)) == ("AlertPoll", {"configure"})
    assert sweeps.name == "AlertSweep"
    assert [activity._Definition.must_from_callable(each).name for each in activities] == [
        "alerts.poll", "alerts.sweep",
    ]  # fmt: skip
    assert (POLL, SWEEP) == ("alert-poll", "sweep")


@pytest.mark.temporal
async def test_what_a_lost_callback_dropped_is_found_within_one_interval(rig):
    """ALR-1."""
    async with rig.working():
        await rig.alerts.ensure_poll(interval=QUICKLY)
        for number in range(3):
            rig.fire(number)
            await rig.until_heard(number + 1)
    assert len(rig.lives.heard) == 3


@pytest.mark.records("alert-poll-reconfigured", "AlertPoll")
@pytest.mark.temporal
async def test_the_poll_is_started_once_and_takes_the_newest_rhythm(rig):
    """ALR-1."""
    rig.fire(1)  # before the first look: the second one is an hour later
    async with rig.working():
        await rig.alerts.ensure_poll(interval=timedelta(hours=1))
        first = await rig.client.get_workflow_handle(POLL).describe()
        await rig.until_heard(1)
        rig.fire(2)
        await rig.alerts.ensure_poll(interval=QUICKLY)
        await rig.until_heard(2)
        again = await rig.client.get_workflow_handle(POLL).describe()
    assert first.run_id == again.run_id


@pytest.mark.temporal
async def test_a_quiet_poll_writes_no_history(rig):
    """ALR-1, TSK-7: many looks, and attempts that leave and come back, cost no event."""
    async with rig.working(stay=timedelta(milliseconds=100)):
        await rig.alerts.ensure_poll(interval=QUICKLY)

        async def looked_often() -> bool:
            return len(rig.reader.periods) > 10

        await eventually(looked_often)
        for _ in range(5):
            await rig.alerts.ensure_poll(interval=QUICKLY)
        described = await rig.client.get_workflow_handle(POLL).describe()
    assert described.history_length <= 11  # the start, the signal of this process, the activity


@pytest.mark.temporal
async def test_the_next_worker_goes_on_where_the_last_one_looked(rig):
    """ALR-1, REL-1: what fired while nobody worked is found, and nothing twice."""
    async with rig.working():
        await rig.alerts.ensure_poll(interval=QUICKLY)
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
        await rig.alerts.ensure_poll(interval=QUICKLY)

        async def tried() -> bool:
            return len(rig.reader.periods) > 0

        await eventually(tried)
        rig.lives.error = None
        if isinstance(error, Misconfigured):
            # It rests for a minute; a new rhythm is no reason to go on sooner.
            described = await rig.client.get_workflow_handle(POLL).describe()
            assert described.status is WorkflowExecutionStatus.RUNNING
        else:
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
