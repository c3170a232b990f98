"""Read models against the events they are read from."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.events import Event, EventType
from domain.people import Person
from storage.events import SqlEvents
from storage.people import SqlPeople
from storage.read_models import rebuild

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
NAMES = ("u_mei", "u_lin", "u_new")
mornings = st.lists(
    st.tuples(
        st.sampled_from(NAMES[:2]),
        st.dates(datetime(2026, 1, 1).date(), datetime(2027, 12, 31).date()),
        st.sampled_from([EventType.BRIEFING_GIVEN, EventType.BRIEFING_PUSHED]),
    ),
    max_size=12,
)


async def days_of(people):
    return [(each.id, each.last_log_trigger_date) for each in await people.list(after="", limit=9)]


@given(mornings)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_last_briefing_dates_can_be_made_again_from_the_events(database, mornings):
    """EVT-1, BRF-2."""
    people, events = SqlPeople(database), SqlEvents(database)
    tag = uuid4().hex  # events stay, so each example has people of its own
    tagged = {name: f"{name}-{tag[:8]}" for name in NAMES}
    for name in tagged.values():
        await people.add(Person(name, "x"), password_hash="h")
    for number, (name, day, kind) in enumerate(mornings):
        who = tagged[name]
        event = Event(f"{tag}/{number}", kind, "/briefings", f"{who}/{day}", NOW, who)
        await events.append(event)
        if kind is EventType.BRIEFING_GIVEN:
            await people.mark_briefed(who, str(day))
    before = await days_of(people)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE people SET last_log_trigger_date = '2026-06-06'"))

    assert await rebuild(database) > 0
    assert await days_of(people) == before
    assert await rebuild(database) == 0
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM people"))


async def test_a_rebuild_reads_more_events_than_fit_into_one_go(database, monkeypatch):
    """EVT-1."""
    monkeypatch.setattr("storage.read_models._AT_ONCE", 2)
    people, events = SqlPeople(database), SqlEvents(database)
    await people.add(Person("u_mei", "梅"), password_hash="h")
    given = Event("e", EventType.BRIEFING_GIVEN, "/briefings", "", NOW, "u_mei")
    for day in range(10, 17):
        await events.append(replace(given, id=f"e{day}", subject=f"u_mei/2026-11-{day}"))

    assert await rebuild(database) == 1
    assert await days_of(people) == [("u_mei", "2026-11-16")]
