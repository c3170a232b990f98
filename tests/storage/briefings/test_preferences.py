"""Changes of settings that wait for their confirmation (PSH-8)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from domain.briefings.preferences import PendingPreference, Preference, PreferenceKind
from storage.briefings.preferences import SqlPendingPreferences
from storage.events.events import SqlEvents
from tests.fakes.preferences import InMemoryPreferences

WAITING = PendingPreference(
    id="a1",
    person="u_mei",
    via="robot:desk",
    preference=Preference(kind=PreferenceKind.TIME, start=time(7, 30)),
    expires_at=datetime(2026, 11, 25, 8, tzinfo=UTC),
)


@pytest.fixture
def pending(stores):
    events = stores.events
    if isinstance(events, SqlEvents):
        return SqlPendingPreferences(events.database)
    return InMemoryPreferences()


async def test_a_person_has_one_and_the_later_takes_its_place(pending):
    """PSH-8."""
    later = replace(WAITING, id="b2", preference=Preference(kind=PreferenceKind.UNMUTE))
    await pending.put(WAITING)
    await pending.put(later)
    await pending.put(replace(WAITING, person="u_lin"))

    assert await pending.get("u_mei") == later
    assert await pending.get("u_bo") is None
    assert not await pending.take("u_mei", "a1")
    assert (await pending.get("u_lin")).preference.start == time(7, 30)


async def test_of_many_who_confirm_at_once_one_does_it(pending):
    """PSH-8: it holds once."""
    await pending.put(WAITING)
    taken = await asyncio.gather(*(pending.take("u_mei", "a1") for _ in range(5)))

    assert sorted(taken) == [False] * 4 + [True]
    assert await pending.get("u_mei") is None
