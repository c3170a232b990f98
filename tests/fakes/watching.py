"""A task that watches, and how it is recalled, in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from application.ports.events import EventFilter
from domain.task_events import RECALLING
from domain.tasks import Task, TaskType
from tests.fakes.events import InMemoryEvents


def a_task(number: int = 1, **fields) -> Task:
    """Return a web monitor of Mei, as it is when it was just asked for."""
    made = {
        "id": f"t_{number:026d}",
        "owner": "u_mei",
        "type": TaskType.WEB_MONITOR,
        "name": "价格页",
        "config": {"urls": ["http://127.0.0.1/"]},
        "created_at": datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
        **fields,
    }
    return Task(**{"changed_at": made["created_at"], **made})


@dataclass
class InMemoryRecalls:
    """Recalls, from the events in memory."""

    events: InMemoryEvents

    async def follow(self) -> AsyncIterator[str]:
        after = len(self.events.kept)
        async for event in self.events.follow(EventFilter(types=tuple(RECALLING)), after=after):
            yield event.subject
