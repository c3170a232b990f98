"""Read models against the events they are read from."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.common.errors import NotFound
from domain.events.events import Event, EventType
from domain.people.people import Person
from domain.tasks.events import configured, created, found, life_event
from domain.tasks.tasks import Finding, Task, TaskType
from storage.events.events import SqlEvents
from storage.events.read_models import rebuild, verify
from storage.people.people import SqlPeople
from storage.tasks.tasks import SqlTasks
from tests.fakes.configs import kept
from tests.fakes.words import saying

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


def a_task(number, client_key=""):
    return Task(
        id=f"t_{number:026d}",
        owner="u_mei",
        type=TaskType.WEB_MONITOR,
        name="价格页",
        config=kept(TaskType.WEB_MONITOR, {}),
        created_at=NOW,
        changed_at=NOW,
        client_key=client_key,
    )


async def days_of(people):
    return [(each.id, each.last_log_trigger_date) for each in await people.list(after="", limit=9)]


@given(mornings)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_last_briefing_dates_can_be_made_again_from_the_events(database, mornings):
    """EVT-1, BRF-2."""
    people, events = SqlPeople(database), SqlEvents(database)
    tag = uuid4().hex  # events stay, so each example has people of its own
    tagged = {name: f"{name}-{tag[:8]}" for name in NAMES}
    for name in tagged.values():
        await people.add(Person(id=name, name="x"), password_hash="h")
    for number, (name, day, kind) in enumerate(mornings):
        who = tagged[name]
        event = Event(
            id=f"{tag}/{number}",
            type=kind,
            source="/briefings",
            subject=f"{who}/{day}",
            time=NOW,
            owner=who,
        )
        await events.append(event)
        if kind is EventType.BRIEFING_GIVEN:
            await people.mark_briefed(who, str(day))
    before = await days_of(people)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE people SET last_log_trigger_date = '2026-06-06'"))

    rebuilt = await rebuild(database)
    assert {each.id for each in rebuilt.differences} == set(tagged.values()) - {
        name for name, day in before if day == "2026-06-06"
    }
    assert {each.what for each in rebuilt.differences} == {("last_log_trigger_date",)}
    assert await days_of(people) == before
    assert (await rebuild(database)).differences == ()
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM people"))


async def test_a_rebuild_reads_more_events_than_fit_into_one_go(database, monkeypatch):
    """EVT-1."""
    monkeypatch.setattr("storage.events.read_models._AT_ONCE", 2)
    people, events = SqlPeople(database), SqlEvents(database)
    await people.add(Person(id="u_mei", name="梅"), password_hash="h")
    given = Event(
        id="e",
        type=EventType.BRIEFING_GIVEN,
        source="/briefings",
        subject="",
        time=NOW,
        owner="u_mei",
    )
    for day in range(10, 17):
        await events.append(replace(given, id=f"e{day}", subject=f"u_mei/2026-11-{day}"))

    assert [each.id for each in (await verify(database)).differences] == ["u_mei"]
    assert await days_of(people) == [("u_mei", "")]
    assert (await rebuild(database)).people == 1
    assert await days_of(people) == [("u_mei", "2026-11-16")]


STEPS = ["pause", "resume", "stop", "delete", "trigger", "configure", "reconfigure", "find"]
lives = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(STEPS), st.integers(0, 9)), max_size=20
)
LIFE = {
    "pause": EventType.TASK_PAUSED,
    "resume": EventType.TASK_RESUMED,
    "stop": EventType.TASK_STOPPED,
    "delete": EventType.TASK_DELETED,
    "trigger": EventType.TASK_TRIGGERED,
}


def step_of(task, step, number, at):
    """Return the event of one step; a number that comes again is a step that was tried again."""
    if step == "find":
        return found(task, Finding(EventType.WEB_CHANGED, saying("变了")), number=number + 1, at=at)
    if step.endswith("configure"):
        revision = number + 2
        config = kept(task.type, {"urls": [number, 0.1]})
        changed = replace(task, name=f"n{number}", config=config, revision=revision)
        return configured(changed, by="u_mei", at=at)
    data = {"by": "u_mei", "reason": f"r{number}"}
    return life_event(task.id, LIFE[step], owner=task.owner, at=at, unique=str(number), data=data)


async def make(database, *tasks):
    store = SqlTasks(SqlEvents(database))
    for task in tasks:
        await store.create(task, created(task, by="u_mei"), most=100)
    return store


async def rows_of(database):
    async with database.reading() as connection:
        return (await connection.execute(text("SELECT * FROM tasks ORDER BY id"))).all()


@given(lives)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_tasks_that_changed_event_by_event_are_what_all_events_say(database, steps):
    """EVT-1, TSK-2."""
    tag = uuid4().int % 10**20 * 10  # events stay, so each example has tasks of its own
    tasks = {number: a_task(tag + number, client_key=f"{tag}-{number}") for number in (1, 2, 3)}
    store = await make(database, *tasks.values())
    for minute, (number, step, unique) in enumerate(steps):
        await store.apply(step_of(tasks[number], step, unique, NOW + timedelta(minutes=minute)))
    before = await rows_of(database)

    assert (await verify(database)).differences == ()
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM tasks"))
    rebuilt = await rebuild(database)

    assert {each.what for each in rebuilt.differences} == {("missing",)}
    assert rebuilt.tasks == len(before)
    assert await rows_of(database) == before


@pytest.mark.parametrize(
    ("tampering", "what"),
    [
        ("UPDATE tasks SET state = 'deleted', events = 7 WHERE id = :id", ("state", "events")),
        ("UPDATE tasks SET config = '{\"urls\":[]}' WHERE id = :id", ("config",)),
        ("UPDATE tasks SET owner = 'u_eve' WHERE id = :id", ("owner",)),
        (
            "UPDATE tasks SET last_event_at = '2026-01-01 00:00:00' WHERE id = :id",
            ("last_event_at",),
        ),
        ("UPDATE tasks SET state = 'nonsense' WHERE id = :id", ("unreadable",)),
        ("UPDATE tasks SET config = 'no json' WHERE id = :id", ("unreadable",)),
        ("DELETE FROM tasks WHERE id = :id", ("missing",)),
    ],
)
async def test_rows_that_were_tampered_with_are_found_and_mended(database, tampering, what):
    """EVT-1."""
    task = a_task(1, client_key="k")
    store = await make(database, task, a_task(2))
    await store.apply(found(task, Finding(EventType.WEB_CHANGED, saying("变了")), number=1, at=NOW))
    before = await rows_of(database)
    async with database.writing() as connection:
        await connection.execute(text(tampering), {"id": task.id})
    tampered = await rows_of(database)

    for look in (verify, rebuild):
        seen = await look(database)
        assert [(each.id, each.what) for each in seen.differences] == [(task.id, what)]
        if look is verify:
            assert await rows_of(database) == tampered
    assert await rows_of(database) == before
    assert (await verify(database)).differences == ()


async def test_rows_that_no_event_speaks_of_go_and_keys_that_changed_places_return(database):
    """EVT-1."""
    await make(database, a_task(1, client_key="a"), a_task(2, client_key="b"))
    before = await rows_of(database)
    swap = "UPDATE tasks SET client_key = '{}' WHERE client_key = '{}'"
    async with database.writing() as connection:
        for new, old in (("c", "a"), ("a", "b"), ("b", "c")):
            await connection.execute(text(swap.format(new, old)))
        made_up = "INSERT INTO tasks SELECT {} FROM tasks WHERE client_key = 'a'"
        columns = "id, owner, type, name, config, created_at, changed_at, revision, state, language"
        rest = "zone, client_key, paused_reason, events, last_event_at, last_event_type"
        values = f"{columns}, {rest}".replace("client_key", "'x'").replace("id,", "'t_x',", 1)
        await connection.execute(
            text(
                made_up.format(values).replace("tasks SELECT", f"tasks ({columns}, {rest}) SELECT")
            )
        )

    rebuilt = await rebuild(database)

    assert [each.what for each in rebuilt.differences] == [
        ("client_key",),
        ("client_key",),
        ("unknown",),
    ]
    assert await rows_of(database) == before


async def test_what_only_mentions_a_task_changes_nothing_and_orphans_are_counted(database):
    """EVT-1, EVT-2: anybody may give feedback about anything."""
    task = a_task(1)
    await make(database, task)
    events = SqlEvents(database)
    await events.append(
        Event(
            id="f",
            type="zhiban.feedback.given",
            source="/people/u_bo",
            subject=task.id,
            time=NOW,
            owner="u_bo",
        )
    )
    lost = life_event("t_lost", EventType.TASK_PAUSED, owner="u_mei", at=NOW, unique="1")
    await events.append(lost)

    rebuilt = await rebuild(database)

    assert (rebuilt.tasks, rebuilt.events, rebuilt.orphans) == (1, 3, 1)
    assert rebuilt.differences == ()
    with pytest.raises(NotFound):
        await SqlTasks(events).apply(replace(lost, id="again"))


async def test_events_that_come_while_it_reads_are_not_missed(database, monkeypatch):
    """EVT-1: safe while everything runs."""
    monkeypatch.setattr("storage.events.read_models._AT_ONCE", 3)
    monkeypatch.setattr("storage.events.read_models._CAUGHT_UP", 3)
    task = a_task(1)
    store = await make(database, task)
    for number in range(1, 20):
        await store.apply(
            found(task, Finding("zhiban.web.changed", saying("x")), number=number, at=NOW)
        )

    async def go_on():
        for number in range(20, 60):
            finding = Finding("zhiban.web.changed", saying("x"))
            await store.apply(found(task, finding, number=number, at=NOW))

    going_on = asyncio.create_task(go_on())
    looks = [await rebuild(database) for _ in range(3)]
    await going_on

    assert [each.differences for each in looks] == [()] * 3
    assert (await verify(database)).events == 60
