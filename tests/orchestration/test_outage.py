"""What calendar tasks do after a time without a Temporal server."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import ScheduleIntervalSpec, ScheduleUpdate
from temporalio.testing import WorkflowEnvironment

from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from bootstrap.temporal.payloads import shared_data_converter
from domain.events.events import EventType
from orchestration.schedules import TemporalSchedules
from tests.fakes.calendars import CalendarRig
from tests.fakes.clock import ManualClock
from tests.fakes.words import WORDS
from tests.temporal_servers import SERVER, STARTUP

pytestmark = [pytest.mark.temporal, pytest.mark.slow, pytest.mark.timeout(180)]

SECOND = timedelta(seconds=1)


@asynccontextmanager
async def server(file: Path):
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_database_filename=str(file),
        dev_server_log_level="error",
    ) as environment:
        yield environment.client


def every_second(current):
    schedule = current.description.schedule
    schedule.spec.intervals = [ScheduleIntervalSpec(every=SECOND)]
    return ScheduleUpdate(schedule)


def dues(rig):
    ids = rig.told(EventType.SCHEDULE_RAN)
    return sorted(datetime.fromisoformat(each.rpartition("/")[2]) for each in ids)


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)


async def test_an_outage_is_caught_up_with_by_one_run_and_not_by_all_that_were_missed(tmp_path):
    """BRF-9, TSK-3, TSK-6: a run each second, five seconds without a server."""
    rig = CalendarRig(clock=ManualClock(datetime.now(UTC)))
    await rig.move_in()
    task = await rig.task({"type": "interval", "interval_hours": 1, "action": "x"})
    async with server(tmp_path / "temporal.db") as client:
        lives = TemporalSchedules(client, rig.queue, rig.tasks, rig.clock, WORDS)
        await lives.start(task)
        await client.get_schedule_handle(f"task/{task.id}").update(every_second)
        async with rig.awake(client):
            await until(lambda: len(dues(rig)) >= 2)
    down = datetime.now(UTC)
    await until(lambda: datetime.now(UTC) > down + 5 * SECOND)
    async with server(tmp_path / "temporal.db") as client:
        up = datetime.now(UTC)
        async with rig.awake(client):
            await until(lambda: len([due for due in dues(rig) if due > up + 2 * SECOND]) >= 2)

    assert len([due for due in dues(rig) if down < due < up]) <= 1
    assert len(set(dues(rig))) == len(dues(rig))
