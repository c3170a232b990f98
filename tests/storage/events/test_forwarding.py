"""How far endpoints have come, in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.ports.webhooks import Progress
from domain.events.events import Event
from storage.events.events import SqlEvents
from storage.events.forwarding import SqlForwardings
from tests.fakes.webhooks import InMemoryForwardings

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


@pytest.fixture
def forwardings(stores):
    if isinstance(stores.events, SqlEvents):
        return SqlForwardings(stores.events.database)
    return InMemoryForwardings(stores.events)


async def test_a_new_endpoint_begins_behind_the_newest_event_and_stays_there(forwardings, stores):
    """EVT-2."""
    assert (await forwardings.begin("early", at=NOW)).sequence == 0
    kept = await stores.events.append(Event(id="e1", type="x", source="/s", subject="s", time=NOW))
    later = NOW + timedelta(hours=1)

    assert await forwardings.begin("early", at=later) == Progress("early", 0, NOW)
    assert await forwardings.begin("late", at=later) == Progress("late", kept.sequence, later)


async def test_a_place_is_replaced_but_never_goes_back(forwardings):
    """EVT-2: a worker that was thought lost cannot make events come again and again."""
    begun = await forwardings.begin("ops", at=NOW)
    troubled = replace(begun, tries=2, failing_since=NOW, trouble="值\0\ud800")
    further = Progress("ops", 7, NOW + timedelta(seconds=1))

    await forwardings.keep(troubled)
    assert await forwardings.list() == [troubled]
    await forwardings.keep(further)
    await forwardings.keep(troubled)

    assert await forwardings.list() == [further]
    assert await forwardings.begin("ops", at=NOW) == further


async def test_places_are_listed_by_name(forwardings):
    """EVT-2."""
    for name in ("b", "a"):
        await forwardings.begin(name, at=NOW)

    assert [each.endpoint for each in await forwardings.list()] == ["a", "b"]
