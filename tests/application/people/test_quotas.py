"""One person does not fill the disk for everybody (SEC-6)."""

import pytest

from application.people import quotas
from application.ports.events import EventFilter
from domain.common.errors import TooManyRequests
from tests.fakes.face_services import BO, MEI, FaceWorld
from tests.fakes.words import says

MONITOR = {"urls": ["https://status.example.cn/"]}
LIMIT = r"You have reached the most that one person can write in a day:"


@pytest.fixture
def world():
    return FaceWorld()


async def test_feedback_of_one_person_and_day_is_bounded_in_bytes(world):
    """SEC-6: three hundred times 60 KB in six seconds."""
    kept = 0
    with pytest.raises(TooManyRequests, check=says(LIMIT)) as refusal:
        for _ in range(300):
            await world.services.events.give_feedback(by=MEI, data={"x": "y" * 60_000})
            kept += 1
    midnight = world.clock.now() + refusal.value.delay

    assert kept == quotas.MOST_BYTES // 60_009
    assert len(await world.events.latest(EventFilter(), before=None, limit=1_000)) == kept
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert await world.services.events.give_feedback(by=BO, data={"x": "y"})
    world.clock.move(seconds=refusal.value.delay.total_seconds())
    assert await world.services.events.give_feedback(by=MEI, data={"x": "y"})


@pytest.mark.parametrize("what", ["feedback", "a task", "a change of a task", "a memory"])
async def test_all_that_one_person_writes_counts_together(world, monkeypatch, what):
    """SEC-6: a task that was deleted stays a row, too."""
    services = world.services
    task = await services.tasks.create(by=MEI, type="web_monitor", config=MONITOR)
    monkeypatch.setattr(quotas, "MOST_WRITES", 1)
    writes = {
        "feedback": lambda: services.events.give_feedback(by=MEI, data={}),
        "a task": lambda: services.tasks.create(by=MEI, type="web_monitor", config=MONITOR),
        "a change of a task": lambda: services.tasks.update(by=MEI, task_id=task.id, name="other"),
        "a memory": lambda: services.memories.remember(by=MEI, text="x"),
    }

    with pytest.raises(TooManyRequests, check=says(LIMIT)):
        await writes[what]()
