"""Rows of incidents against the events they are read from."""

import asyncio
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from application.ports.events import EventFilter
from domain.events.events import Event
from domain.incidents.incidents import IncidentState
from storage.events.events import SqlEvents
from storage.events.read_models import rebuild, verify
from storage.incidents.incidents import SqlIncidents
from storage.incidents.tables import incidents as table
from tests.fakes.incident_examples import NOW, after, an_attempt, an_incident, told


@pytest.fixture
def incidents(database):
    return SqlIncidents(SqlEvents(database))


async def rows_of(database):
    async with database.reading() as connection:
        return (await connection.execute(table.select().order_by(table.c.id))).all()


async def change(database, statement):
    async with database.writing() as connection:
        await connection.execute(text(statement))


def what_of(rebuilt):
    return {each.id: each.what for each in rebuilt.differences}


lives = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 9), st.sampled_from(IncidentState)), max_size=15
)


@given(lives)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_rows_made_again_from_events_are_the_rows_that_were_kept(database, lives):
    """EVT-1, RBK-14: whatever was recorded, in whichever order of revisions."""
    incidents = SqlIncidents(SqlEvents(database))
    start = len(await incidents.events.page(EventFilter(), after=0, limit=1_000))
    for step, (number, revision, state) in enumerate(lives):
        incident = an_incident(
            number, revision=revision, state=state, attempts=(an_attempt(revision),)
        )
        await incidents.record(incident, [told(incident, start + step)])
    before = await rows_of(database)
    assert (await verify(database)).differences == ()
    await change(database, "UPDATE incidents SET revision = 77, state = 'x', incident = '{}'")
    assert len((await verify(database)).differences) == len(before)

    await rebuild(database)
    assert await rows_of(database) == before
    await change(database, "DELETE FROM incidents")
    await rebuild(database)
    assert await rows_of(database) == before


async def test_each_row_that_differs_is_named_and_put_right(database, incidents, monkeypatch):
    """EVT-1."""
    monkeypatch.setattr("storage.incidents.models._AT_ONCE", 2)
    made = [an_incident(number) for number in range(1, 8)]
    for each in made:
        await incidents.record(each, [told(each)])
    before = await rows_of(database)
    fake = an_incident(9)
    changed = json.dumps({"doing": {"id": "incident.resumed", "args": {}}})[1:-1]
    await change(database, f"DELETE FROM incidents WHERE id = '{made[0].id}'")
    await change(database, f"UPDATE incidents SET incident = '[' WHERE id = '{made[1].id}'")
    await change(database, f"UPDATE incidents SET cluster = 'z' WHERE id = '{made[2].id}'")
    await change(
        database,
        f"""UPDATE incidents SET incident = replace(incident, '"doing"\\:null', '{changed}')"""
        f" WHERE id = '{made[3].id}'",
    )
    async with database.writing() as connection:
        values = {"id": fake.id, "workflow_id": "w", "state": "x", "cluster": "", "namespace": ""}
        values |= {"opened_at": NOW, "revision": 1, "incident": fake}
        await connection.execute(table.insert().values(values))

    expected = {
        made[0].id: ("missing",),
        made[1].id: ("unreadable",),
        made[2].id: ("row.cluster",),
        made[3].id: ("doing",),
        fake.id: ("unknown",),
    }
    assert what_of(await verify(database)) == expected
    rebuilt = await rebuild(database)
    assert what_of(rebuilt) == expected
    assert rebuilt.incidents == 7
    assert {each.model for each in rebuilt.differences} == {"incidents"}
    assert await rows_of(database) == before
    assert what_of(await rebuild(database)) == {}


async def test_nobody_makes_an_incident_by_speaking_of_one(database, incidents):
    """EVT-1, EVT-2: feedback may say anything."""
    incident = an_incident()
    await incidents.record(incident, [told(incident)])
    forged = {"incident": {"revision": 99, "state": "closed"}}
    await incidents.events.append(
        Event(
            id="f",
            type="zhiban.feedback.given",
            source="/people/u_bo",
            subject=incident.id,
            time=NOW,
            owner="u_bo",
            data=forged,
        )
    )
    await incidents.events.append(
        Event(
            id="g",
            type="zhiban.feedback.given",
            source="/people/u_bo",
            subject="i_new",
            time=NOW,
            owner="u_bo",
            data=forged,
        )
    )
    rebuilt = await rebuild(database)
    assert (rebuilt.incidents, rebuilt.differences) == (1, ())


async def test_what_a_newer_version_wrote_is_left_alone(database, incidents):
    """EVT-1, OPS-4: a snapshot that this version cannot read changes nothing."""
    incident = an_incident()
    await incidents.record(incident, [told(incident)])
    source = f"/incidents/{incident.id}"
    for number, snapshot in enumerate(
        ({"revision": 2, "state": "dreaming"}, {"revision": "3"}, [])
    ):
        await incidents.events.append(
            Event(
                id=f"n{number}",
                type="x",
                source=source,
                subject=incident.id,
                time=NOW,
                data={"incident": snapshot},
            )
        )
    rebuilt = await rebuild(database)
    assert (rebuilt.orphans, rebuilt.differences) == (1, ())
    assert await incidents.get(incident.id) == incident


async def test_incidents_that_change_while_it_reads_are_right(database, incidents, monkeypatch):
    """EVT-1: safe while everything runs."""
    monkeypatch.setattr("storage.incidents.models._AT_ONCE", 2)
    monkeypatch.setattr("storage.events.read_models._AT_ONCE", 3)
    monkeypatch.setattr("storage.events.read_models._CAUGHT_UP", 3)

    async def go_on():
        for step in range(60):
            incident = an_incident(step % 7, revision=step, changed_at=after(step))
            await incidents.record(incident, [told(incident, step)])

    going_on = asyncio.create_task(go_on())
    looks = [await rebuild(database) for _ in range(3)]
    await going_on
    assert [each.differences for each in looks] == [()] * 3
    found = await verify(database)
    assert (found.incidents, found.events, found.differences) == (7, 60, ())


async def test_an_older_revision_that_came_late_is_not_made_the_newest(database, incidents):
    """EVT-1."""
    newest = an_incident(revision=3, state=IncidentState.CLOSED)
    for each in (newest, replace(newest, revision=2), replace(newest, revision=1)):
        await incidents.record(each, [told(each, each.revision)])
    await change(database, "DELETE FROM incidents")
    await rebuild(database)
    assert await incidents.get(newest.id) == newest
