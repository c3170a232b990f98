"""A year of schedules in skipped time: the real server's scheduler, its clock and our workflow.

Temporal's schedules are workflows of its own, so time can be skipped for each of them.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import ScheduleOverlapPolicy, ScheduleUpdate
from temporalio.testing import WorkflowEnvironment

from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from bootstrap.temporal.payloads import shared_data_converter
from domain.events.events import EventType
from domain.schedules.timetables import runs_between
from domain.tasks.tasks import TaskState
from orchestration.schedules import TemporalSchedules
from tests.fakes.calendars import CalendarRig
from tests.fakes.clock import ManualClock
from tests.fakes.words import WORDS
from tests.temporal_servers import SERVER, STARTUP

pytestmark = [pytest.mark.temporal, pytest.mark.exhaustive, pytest.mark.timeout(180)]

SETTINGS = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="20ms"',
)
STEP = timedelta(days=30)
STEPS = 13
PAUSED = (4, 6)
"""Before which steps the one task is paused, and resumed."""

SUNDAYS = {"type": "weekly", "weekdays": ["sun"], "hour": 2, "minute": 30}
CONFIGS = (
    {**SUNDAYS, "zone": "America/New_York"},
    {**SUNDAYS, "zone": "Europe/Berlin"},
    {
        "type": "monthly",
        "day_of_month": "last",
        "hour": 1,
        "minute": 45,
        "zone": "Australia/Lord_Howe",
    },
    {"type": "cron", "cron": "0 9 1,15 * *", "zone": "Asia/Shanghai"},
)


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
        dev_server_extra_args=[
            part for each in SETTINGS for part in ("--dynamic-config-value", each)
        ],
    ) as environment:
        yield environment


def side_by_side(current):
    """Let runs overlap: a skipped week is shorter than a run takes in the time we live in."""
    schedule = current.description.schedule
    schedule.policy.overlap = ScheduleOverlapPolicy.ALLOW_ALL
    return ScheduleUpdate(schedule)


async def test_a_year_of_schedules_has_every_run_once_and_none_of_a_pause(skipping):
    """SCH-1, TSK-3, TSK-6: no drift, no burst, and both changes of the clocks."""
    start = datetime.now(UTC)
    rig = CalendarRig(clock=ManualClock(start))
    await rig.move_in()
    lives = TemporalSchedules(skipping.client, rig.queue, rig.tasks, rig.clock, WORDS)
    tasks = [await rig.task({**config, "action": "x"}) for config in CONFIGS]
    for task in tasks:
        await lives.start(task)
        await skipping.client.get_schedule_handle(f"task/{task.id}").update(side_by_side)

    async def skip(task):
        scheduler = skipping.client.get_workflow_handle(f"temporal-sys-scheduler:task/{task.id}")
        await skipping.fast_forward(scheduler, STEP)

    async with rig.awake(skipping.client):
        for step in range(STEPS):
            if step == PAUSED[0]:
                await lives.pause(tasks[0], reason="away", by="u_mei")
            if step == PAUSED[1]:
                await lives.resume(await rig.kept(tasks[0]), by="u_mei")
            await asyncio.gather(*(skip(task) for task in tasks))
        async with asyncio.timeout(30):
            expected = {task.id: expected_runs(task, start, task is tasks[0]) for task in tasks}
            while {task.id: seen_runs(rig, task) for task in tasks} != expected:
                await asyncio.sleep(0.2)

    assert {each.state for each in rig.tasks.kept.values()} == {TaskState.ACTIVE}
    assert rig.told(EventType.SCHEDULE_FAILED) == []


def expected_runs(task, start, was_paused):
    """Return what our own calculation says, without the pause."""
    table = task.config.timetable(task.zone)
    runs = runs_between(table, start=start, end=start + STEPS * STEP)
    away = (start + PAUSED[0] * STEP, start + PAUSED[1] * STEP)
    return [run for run in runs if not (was_paused and away[0] < run <= away[1])]


def seen_runs(rig, task):
    """Return for which times the task has raised its event."""
    prefix = f"task/{task.id}/run/"
    ids = [each for each in rig.told(EventType.SCHEDULE_RAN) if each.startswith(prefix)]
    return sorted(datetime.fromisoformat(each.removeprefix(prefix)) for each in ids)
