"""A watch of a number leads the same life as one of pages, on the real server."""

import pytest

from application.ports.tasks import RunState
from domain.tasks.tasks import Finding, TaskType
from tests.fakes.watching import Watchtower
from tests.fakes.words import saying

pytestmark = pytest.mark.temporal

CONFIG = {
    "metric": "bitcoin_price",
    "threshold": 100_000,
    "check_interval_seconds": 30,
    "notification": {"method": "email", "email": "mei@example.cn"},
}
BREACHED = Finding("zhiban.threshold.breached", saying("比特币超过 100000"))


@pytest.fixture
async def tower(server) -> Watchtower:
    tower = Watchtower(server.client)
    await tower.household.move_in()
    return tower


@pytest.mark.records("threshold-watch-breached", "ThresholdWatch")
async def test_a_watch_of_a_number_looks_from_the_start_and_again_whatever_ended_its_looks(tower):
    """TSK-3, REL-1: a pause, a worker that goes, an operator's button."""
    async with tower.awake():
        task = await tower.born(type=TaskType.THRESHOLD_WATCH, config=CONFIG)
        await tower.checker.until(1)
        await tower.lives.pause(task, reason="", by="u_mei")
        paused = await tower.until_state(task, RunState.PAUSED)
        await tower.lives.resume(task, by="u_mei")
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(2)
    async with tower.awake():
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(3)
        await tower.client.get_workflow_handle(f"task/{task.id}").terminate()
        assert (await tower.lives.life(task)).state is RunState.STOPPED
        tower.checker.answers = [BREACHED]
        await tower.lives.resume(task, by="u_mei")
        await tower.until_sent(1)

    assert paused.next_due is None
    [event] = tower.told(task)
    assert event.type == BREACHED.type
