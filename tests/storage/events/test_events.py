"""The record of happenings, in memory, on SQLite and on PostgreSQL."""

import asyncio
import time
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from application.ports.events import EventFilter
from domain.common.errors import Conflict, InvalidRequest, TooLarge, Unavailable
from domain.events.events import Event
from storage.database import open_database
from storage.events.events import SqlEvents
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
GIVEN = Event(
    id="e1",
    type="zhiban.briefing.given",
    source="/briefings/u_mei",
    subject="u_mei/2026-11-21",
    time=NOW,
    owner="u_mei",
)
ALL = EventFilter()


async def keep(events, *ids, **fields):
    return [await events.append(replace(GIVEN, id=each, **fields)) for each in ids]


async def test_an_event_comes_back_as_it_was_appended(stores):
    """EVT-1."""
    data = {"text": "错误 \0 \ud800 'x'", "n": [1, 2.5, None, True], "in": {"a": {}}}
    at = datetime(2026, 11, 21, 6, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    kept = await stores.events.append(replace(GIVEN, data=data, time=at, owner=None))
    [found] = await stores.events.page(ALL, after=0, limit=10)

    assert found == kept == replace(GIVEN, data=data, time=at, owner=None, sequence=kept.sequence)
    assert found.time.utcoffset() is not None


async def test_appending_an_id_again_returns_the_first_and_keeps_one(stores):
    """EVT-1."""
    first = await stores.events.append(GIVEN)
    again = await stores.events.append(replace(GIVEN, subject="other", data={"x": 1}))

    assert again == first
    assert await stores.events.page(ALL, after=0, limit=10) == [first]


async def test_an_id_that_is_kept_with_other_data_is_warned_of(database, caplog):
    """EVT-1: nothing is dropped without a word."""
    events = SqlEvents(database)
    await events.append(replace(GIVEN, data={"parts": ("a",)}))
    await events.append(replace(GIVEN, data={"parts": ("a",)}, time=NOW + timedelta(seconds=1)))
    assert caplog.messages == []
    await events.append(replace(GIVEN, data={"parts": ("b",)}))

    assert caplog.messages == ["an event of this id is kept with other data"]


async def test_the_same_id_appended_by_many_at_once_is_kept_once(stores):
    """EVT-1."""
    kept = await asyncio.gather(*(stores.events.append(GIVEN) for _ in range(20)))

    assert len({each.sequence for each in kept}) == 1
    assert len(await stores.events.page(ALL, after=0, limit=10)) == 1


async def test_sequences_rise_in_the_order_of_appending(stores):
    """EVT-1."""
    kept = await keep(stores.events, "a", "b", "c")
    numbers = [each.sequence for each in kept]

    assert numbers == sorted(set(numbers))
    assert await stores.events.page(ALL, after=numbers[0], limit=10) == kept[1:]
    assert await stores.events.page(ALL, after=0, limit=2) == kept[:2]
    assert await stores.events.latest(ALL, before=None, limit=2) == [kept[2], kept[1]]
    assert await stores.events.latest(ALL, before=numbers[1], limit=9) == [kept[0]]
    assert await stores.events.page(ALL, after=2**63 - 1, limit=9) == []


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (EventFilter(), ["mine", "theirs", "nobodys", "other", "late"]),
        (EventFilter(types=("x.other", "x.unknown")), ["other"]),
        (EventFilter(owner="u_mei"), ["mine", "nobodys", "other", "late"]),
        (EventFilter(subject="s2"), ["theirs"]),
        (EventFilter(since=NOW + timedelta(hours=1)), ["late"]),
        (EventFilter(until=NOW + timedelta(hours=1)), ["mine", "theirs", "nobodys", "other"]),
        (EventFilter(owner="u_lin", since=NOW, until=NOW), []),
        (EventFilter(owner="u_lin", types=(GIVEN.type,)), ["theirs", "nobodys"]),
    ],
)
async def test_each_field_of_a_filter_narrows(stores, which, expected):
    """EVT-2."""
    await keep(stores.events, "mine")
    await keep(stores.events, "theirs", owner="u_lin", subject="s2")
    await keep(stores.events, "nobodys", owner=None)
    await keep(stores.events, "other", type="x.other")
    await keep(stores.events, "late", time=NOW + timedelta(hours=1))

    found = await stores.events.page(which, after=0, limit=10)
    newest = await stores.events.latest(which, before=None, limit=10)
    assert [each.id for each in found] == expected
    assert [each.id for each in newest] == expected[::-1]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (EventFilter(types=("zhiban.web.*",)), ["changed", "seen"]),
        (EventFilter(types=("zhiban.web.seen", "zhiban.delivery.*")), ["seen", "told"]),
        (EventFilter(types=("zhiban.*",)), ["changed", "seen", "near", "told", "mine"]),
        (EventFilter(types=("*",)), ["changed", "seen", "near", "told", "mine", "foreign"]),
        (EventFilter(types=("zhiban.web",)), []),
        (EventFilter(task="t_1"), ["changed", "told"]),
        (EventFilter(task="t_1", types=("zhiban.web.*",)), ["changed"]),
        (EventFilter(subject_prefix="t_1"), ["changed", "seen"]),
        (EventFilter(subject_prefix="值班/"), ["mine"]),
        (EventFilter(subject_prefix="%"), []),
    ],
)
async def test_families_of_types_tasks_and_beginnings_narrow_too(stores, which, expected):
    """EVT-2."""
    await keep(stores.events, "changed", type="zhiban.web.changed", subject="t_1")
    await keep(stores.events, "seen", type="zhiban.web.seen", subject="t_12")
    await keep(stores.events, "near", type="zhiban.webhook.x", subject="t_")
    told = "task/t_1/found/1/u_mei/mail/0"
    await keep(stores.events, "told", type="zhiban.delivery.settled", subject=told)
    await keep(stores.events, "mine", type="zhiban.briefing.given", subject="值班/2026")
    await keep(stores.events, "foreign", type="x.y", subject="T_1")

    found = await stores.events.page(which, after=0, limit=10)

    assert [each.id for each in found] == expected


async def test_data_over_its_bound_is_refused_and_nothing_is_kept(stores):
    """EVT-1."""
    await stores.events.append(replace(GIVEN, id="fits", data={"x": "y" * (64 * 1024 - 10)}))
    with pytest.raises(
        TooLarge,
        check=says("The data of an event has more than 65,536 bytes; keep the body elsewhere"),
    ):
        await stores.events.append(replace(GIVEN, data={"x": "值" * 22_000}))

    assert len(await stores.events.page(ALL, after=0, limit=10)) == 1


async def test_a_follower_gets_what_is_there_and_then_what_comes(stores):
    """EVT-2."""
    await keep(stores.events, "a", "b")
    async with asyncio.timeout(20), aclosing(stores.events.follow(ALL, after=0)) as following:
        seen = [(await anext(following)).id, (await anext(following)).id]
        third = asyncio.create_task(anext(following))
        await keep(stores.events, "c")
        seen.append((await third).id)

    assert seen == ["a", "b", "c"]


async def test_a_follower_is_woken_for_its_events_only(stores):
    """EVT-2."""
    which = EventFilter(types=("x.wanted",))
    async with asyncio.timeout(20), aclosing(stores.events.follow(which, after=0)) as following:
        wanted = asyncio.create_task(anext(following))
        await keep(stores.events, "a", "b")
        await keep(stores.events, "c", type="x.wanted")

        assert (await wanted).id == "c"


async def test_a_follower_of_rare_events_passes_each_of_the_others_once(database):
    """EVT-2, PRF-1."""
    events = SqlEvents(database, poll_seconds=0.001)
    asked = []

    class Watched(SqlEvents):
        async def page(self, which, *, after, limit):
            asked.append(after)
            return await super().page(which, after=after, limit=limit)

    watched = Watched(database, poll_seconds=0.001)
    kept = await keep(events, "a", "b", "c")
    which = EventFilter(types=("x.wanted",))
    async with asyncio.timeout(20), aclosing(watched.follow(which, after=0)) as following:
        wanted = asyncio.create_task(anext(following))
        while not asked:
            await asyncio.sleep(0)
        await keep(events, "d", type="x.wanted")
        assert (await wanted).id == "d"

    assert asked[0] == 0
    assert asked[1:] in ([], [kept[-1].sequence])


async def test_a_follower_hears_of_what_another_process_appends(url):
    """EVT-2: a second engine stands for a second process, whose bell we do not hear."""
    async with open_database(url) as ours, open_database(url) as theirs, asyncio.timeout(20):
        following = SqlEvents(ours, poll_seconds=0.01).follow(ALL, after=0)
        async with aclosing(following):
            first = asyncio.create_task(anext(following))
            await SqlEvents(theirs).append(GIVEN)

            assert (await first).id == "e1"


async def test_a_follower_misses_nothing_while_many_append_at_once(url):
    """EVT-1: numbers become visible in the order in which they are given."""
    many = 120
    async with open_database(url) as ours, open_database(url) as theirs, asyncio.timeout(20):
        writers = [SqlEvents(ours), SqlEvents(theirs)]

        async def follow():
            events = SqlEvents(ours, poll_seconds=0.001)
            async with aclosing(events.follow(ALL, after=0)) as following:
                return [(await anext(following)).sequence for _ in range(many)]

        seen = asyncio.create_task(follow())
        await asyncio.gather(
            *(writers[n % 2].append(replace(GIVEN, id=f"e{n}")) for n in range(many))
        )
        numbers = await seen

    assert len(set(numbers)) == many
    assert numbers == sorted(numbers)


@pytest.mark.postgres
async def test_reads_answer_while_ten_appends_wait_for_another_process(postgres):
    """OPS-4: a second engine stands for a process that holds the lock of the events."""
    url = await postgres.clean()
    async with open_database(url) as ours, open_database(url) as theirs, asyncio.timeout(20):
        stores = [SqlEvents(ours) for _ in range(10)]  # each would write for itself
        async with ours.reading() as connection:
            await connection.execute(text("SELECT 1"))
        async with theirs.writing(lock="events"):
            waiting = [asyncio.create_task(keep(each, f"e{n}")) for n, each in enumerate(stores)]
            await _one_waits_for_a_lock(theirs)
            began = time.perf_counter()
            async with ours.reading() as connection:
                await connection.execute(text("SELECT 1"))
            took = time.perf_counter() - began
            locked = await _waiting_for_a_lock(theirs)
        await asyncio.gather(*waiting)

    assert took < 0.1
    assert locked == 1


@pytest.mark.postgres
async def test_writers_of_many_locks_leave_connections_to_those_who_read(postgres):
    """OPS-4."""
    url = await postgres.clean()

    async def write(database, lock):
        async with database.writing(lock=lock) as connection:
            await connection.execute(text("SELECT 1"))

    async with (
        open_database(url, connections=4) as ours,
        open_database(url) as theirs,
        asyncio.timeout(20),
        AsyncExitStack() as held,
    ):
        for number in range(4):
            await held.enter_async_context(theirs.writing(lock=f"lock/{number}"))
        waiting = [asyncio.create_task(write(ours, f"lock/{n % 4}")) for n in range(12)]
        await _one_waits_for_a_lock(theirs)
        async with ours.reading() as connection:
            assert await connection.scalar(text("SELECT 1")) == 1
        assert await _waiting_for_a_lock(theirs) <= 2
        await held.aclose()
        await asyncio.gather(*waiting)


async def _waiting_for_a_lock(database):
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with database.reading() as connection:
        return await connection.scalar(text(query))


async def _one_waits_for_a_lock(database):
    while not await _waiting_for_a_lock(database):
        await asyncio.sleep(0.01)


async def test_who_waits_too_long_for_a_turn_is_told_that_the_database_is_busy(
    database, monkeypatch
):
    """REL-2."""
    monkeypatch.setattr("storage.database.PATIENCE_SECONDS", 0.01)
    events = SqlEvents(database)
    async with events.appending():
        with pytest.raises(Unavailable, check=says("busy")):
            await events.append(GIVEN)

    assert (await events.append(GIVEN)).sequence


async def test_what_waits_at_the_same_time_is_appended_in_one_transaction(database):
    """EVT-1, PRF-2: in the order in which it was asked for."""
    lent = []

    class Counted(SqlEvents):
        def appending(self):
            lent.append(1)
            return super().appending()

    events = Counted(database)
    kept = await asyncio.gather(*(events.append(replace(GIVEN, id=f"e{n}")) for n in range(150)))

    assert len(lent) == 1
    assert [each.sequence for each in kept] == sorted({each.sequence for each in kept})
    assert await events.page(ALL, after=0, limit=1_000) == kept


async def test_one_event_that_cannot_be_kept_spoils_no_other_of_its_transaction(database):
    """EVT-1."""
    events = SqlEvents(database)
    bad = replace(GIVEN, id="bad", subject="a\0b")
    asked = [replace(GIVEN, id="a"), bad, replace(GIVEN, id="b"), replace(GIVEN, id="a")]

    kept = await asyncio.gather(*map(events.append, asked), return_exceptions=True)

    assert isinstance(kept[1], InvalidRequest)
    assert kept[0] == kept[3]
    assert [each.id for each in await events.page(ALL, after=0, limit=9)] == ["a", "b"]


async def test_work_that_fails_takes_its_events_back_and_nobody_elses(database):
    """EVT-1: events and the rows that change with them, all or nothing."""
    events = SqlEvents(database)
    progress = "INSERT INTO progress (key, text) VALUES ('{}', '\"x\"')"

    async def work(connection, appended):
        [one] = appended
        await connection.execute(text(progress.format(one.event.id)))
        if one.event.id == "bad":
            raise Conflict("no")
        return one.is_new

    def asked(event_id):
        return events.together([replace(GIVEN, id=event_id)], work)

    done = await asyncio.gather(asked("a"), asked("bad"), asked("b"), return_exceptions=True)

    assert done[0] is done[2] is True
    assert isinstance(done[1], Conflict)
    assert [each.id for each in await events.page(ALL, after=0, limit=9)] == ["a", "b"]
    async with database.reading() as connection:
        keys = await connection.scalars(text("SELECT key FROM progress ORDER BY key"))
        assert keys.all() == ["a", "b"]


@pytest.mark.parametrize("table", ["events", "deliveries"])
@pytest.mark.parametrize("change", ["UPDATE {} SET sequence = 9", "DELETE FROM {}"])
async def test_the_database_itself_refuses_to_change_what_happened(database, table, change):
    """EVT-1, PSH-7."""
    await SqlEvents(database).append(GIVEN)
    async with database.writing() as connection:
        await connection.execute(
            text(
                "INSERT INTO deliveries (key, event_id, person_id, channel, target, state, at,"
                " attempt, reference, extra) VALUES"
                " ('k', 'e', 'u', 'mail', 't', 'queued', '2026-11-21', 0, '\"\"', '{}')"
            )
        )
    statement = change.format(table)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.writing() as connection:
            await connection.execute(text(statement))

    async with database.reading() as connection:
        assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1


async def test_text_that_no_database_can_keep_is_refused_with_a_sentence(database):
    """EVT-3."""
    for subject in ("a\0b", "\ud800"):
        with pytest.raises(InvalidRequest, check=says("must not hold NUL")):
            await SqlEvents(database).append(replace(GIVEN, subject=subject))
    with pytest.raises(
        InvalidRequest,
        check=says(r"time must be a time with an offset such as 2026-11-21T06:30:00\+08:00"),
    ):
        await SqlEvents(database).append(replace(GIVEN, time=NOW.replace(tzinfo=None)))

    assert await SqlEvents(database).page(ALL, after=0, limit=10) == []
