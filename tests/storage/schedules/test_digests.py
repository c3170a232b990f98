"""Digests in memory and in both databases, held to one contract."""

from datetime import UTC, datetime, timedelta

import pytest

from application.ports.digests import Digests
from domain.schedules.news import Digest
from storage.database import Database
from storage.schedules.digests import SqlDigests
from tests.fakes.calendars import InMemoryDigests

AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(params=["memory", "database"])
def digests(request: pytest.FixtureRequest, database: Database) -> Digests:
    return InMemoryDigests() if request.param == "memory" else SqlDigests(database)


def digest(day: int, *told: str, task: str = "t") -> Digest:
    at = AT + timedelta(days=day)
    return Digest(
        id=f"{task}/{at:%Y-%m-%d}",
        task_id=task,
        owner="u_mei",
        made_at=at,
        title="标题\0",
        markdown=f"正文 {day}",
        told=told,
    )


async def test_the_first_digest_of_a_date_stays(digests):
    """SCH-2."""
    first = digest(0, "a")
    other = Digest(
        id=first.id,
        task_id="t",
        owner="u_mei",
        made_at=AT,
        title="other",
        markdown="other",
        told=("b",),
    )

    assert await digests.save(first) == first
    assert await digests.save(other) == first
    assert await digests.get(first.id) == first
    assert await digests.get("t/none") is None


async def test_the_newest_one_of_a_task_is_found(digests):
    """SCH-2."""
    for each in (digest(1), digest(3), digest(2), digest(9, task="u")):
        await digests.save(each)

    assert await digests.latest("t") == digest(3)
    assert await digests.latest("v") is None


async def test_told_stories_are_those_of_the_task_since_then(digests):
    """SCH-2."""
    for each in (digest(1, "a", "b"), digest(3, "b", "c"), digest(3, "d", task="u")):
        await digests.save(each)

    assert await digests.told("t", since=AT) == {"a", "b", "c"}
    assert await digests.told("t", since=AT + timedelta(days=3)) == {"b", "c"}
    assert await digests.told("v", since=AT) == frozenset()
