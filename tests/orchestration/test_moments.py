"""Moments that pass while a schedule is made, on the real server."""

import asyncio
from datetime import timedelta

import pytest

from application.ports.tasks import LifeState
from bootstrap.system import SystemClock
from domain.events.events import EventType
from orchestration.schedules import TemporalSchedules
from tests.fakes.calendars import CalendarHouse
from tests.fakes.waiting import eventually

pytestmark = [pytest.mark.temporal, pytest.mark.timeout(180)]

RAN = EventType.SCHEDULE_RAN


@pytest.fixture
async def house() -> CalendarHouse:
    house = CalendarHouse(clock=SystemClock())
    await house.move_in()
    return house


@pytest.fixture
def lives(server, house) -> TemporalSchedules:
    return TemporalSchedules(server.client, house.queue, house.tasks, house.clock)


async def reminder(house, *, ago):
    """A task whose moment was so long ago; a task is made before its moment comes."""
    at = house.clock.now() - ago
    return await house.task({"type": "once", "at": at.isoformat(), "action": "起床"})


async def test_a_moment_that_passes_while_the_schedule_is_made_is_made_up_once(
    server, lives, house
):
    """SCH-1: nobody waits for a reminder that Temporal knows nothing of."""
    task = await reminder(house, ago=timedelta(seconds=1))

    async def ran():
        return house.told(RAN)

    async with house.awake(server.client):
        await asyncio.gather(lives.start(task), lives.start(task))
        await eventually(ran, within=90)
        await lives.start(task)
        life = await lives.life(await house.kept(task))

    assert len(house.told(RAN)) == 1
    assert (life.state, life.next_due) == (LifeState.RUNNING, None)


async def test_a_moment_that_is_long_over_is_not_made_up(server, lives, house):
    """SCH-1: a morning's reminder makes no sense in the evening."""
    task = await reminder(house, ago=timedelta(hours=2))

    await lives.start(task)

    described = await server.client.get_schedule_handle(f"task/{task.id}").describe()
    assert described.info.recent_actions == []
    assert (await lives.life(task)).next_due is None
