"""Whatever kind of task it is: it lives from the moment it is made, and again after its end.

The design this began from stored watches of numbers and never started them, went on with none of
them after a restart, and did not notice when a loop had died.
"""

import pytest

from application.ports.tasks import RunState
from domain.events.events import EventType
from domain.tasks.tasks import TaskState, TaskType
from tests.application.tasks.test_tasks import MEI, World
from tests.domain.task_types.test_configs import PUBLISHED

FIRST_OF_EACH = dict(reversed(PUBLISHED))


def test_every_type_is_tried():
    """TSK-1."""
    assert set(FIRST_OF_EACH) == set(TaskType)


@pytest.mark.parametrize(("type_", "config"), FIRST_OF_EACH.items())
async def test_a_task_of_any_type_lives_from_the_start(type_, config):
    """TSK-1, TSK-3."""
    world = World()
    task = await world.a_task(type=type_, config=config)

    assert world.lives.calls == [("start", task.id)]
    assert world.lives.states[task.id] is RunState.RUNNING


@pytest.mark.parametrize(("type_", "config"), FIRST_OF_EACH.items())
async def test_a_task_of_any_type_is_resumed_after_a_pause(type_, config):
    """TSK-3."""
    world = World()
    task = await world.a_task(type=type_, config=config)
    await world.service.pause(by=MEI, task_id=task.id)
    assert world.lives.states[task.id] is RunState.PAUSED
    resumed = await world.service.resume(by=MEI, task_id=task.id)

    assert resumed.state is TaskState.ACTIVE
    assert world.lives.states[task.id] is RunState.RUNNING


@pytest.mark.parametrize(("type_", "config"), FIRST_OF_EACH.items())
async def test_a_task_of_any_type_that_has_no_life_is_started_by_whoever_comes_by(type_, config):
    """TSK-3: such as after everything that Temporal kept was lost."""
    world = World()
    task = await world.a_task(type=type_, config=config)
    world.lives.states.clear()
    care = await world.care.look_after()

    assert care.started == (task.id,)
    assert world.lives.states[task.id] is RunState.RUNNING


@pytest.mark.parametrize(("type_", "config"), FIRST_OF_EACH.items())
async def test_a_task_of_any_type_that_somebody_ended_says_so_and_can_be_resumed(type_, config):
    """TSK-3."""
    world = World()
    task = await world.a_task(type=type_, config=config)
    world.lives.states[task.id] = RunState.STOPPED
    await world.care.look_after()
    assert world.types()[-1] == EventType.TASK_STOPPED
    await world.service.resume(by=MEI, task_id=task.id)

    assert world.lives.states[task.id] is RunState.RUNNING
