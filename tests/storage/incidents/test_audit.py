"""The audit on SQLite and PostgreSQL: chained by many at once, and every tampering found."""

import asyncio
import re
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from application.ports.events import EventFilter
from application.ports.incidents.audit import AuditFilter
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.common.errors import InvalidRequest, TooLarge
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.audit.chain import BEGINNING, Broken, Flaw, Verified, verify
from domain.incidents.audit.decisions import (
    ACTIONS_OF,
    ANSWERS_OF,
    AuditAction,
    AuditDecision,
)
from storage.database import open_database
from storage.events.events import SqlEvents
from storage.incidents.audit import SqlAudit, page_query
from tests.fakes.incident_examples import NOW, SHOP, after, an_entry
from tests.fakes.words import shown

ROOT = Path(__file__).parents[3]
ANCHORED = EventFilter(types=("zhiban.audit.anchored",))


@pytest.fixture
def audit(database):
    return SqlAudit(SqlEvents(database))


async def all_rows(audit):
    return await audit.rows(after=0, limit=1_000)


async def check(audit):
    return verify(await all_rows(audit), heads=await audit.heads(limit=100))


async def filled(audit, count=6):
    return [await audit.append(an_entry(number)) for number in range(1, count + 1)]


@asynccontextmanager
async def tampering(database):
    """Change rows as somebody would who owns the database."""
    async with database.writing() as connection:
        if database.is_sqlite:
            for verb in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER audit_refuse_{verb}"))
        else:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


async def test_rows_are_kept_as_they_were_chained(audit):
    """RBK-13."""
    kept = await filled(audit, 3)

    assert [row.sequence for row in kept] == [1, 2, 3]
    assert kept[0].previous == BEGINNING
    assert await all_rows(audit) == kept
    assert await audit.rows(after=1, limit=1) == kept[1:2]
    assert await check(audit) == Verified(3, kept[-1].hash)


async def test_what_an_entry_may_hold_comes_back_with_the_same_hash(audit):
    """RBK-13: log lines hold NUL characters, halves of surrogate pairs and worse."""
    data = {
        "line": "\0\ud83d 梅😀",
        "n": [1e-7, 1e22, 2**60, -0.0, 1.0],
        "deep": {"b": 1, "a": None},
    }
    await audit.append(an_entry(1, reason="say \0 \ud83d", data=data))

    (row,) = await all_rows(audit)
    assert row.entry.data == data
    assert (await check(audit)).rows == 1


async def test_the_same_id_is_kept_once(audit):
    """RBK-13."""
    first = await audit.append(an_entry(1))
    await audit.append(an_entry(2))

    assert await audit.append(an_entry(1, reason="another")) == first
    assert len(await all_rows(audit)) == 2


async def test_what_cannot_be_kept_leaves_no_gap(audit):
    """RBK-13."""
    await audit.append(an_entry(1))
    with pytest.raises(TooLarge):
        await audit.append(an_entry(2, data={"x": "y" * 40_000}))
    with pytest.raises(InvalidRequest):
        await audit.append(an_entry(2, actor="a\0"))

    assert (await audit.append(an_entry(3))).sequence == 2
    assert (await check(audit)).rows == 2


async def test_eight_writers_at_once_make_one_chain(audit):
    """RBK-13."""

    async def write(writer):
        for number in range(10):
            await audit.append(an_entry(1, id=f"{writer}/{number}"))

    await asyncio.gather(*(write(writer) for writer in range(8)))

    assert (await check(audit)).rows == 80
    previous = [row.previous for row in await all_rows(audit)]
    assert len(set(previous)) == 80


async def test_two_processes_make_one_chain(audit, url):
    """RBK-13: real processes, each with connections of its own."""
    program = """
import asyncio, sys
from storage.incidents.audit import SqlAudit
from storage.database import open_database
from storage.events.events import SqlEvents
from tests.fakes.incident_examples import an_entry
from tests.fakes.words import shown

async def main(url, name):
    async with open_database(url) as database:
        audit = SqlAudit(SqlEvents(database))
        for number in range(25):
            await asyncio.gather(*(
                audit.append(an_entry(1, id=f"{name}/{number}/{one}")) for one in range(2)))

asyncio.run(main(*sys.argv[1:]))
"""

    async def start(name):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", program, url, name), cwd=ROOT
        )
        return await process.wait()

    assert await asyncio.gather(start("one"), start("two")) == [0, 0]
    assert (await check(audit)).rows == 100


async def test_rows_about_a_subject_are_given_newest_first(audit):
    """RBK-13."""
    for number in range(1, 5):
        await audit.append(an_entry(number, subject="a" if number % 2 else "b"))

    assert [row.sequence for row in await audit.about("a", limit=9)] == [3, 1]
    assert [row.sequence for row in await audit.about("a", limit=1)] == [3]
    assert await audit.about("c", limit=9) == []


async def test_writes_on_a_target_are_found_for_the_guards(audit):
    """RBK-6: cooldown and frequency count what was really written on this very target."""
    other = WorkloadRef("cls-1", "shop", WorkloadKind.STATEFUL_SET, "checkout")
    for number, (action, target) in enumerate(
        [
            ("repair.performed", SHOP),
            ("repair.intended", SHOP),
            ("repair.blocked", SHOP),
            ("repair.performed", other),
            ("repair.restored", SHOP),
        ],
        start=1,
    ):
        await audit.append(an_entry(number, action=action, data={"target": str(target)}))
    await audit.append(an_entry(6, data={"target": {"not": "text"}}))

    async def numbers(target, since):
        return [row.sequence for row in await audit.writes_on(target, since=since)]

    assert await numbers(SHOP, NOW) == [5, 1]
    assert await numbers(SHOP, after(1)) == [5, 1]
    assert await numbers(SHOP, after(2)) == [5]
    assert await numbers(other, NOW) == [4]


async def test_the_database_itself_refuses_to_change_the_audit(audit, database):
    """RBK-13: append-only, whatever is kept for how long elsewhere."""
    await filled(audit, 2)
    for statement in ("UPDATE audit SET reason = '\"x\"'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.writing() as connection:
                await connection.execute(text(statement))

    assert (await check(audit)).rows == 2


SWAP = """
UPDATE audit SET sequence = sequence - 5 WHERE sequence IN (2, 3);
UPDATE audit SET sequence = -sequence WHERE sequence < 0
"""


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ("UPDATE audit SET reason = '\"x\"' WHERE sequence = 3", (3, Flaw.EDITED)),
        ("UPDATE audit SET actor = 'u_bo' WHERE sequence = 1", (1, Flaw.EDITED)),
        ("UPDATE audit SET data = '{}' WHERE sequence = 6", (6, Flaw.EDITED)),
        ("DELETE FROM audit WHERE sequence = 1", (1, Flaw.MISSING)),
        ("DELETE FROM audit WHERE sequence = 4", (4, Flaw.MISSING)),
        ("DELETE FROM audit WHERE sequence > 4", (5, Flaw.TRUNCATED)),
        ("DELETE FROM audit", (1, Flaw.TRUNCATED)),
        ("UPDATE audit SET sequence = 4 - sequence + 100 WHERE sequence < 4", (1, Flaw.MISSING)),
        (
            SWAP,
            (2, Flaw.UNCHAINED),
        ),
    ],
    ids=[
        *("reason", "actor", "data", "first deleted", "deleted", "truncated", "emptied"),
        *("renumbered", "swapped"),
    ],
)
async def test_tampering_is_found_and_the_first_bad_row_named(audit, database, change, bad):
    """RBK-13: edited, deleted, reordered, truncated."""
    await filled(audit)
    async with tampering(database) as connection:
        for statement in change.split(";"):
            await connection.execute(text(statement))

    found = await check(audit)
    assert isinstance(found, Broken)
    assert (found.sequence, found.flaw) == bad


async def test_where_the_chain_ended_is_told_by_an_event_each_day(audit):
    """RBK-13: heads leave the database, so that a rewritten one is found."""
    first = await filled(audit, 2)
    assert await audit.events.page(ANCHORED, after=0, limit=9) == []
    later = await audit.append(an_entry(3, at=after(86_400)))
    await audit.append(an_entry(4, at=after(86_401)))
    await audit.append(an_entry(5, at=after(3 * 86_400)))

    told = await audit.events.page(ANCHORED, after=0, limit=9)
    assert [event.data["sequence"] for event in told] == [2, 4]
    assert told[0].data == {"sequence": 2, "hash": first[-1].hash, "day": "2026-11-21"}
    heads = await audit.heads(limit=9)
    assert [(head.sequence, head.noted) for head in heads] == [
        (5, "kept"),
        (4, f"event:{told[1].id}"),
        (2, f"event:{told[0].id}"),
    ]
    assert later.sequence == 3
    assert (await check(audit)).rows == 5


async def test_a_truncated_audit_with_another_head_is_found_by_the_events(audit, database):
    """RBK-13."""
    rows = await filled(audit, 4)
    await audit.append(an_entry(5, at=after(86_400)))
    async with tampering(database) as connection:
        await connection.execute(text("DELETE FROM audit WHERE sequence > 2"))
        await connection.execute(
            text("UPDATE audit_head SET sequence = 2, hash = :hash"), {"hash": rows[1].hash}
        )

    found = await check(audit)
    assert isinstance(found, Broken)
    assert (found.sequence, found.flaw) == (3, Flaw.TRUNCATED)
    assert "event:audit/anchored/2026-11-21/4" in shown(found.why)


async def test_an_audit_whose_head_is_lost_goes_on_after_its_last_row(audit, database):
    """RBK-13."""
    await filled(audit, 3)
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM audit_head"))
    await audit.append(an_entry(4))

    assert (await check(audit)).rows == 4


async def test_another_process_sees_what_was_appended(audit, url):
    """RBK-13."""
    await filled(audit, 2)
    async with open_database(url) as other:
        again = SqlAudit(SqlEvents(other))
        assert (await again.append(replace(an_entry(3), id="other"))).sequence == 3
    assert len(await all_rows(audit)) == 3


async def browse(audit, limit=50, before=0, **which):
    found = await audit.page(AuditFilter(**which), before=before, limit=limit)
    return [row.sequence for row in found]


async def test_rows_are_narrowed_by_each_of_their_sides(audit):
    """RBK-13, CON-2."""
    other = "cls-1/shop2/Deployment/checkout"
    entries = [
        an_entry(1),
        an_entry(2, actor="u_mei", action="control.freeze", subject="c_1", data={}),
        an_entry(3, actor="u_mei2", data={"target": other}),
        an_entry(4, id="a_1/approved", actor="u_bo", action="approval.answered", data={}),
        an_entry(5, id="a_2/denied", actor="u_bo", action="approval.answered", data={}),
        an_entry(6, actor="zhiban", action="repair.blocked"),
        an_entry(7, actor="u_bo", action="edit.denied", data={}),
    ]
    for each in entries:
        await audit.append(each)
    place = str(SHOP).rpartition("/")[0].rpartition("/")[0]

    assert await browse(audit) == [7, 6, 5, 4, 3, 2, 1]
    assert await browse(audit, limit=2, before=6) == [5, 4]
    assert await browse(audit, actor="u_mei") == [2, 1]
    assert await browse(audit, actor="zhiban") == [6]
    assert await browse(audit, subject="c_1") == [2]
    assert await browse(audit, target=str(SHOP)) == [6, 1]
    assert await browse(audit, target=place) == [6, 1]
    assert await browse(audit, target=str(SHOP)[:-1]) == []
    assert await browse(audit, action=AuditAction.CONTROL_FREEZE) == [2]
    assert await browse(audit, decision=AuditDecision.APPROVED) == [4]
    assert await browse(audit, decision=AuditDecision.DENIED) == [7, 5]
    assert await browse(audit, decision=AuditDecision.WRITTEN) == [3, 1]
    assert await browse(audit, since=after(2), until=after(4)) == [3, 2]
    assert await browse(audit, actor="u_bo", decision=AuditDecision.DENIED, since=after(6)) == [7]


def test_every_action_is_decided():
    """RBK-13: none is left out of every filter."""
    known = [each for actions in ACTIONS_OF.values() for each in actions]
    assert sorted([*known, AuditAction.APPROVAL_ANSWERED]) == sorted(AuditAction)
    states = [each for those in ANSWERS_OF.values() for each in those]
    assert sorted([*states, ApprovalState.PENDING]) == sorted(ApprovalState)


FILTERS = {
    "actor": {"actor": "u_7"},
    "subject": {"subject": "i_7"},
    "target": {"target": "cls-1/ns7/Deployment/web7"},
    "namespace": {"target": "cls-1/ns7"},
    "action": {"action": AuditAction.CONTROL_FREEZE},
    "decision": {"decision": AuditDecision.DENIED},
    "at": {"since": NOW + timedelta(seconds=500), "until": NOW + timedelta(seconds=900)},
}


@pytest.mark.slow
async def test_no_page_of_a_hundred_thousand_rows_reads_them_all(audit, database):
    """PRF-1, RBK-13: each filter finds its rows in an index, on both databases."""
    async with database.writing() as connection:
        at = "datetime(:now, '+' || n || ' seconds') || '.000000'"
        if not database.is_sqlite:
            at = "CAST(:now AS timestamptz) + n * interval '1 second'"
        rows = f"""
            INSERT INTO audit (sequence, id, at, actor, action, subject, target, reason, data,
                previous, hash)
            WITH RECURSIVE numbers(n) AS
                (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
            SELECT n, 'row-' || n, {at}, 'u_' || (n % 500),
                CASE WHEN n % 1000 = 0 THEN 'control.freeze' WHEN n % 1000 = 1 THEN 'edit.denied'
                    ELSE 'repair.blocked' END,
                'i_' || (n % 9000),
                'cls-1/ns' || (n % 300) || '/Deployment/web' || (n % 300),
                '"x"', '{{}}', '', '' FROM numbers
        """
        now = f"{NOW.replace(tzinfo=None):%Y-%m-%d %H:%M:%S}" if database.is_sqlite else NOW
        await connection.execute(text(rows), {"now": now})
    async with database.writing() as connection:
        await connection.execute(text("ANALYZE audit"))
    for name, which in FILTERS.items():
        found = await browse(audit, **which)
        assert 0 < len(found) <= 50, name
        query = page_query(AuditFilter(**which), before=99_000, limit=50)
        plan = await explained(database, query)
        assert "USING" in plan or "Index" in plan, plan
        assert not re.search(r"SCAN audit(?! USING)|Seq Scan on audit", plan), (name, plan)


async def explained(database, query):
    async with database.reading() as connection:
        dialect = connection.dialect
        written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        return str((await connection.exec_driver_sql(f"{how} {written}")).all())
