"""Which kind of life a task leads."""

import pytest

from domain.tasks.tasks import TaskType
from orchestration.task_client import TaskClientByType
from tests.fakes.clock import ManualClock
from tests.fakes.tasks import InMemoryTasks, ObedientLives
from tests.fakes.watching import a_task


@pytest.mark.parametrize("type_", list(TaskType))
async def test_watches_and_calendar_tasks_lead_lives_of_their_own(type_):
    """TSK-1, SCH-1."""
    tasks = InMemoryTasks()
    task = a_task(type=type_)
    tasks.kept[task.id] = task
    watches, calendars = (ObedientLives(tasks, ManualClock()) for _ in range(2))
    lives = TaskClientByType(watches, calendars)

    await lives.start(task)
    await lives.configure(task, by="u_mei")
    await lives.pause(task, reason="", by="u_mei")
    await lives.resume(task, by="u_mei")
    await lives.trigger(task, by="u_mei")
    assert (await lives.life(task)).workflow_id == f"task/{task.id}"
    await lives.delete(task, by="u_mei")

    asked, other = (watches, calendars) if type_.is_watch else (calendars, watches)
    assert [name for name, _ in asked.calls] == [
        *("start", "configure", "pause", "resume", "trigger", "delete")
    ]
    assert other.calls == []
