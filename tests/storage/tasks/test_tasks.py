"""Tasks, what watches remember and recalls: in memory, on SQLite and on PostgreSQL."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from application.ports.events import EventFilter
from application.ports.tasks import OutageTaken, TaskFilter, TaskOrder, WatchRecord
from domain.common.errors import Conflict, NotFound, Unavailable, ZhibanError
from domain.events.events import EventType
from domain.tasks.events import configured, created, found, life_event, number_of
from domain.tasks.tasks import Finding, TaskState, TaskType
from domain.watches.outages import Outage, OutageChange
from domain.watches.standing import MOST_LOOKS, LookOutcome, LookRecord
from domain.watches.watches import WatchMemory, seen
from domain.watches.web_memory import WebMemory
from storage.database import Database
from storage.events.events import SqlEvents
from storage.tasks.tasks import SqlRecalls, SqlTasks
from storage.watches.watches import open_watches
from tests.fakes.watching import a_task
from tests.fakes.words import IN_CHINESE, saying, says, told

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
ALL = EventFilter()
CHANGED = Finding("zhiban.web.changed", saying("价格变了", "old → new"), {"url": "http://x/"})


async def born(stores, task, most=10):
    return await stores.tasks.create(task, created(task, by=task.owner), most=most)


def paused(task, unique="1", reason="holiday"):
    return life_event(
        task.id,
        EventType.TASK_PAUSED,
        owner=task.owner,
        at=NOW,
        unique=unique,
        data={"by": "u_mei", "reason": reason},
    )


async def test_a_task_is_kept_with_the_event_it_is_made_of(stores):
    """TSK-1, EVT-1."""
    task = a_task(client_key="k1", config={"urls": ["http://x/错"], "n": 1.5, "in": {"a": None}})
    made = await born(stores, task)

    assert made == task
    assert await stores.tasks.get(task.id) == task
    assert [event.type for event in await stores.events.page(ALL, after=0, limit=9)] == [
        "zhiban.task.created"
    ]


async def test_the_same_client_key_gives_the_same_task_also_to_many_at_once(stores):
    """TSK-2."""
    tasks = [a_task(number, client_key="once", name=f"n{number}") for number in range(1, 9)]
    made = await asyncio.gather(*(born(stores, task) for task in tasks))

    assert len({task.id for task in made}) == 1
    assert len(await stores.events.page(ALL, after=0, limit=20)) == 1
    other = await born(stores, a_task(99, owner="u_lin", client_key="once"))
    assert other.id == a_task(99).id
    assert (await born(stores, a_task(100))).id != (await born(stores, a_task(101))).id


async def test_nobody_has_more_tasks_than_allowed_and_deleted_ones_do_not_count(stores):
    """TSK-2."""
    first = await born(stores, a_task(1), most=1)
    with pytest.raises(Conflict, check=says("most")):
        await born(stores, a_task(2), most=1)
    gone = life_event(first.id, EventType.TASK_DELETED, owner="u_mei", at=NOW, unique="1")
    await stores.tasks.apply(gone)

    assert (await born(stores, a_task(2), most=1)).id == a_task(2).id
    assert len(await stores.events.page(ALL, after=0, limit=9)) == 3


async def test_lists_are_narrowed_and_paged_and_hide_what_is_deleted(stores):
    """TSK-1, TSK-2."""
    for number in (1, 2, 3):
        await born(stores, a_task(number))
    await born(stores, a_task(4, owner="u_lin", type=TaskType.SCHEDULE, config={}))
    await stores.tasks.apply(paused(a_task(2)))
    gone = life_event(a_task(3).id, EventType.TASK_DELETED, owner="u_mei", at=NOW, unique="1")
    await stores.tasks.apply(gone)

    async def ids(after="", limit=10, **which):
        found = await stores.tasks.list(TaskFilter(**which), after=after, limit=limit)
        return [int(task.id[2:]) for task in found]

    assert await ids() == [1, 2, 4]
    assert await ids(owner="u_mei") == [1, 2]
    assert await ids(type=TaskType.SCHEDULE) == [4]
    assert await ids(state=TaskState.PAUSED) == [2]
    assert await ids(state=TaskState.DELETED) == [3]
    assert await ids(limit=1) == [1]
    assert await ids(after=a_task(1).id, limit=1) == [2]


async def test_lists_are_ordered_and_go_on_after_a_task(stores):
    """CON-2: by name, by the newest event, by age; in either direction, whatever the page."""
    for number, name in ((1, "beta"), (2, "alpha"), (3, "beta")):
        await born(stores, a_task(number, name=name))
    await stores.tasks.apply(found(a_task(2), CHANGED, number=1, at=NOW))

    async def ids(order, after=0, limit=10):
        place = a_task(after).id if after else ""
        listed = await stores.tasks.list(
            TaskFilter(), after=place, limit=limit, order=TaskOrder(order)
        )
        return [int(task.id[2:]) for task in listed]

    assert await ids("name") == [2, 1, 3]
    assert await ids("-name") == [3, 1, 2]
    assert await ids("-created", limit=2) == [3, 2]
    assert await ids("-created", after=2) == [1]
    assert await ids("name", after=1) == [3]
    assert await ids("-name", after=3) == [1, 2]
    assert await ids("-event") == [2, 3, 1]
    assert await ids("-event", after=2) == [3, 1]


async def test_lists_are_narrowed_by_name_and_by_what_fails(stores):
    """CON-2: `%` in a name is a sign like any other."""
    await born(stores, a_task(1, name="CPU 90% web"))
    await born(stores, a_task(2, name="disk"))
    failing = Finding(EventType.TASK_FAILING, saying("失败", "why"))
    await stores.tasks.apply(found(a_task(2), failing, number=1, at=NOW))

    async def ids(**which):
        listed = await stores.tasks.list(TaskFilter(**which), after="", limit=9)
        return [int(task.id[2:]) for task in listed]

    assert await ids(name="cpu 90%") == [1]
    assert await ids(name="%") == [1]
    assert await ids(failing=True) == [2]


async def test_a_page_of_watches_is_read_at_once(stores):
    """CON-2: what each remembers, and the values of its newest looks, the oldest first."""
    for number in (1, 2):
        await born(stores, a_task(number))
    for look in (1, 2, 3):
        record = replace(a_record(checks=look), task_id=a_task(1).id, look=_look(look))
        await stores.watches.keep(record)
    wanted = [a_task(1).id, a_task(2).id]

    assert set(await stores.watches.records(wanted)) == {a_task(1).id}
    assert await stores.watches.values(wanted, limit=2) == {a_task(1).id: [2.0, 3.0]}


def _look(number):
    outcome = LookOutcome.QUIET
    return LookRecord(number=number, at=NOW, seconds=0.1, outcome=outcome, value=float(number))


async def test_an_event_changes_the_task_once(stores):
    """EVT-1, TSK-3."""
    task = await born(stores, a_task())
    first = await stores.tasks.apply(paused(task))
    again = await stores.tasks.apply(paused(task, reason="other"))

    assert first == again == await stores.tasks.get(task.id)
    assert (first.state, first.paused_reason, first.changed_at) == (
        TaskState.PAUSED,
        "holiday",
        NOW,
    )
    assert len(await stores.events.page(ALL, after=0, limit=9)) == 2


async def test_an_event_about_no_task_leaves_nothing_behind(stores):
    """EVT-1."""
    with pytest.raises(NotFound):
        await stores.tasks.apply(paused(a_task()))

    assert await stores.events.page(ALL, after=0, limit=9) == []
    assert await stores.tasks.get(a_task().id) is None


def a_record(reported=0, revision=1, checks=1):
    memory = replace(
        seen(WatchMemory(), at=NOW),
        checks=checks,
        web={"http://x/": WebMemory(etag='W/"1"', keywords=("a", "b"), number=1.5, changed_at=NOW)},
    )
    return WatchRecord(a_task().id, revision, reported, memory)


def findings(task, *numbers):
    return [found(task, CHANGED, number=number, at=NOW) for number in numbers]


async def test_what_a_watch_remembers_comes_back(stores):
    """TSK-4."""
    assert await stores.watches.load(a_task().id) is None
    await stores.watches.keep(a_record())
    assert await stores.watches.load(a_task().id) == a_record()
    stores.watches.note(a_record(checks=2))
    assert (await stores.watches.load(a_task().id)).memory.checks == 2


async def test_findings_are_committed_with_the_memory_and_counted_in_the_task(stores):
    """TSK-4, EVT-1."""
    task = await born(stores, a_task())
    await stores.watches.keep(a_record())

    assert await stores.watches.report(a_record(2, checks=2), findings(task, 1, 2))
    assert (await stores.watches.load(task.id)) == a_record(2, checks=2)
    kept = await stores.watches.reported(task.id, after=0)
    assert [number_of(event.id) for event in kept] == [1, 2]
    assert all(event.id.startswith(f"task/{task.id}/found/") for event in kept)
    assert told(kept[0], IN_CHINESE).title == "价格变了"
    assert await stores.watches.reported(task.id, after=1) == kept[1:]
    assert await stores.watches.reported(task.id, after=2) == []
    changed = await stores.tasks.get(task.id)
    assert (changed.events, changed.last_event_type) == (2, "zhiban.web.changed")


async def test_findings_behind_numbers_that_a_restore_left_out_are_found(stores):
    """TSK-4: numbers go on behind those that Temporal knows to be told."""
    task = await born(stores, a_task())
    await stores.watches.keep(a_record(250))
    assert await stores.watches.report(a_record(252), findings(task, 251, 252))

    kept = await stores.watches.reported(task.id, after=1)
    assert [number_of(event.id) for event in kept] == [251, 252]


async def test_who_was_thought_lost_cannot_report(stores):
    """TSK-4: neither a second time nor under an old configuration."""
    task = await born(stores, a_task())
    assert await stores.watches.report(a_record(1), findings(task, 1))

    assert not await stores.watches.report(a_record(1, checks=9), findings(task, 1))
    assert not await stores.watches.report(a_record(3, checks=9), findings(task, 3))
    await stores.watches.keep(a_record(1, revision=2))
    assert not await stores.watches.report(a_record(2, checks=9), findings(task, 2))
    assert await stores.watches.load(task.id) == a_record(1, revision=2)
    assert len(await stores.watches.reported(task.id, after=0)) == 1


async def test_a_deleted_task_raises_nothing_more(stores):
    """TSK-2: a look was in flight when it was deleted."""
    task = await born(stores, a_task())
    gone = life_event(task.id, EventType.TASK_DELETED, owner="u_mei", at=NOW, unique="1")
    await stores.tasks.apply(gone)

    assert not await stores.watches.report(a_record(1), findings(task, 1))
    assert len(await stores.events.page(ALL, after=0, limit=9)) == 2


async def test_of_two_that_report_at_once_one_is_heard(stores):
    """TSK-4."""
    task = await born(stores, a_task())
    told = await asyncio.gather(
        *(stores.watches.report(a_record(1, checks=n), findings(task, 1)) for n in range(5))
    )

    assert sorted(told) == [False, False, False, False, True]
    assert len(await stores.events.page(ALL, after=0, limit=9)) == 2


def an_outage(**fields):
    """Return one of Mei's, as it was just told."""
    return Outage(
        **{"id": "o1", "owner": "u_mei", "source": "k", "since": NOW, "told_at": NOW, **fields}
    )


async def test_of_watches_that_tell_of_an_outage_at_once_one_is_heard(stores):
    """ALR-12: whoever comes too late keeps nothing, and sees what was told."""
    tasks = [await born(stores, a_task(number)) for number in range(1, 6)]
    changes = [OutageChange(an_outage(id=f"o{each.id}"), None) for each in tasks]

    async def tell(task, change):
        record = WatchRecord(task.id, 1, 1)
        return await stores.watches.report(record, findings(task, 1), outage=change)

    given = zip(tasks, changes, strict=True)
    told = await asyncio.gather(*(tell(*each) for each in given), return_exceptions=True)
    assert sorted(map(str, told)) == ["", "", "", "", "True"]
    assert sum(isinstance(each, OutageTaken) for each in told) == 4
    kept = await stores.watches.outage("u_mei", "k")
    first = told.index(True)
    assert kept == changes[first].outage
    for number, task in enumerate(tasks):
        assert len(await stores.watches.reported(task.id, after=0)) == (number == first)


async def test_an_outage_ends_once_and_the_next_one_takes_its_place(stores):
    """ALR-12."""
    assert await stores.watches.outage("u_mei", "k") is None
    task = await born(stores, a_task())
    first = an_outage()
    over = replace(first, ended_at=NOW)
    next_one = an_outage(id="o2")

    async def tell(number, change):
        record = WatchRecord(task.id, 1, number)
        return await stores.watches.report(record, findings(task, number), outage=change)

    assert await tell(1, OutageChange(first, None))
    assert await tell(2, OutageChange(over, first))
    with pytest.raises(OutageTaken):
        await tell(3, OutageChange(over, first))
    assert await stores.watches.outage("u_mei", "k") == over
    assert await tell(3, OutageChange(next_one, over))
    assert await stores.watches.outage("u_mei", "k") == next_one
    assert await stores.watches.outage("u_li", "k") is None


async def test_an_old_memory_never_replaces_a_newer_one(stores):
    """TSK-4."""
    await stores.watches.keep(a_record(3, revision=2))
    await stores.watches.keep(a_record(2, revision=2, checks=7))
    await stores.watches.keep(a_record(3, revision=1, checks=8))
    await stores.watches.keep(a_record(2, revision=3, checks=9))

    assert await stores.watches.load(a_task().id) == a_record(3, revision=2)


async def until_named(recalled, last):
    """Yield the ids of recalls until one comes."""
    async for each in recalled:
        if each == last:
            return
        yield each


async def test_a_task_that_changes_is_recalled(stores):
    """TSK-3."""
    task, other = await born(stores, a_task()), await born(stores, a_task(2))
    async with aclosing(stores.recalls.follow()) as recalled:
        heard = asyncio.create_task(anext(recalled))
        told = 0
        while not heard.done():  # the first may come before anybody listens
            await stores.tasks.apply(paused(task, str(told)))
            told += 1
            await asyncio.sleep(0.01)
        assert heard.result() == task.id
        await stores.tasks.apply(paused(task, "last"))
        changed = replace(other, revision=2, name="other")
        await stores.tasks.apply(configured(changed, by="u_mei", at=NOW))
        async with asyncio.timeout(20):
            named = [each async for each in until_named(recalled, other.id)]

    assert set(named) == {task.id}
    assert len(named) <= told


async def test_a_deleted_task_leaves_its_events_and_nothing_else(database: Database):
    """TSK-2."""
    events = SqlEvents(database)
    async with open_watches(events) as watches:
        tasks = SqlTasks(events)
        task = await tasks.create(a_task(), created(a_task(), by="u_mei"), most=9)
        other = a_task(2)
        assert await watches.report(a_record(1), findings(task, 1))
        await watches.keep(replace(a_record(), task_id=other.id))
        gone = life_event(task.id, EventType.TASK_DELETED, owner="u_mei", at=NOW, unique="1")
        await tasks.apply(gone)

        assert await watches.load(task.id) is None
        assert await watches.load(other.id) is not None
    assert len(await events.page(ALL, after=0, limit=9)) == 3


async def test_the_newest_looks_of_a_watch_are_kept_and_no_more(database: Database):
    """TSK-8."""
    events = SqlEvents(database)
    async with open_watches(events) as watches:
        task = await SqlTasks(events).create(a_task(), created(a_task(), by="u_mei"), most=9)
        for number in range(1, MOST_LOOKS + 4):
            look = LookRecord(
                number=number, at=NOW, seconds=0.25, outcome=LookOutcome.QUIET, value=1.5
            )
            await watches._write([replace(a_record(), look=look)])

        kept = await watches.looks(task.id, limit=1_000)
        assert [each.number for each in kept] == list(range(MOST_LOOKS + 3, 3, -1))
        assert kept[0] == replace(look, number=MOST_LOOKS + 3)
        assert len(await watches.looks(task.id, limit=2)) == 2
        gone = life_event(task.id, EventType.TASK_DELETED, owner="u_mei", at=NOW, unique="1")
        await SqlTasks(events).apply(gone)
        assert await watches.looks(task.id, limit=9) == []


async def test_quiet_looks_of_many_watches_are_written_together(database: Database):
    """PRF-1."""
    events = SqlEvents(database)
    async with open_watches(events, linger=60) as watches:
        for number in range(1_200):
            watches.note(replace(a_record(), task_id=f"t_{number:026d}"))
        async with database.reading() as connection:
            assert not (await connection.exec_driver_sql("SELECT * FROM watches")).all()
        await watches.keep(a_record())
        async with database.reading() as connection:
            assert len((await connection.exec_driver_sql("SELECT * FROM watches")).all()) == 1_200
        watches.note(a_record(checks=5))
    async with open_watches(events) as watches:
        assert (await watches.load(a_task().id)).memory.checks == 5


async def test_what_is_noted_is_written_after_a_moment_by_itself(database: Database):
    """TSK-4."""
    events = SqlEvents(database)
    async with open_watches(events, linger=0.01) as watches, open_watches(events) as others:
        watches.note(a_record())
        async with asyncio.timeout(20):
            while await others.load(a_task().id) is None:
                await asyncio.sleep(0.01)


async def test_a_database_that_fails_is_told_and_tried_again(database: Database):
    """REL-2."""
    events = SqlEvents(database)
    async with open_watches(events, linger=0.01) as watches:
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE watches RENAME TO away")
        with pytest.raises(ZhibanError):
            await watches.keep(a_record())
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE away RENAME TO watches")
        await watches.keep(a_record(checks=2))
    async with open_watches(events) as watches:
        assert (await watches.load(a_task().id)).memory.checks == 2


async def test_a_report_outlives_what_was_noted_before_it(database: Database):
    """TSK-4."""
    events = SqlEvents(database)
    async with open_watches(events, linger=60) as watches:
        task = a_task()
        await SqlTasks(events).create(task, created(task, by="u_mei"), most=9)
        watches.note(a_record(checks=4))
        assert await watches.report(a_record(1, checks=5), findings(task, 1))
        watches.note(a_record(checks=4))
    async with open_watches(events) as watches:
        assert await watches.load(task.id) == a_record(1, checks=5)


async def test_recalls_go_on_where_they_were_when_the_database_is_back(monkeypatch):
    """REL-2, TSK-3: what changed meanwhile is heard."""
    monkeypatch.setattr("storage.tasks.tasks.PATIENCE", 0.01)
    asked = []

    class Away:
        async def latest(self, which, *, before, limit):
            return [replace(paused(a_task()), sequence=7)]

        async def follow(self, which, *, after):
            asked.append(after)
            if len(asked) == 2:
                raise Unavailable("The database is away.")
            yield replace(paused(a_task(len(asked))), sequence=after + 1)
            if len(asked) == 1:
                raise Unavailable("The database is away.")

    async with aclosing(SqlRecalls(Away()).follow()) as recalled:
        assert await anext(recalled) == a_task(1).id
        assert await anext(recalled) == a_task(3).id
    assert asked == [7, 8, 8]
