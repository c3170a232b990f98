"""Watches against the real server: what they cost, how they are steered, what survives."""


import pytest

from domain.tasks import Finding
from tests.fakes.watching import Watchtower

pytestmark = pytest.mark.temporal

CHANGED = Finding("zhiban.web.changed", "价格变了", "old → new")


@pytest.fixture
async def tower(server) -> Watchtower:
    tower = Watchtower(server.client)
    await tower.household.move_in()
    return tower


async def history_of(tower, task) -> list[str]:
    handle = tower.client.get_workflow_handle(f"task/{task.id}")
    return [event.event_type async for event in handle.fetch_history_events()]


async def test_looks_that_find_nothing_leave_nothing_in_the_history(tower):
    """PRF-1, TSK-7."""
    tower.checker.again_after = 0.01
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(3)
        before = await history_of(tower, task)
        await tower.checker.until(103)
        after = await history_of(tower, task)

    assert after == before
    assert len(after) == 5


async def test_a_finding_is_one_event_and_one_message(tower):
    """TSK-4, PSH-2."""
    tower.checker.again_after = 0.01
    tower.checker.answers = [None, CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(1)
        await tower.checker.until(20)

    [event] = tower.told(task)
    assert event.data["title"] == "价格变了"
    [(message, to, _)] = tower.household.mail.sent
    assert (message.title, to.target) == ("价格变了", "mei@example.cn")
