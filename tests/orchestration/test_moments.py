"""Moments that pass while a schedule is made, on the real server."""

import asyncio
from datetime import timedelta

import pytest

from application.ports.tasks import RunState
from bootstrap.system import SystemClock
from domain.events.events import EventType
from orchestration.schedules import TemporalSchedules
from tests.fakes.calendars import CalendarRig
from tests.fakes.waiting import eventually
from tests.fakes.words import WORDS

pytestmark = [pytest.mark.temporal, pytest.mark.timeout(180)]

RAN = EventType.SCHEDULE_RAN


@pytest.fixture
async def rig() -> CalendarRig:
    rig = CalendarRig(clock=SystemClock())
    await rig.move_in()
    return rig


@pytest.fixture
def lives(server, rig) -> TemporalSchedules:
    return TemporalSchedules(server.client, rig.queue, rig.tasks, rig.clock, WORDS)


async def reminder(rig, *, ago):
    """A task whose moment was so long ago; a task is made before its moment comes."""
    at = rig.clock.now() - ago
    return await rig.task({"type": "once", "at": at.isoformat(), "action": "起床"})


async def test_a_moment_that_passes_while_the_schedule_is_made_is_made_up_once(server, lives, rig):
    """SCH-1: nobody waits for a reminder that Temporal knows nothing of."""
    task = await reminder(rig, ago=timedelta(seconds=1))

    async def ran():
        return rig.told(RAN)

    async with rig.awake(server.client):
        await asyncio.gather(lives.start(task), lives.start(task))
        await eventually(ran, within=90)
        await lives.start(task)
        life = await lives.life(await rig.kept(task))

    assert len(rig.told(RAN)) == 1
    assert (life.state, life.next_due) == (RunState.RUNNING, None)


async def test_a_moment_that_is_long_over_is_not_made_up(server, lives, rig):
    """SCH-1: a morning's reminder makes no sense in the evening."""
    task = await reminder(rig, ago=timedelta(hours=2))

    await lives.start(task)

    described = await server.client.get_schedule_handle(f"task/{task.id}").describe()
    assert described.info.recent_actions == []
    assert (await lives.life(task)).next_due is None
