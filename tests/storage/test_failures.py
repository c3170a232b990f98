"""What is said when the database is full, locked, read-only, absent or somebody else's."""

import asyncio
import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text

from application.ports.events import EventFilter
from domain.common.errors import Conflict, Misconfigured, TemporaryError, Unavailable
from domain.events.events import Event
from storage import database as databases
from storage.briefings.progress import SqlProgress
from storage.database import open_database
from storage.events.events import SqlEvents
from storage.people.people import SqlSessions
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SECRET = "s3cr3t"


def path_of(url):
    return url.removeprefix("sqlite:///")


@pytest.fixture
def sqlite_url(migrated_file, tmp_path):
    (tmp_path / "zhiban.db").write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{tmp_path}/zhiban.db"


async def test_a_full_disk_is_said_and_nothing_is_kept(sqlite_url):
    """OPS-1."""
    async with open_database(sqlite_url) as database:
        # As many pages as there are: SQLite then answers as it does on a full disk.
        event.listen(
            database.engine.sync_engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA max_page_count = 1"),
        )
        events = SqlEvents(database)
        full = Event(
            id="full", type="x", source="/x", subject="s", time=NOW, data={"x": "y" * 60_000}
        )
        with pytest.raises(
            Unavailable, check=says(r"^The database has no room left on its disk")
        ) as said:
            for number in range(100):
                await events.append(
                    Event(
                        id=f"e{number}",
                        type="x",
                        source="/x",
                        subject="s",
                        time=NOW,
                        data={"x": "y" * 60_000},
                    )
                )
        with pytest.raises(Unavailable):
            await events.append(full)
        kept = [each.id for each in await events.latest(EventFilter(), before=None, limit=100)]

    assert said.value.delay is not None
    assert "full" not in kept


async def test_a_locked_database_is_said_and_can_be_asked_again(sqlite_url, monkeypatch):
    """OPS-4."""
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0)
    holder = sqlite3.connect(path_of(sqlite_url), isolation_level=None)
    async with open_database(sqlite_url) as database:
        progress = SqlProgress(database)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, check=says("locked by another process; try again")):
            await progress.set("k", "x")
        assert await progress.get("k") is None
        holder.execute("ROLLBACK")
        await progress.set("k", "x")
        holder.close()

        assert await progress.get("k") == "x"


async def test_a_read_only_database_is_said(sqlite_url):
    """OPS-4."""
    read_only = f"sqlite:///file:{path_of(sqlite_url)}?mode=ro&uri=true"
    async with open_database(sqlite_url) as database:
        await SqlProgress(database).set("k", "x")
        async with open_database(read_only) as closed:
            assert await SqlProgress(closed).get("k") == "x"
            with pytest.raises(
                Misconfigured, check=says("read-only for us; let this program's user")
            ):
                await SqlProgress(closed).set("k", "y")


async def test_a_missing_folder_is_said(tmp_path):
    """OPS-1."""
    with pytest.raises(
        Misconfigured, check=says(r"nowhere/zhiban.db cannot be created: .*create the folder")
    ):
        async with open_database(f"sqlite:///{tmp_path}/nowhere/zhiban.db"):
            pass


async def test_a_file_that_is_no_database_is_said(tmp_path):
    """OPS-1."""
    (tmp_path / "zhiban.db").write_text("Dear diary, " * 1000)
    async with open_database(f"sqlite:///{tmp_path}/zhiban.db") as database:
        with pytest.raises(Misconfigured, check=says("not a sound database; restore it")):
            await database.check()


async def test_a_new_file_is_for_our_user_only(tmp_path):
    """VOI-6: it holds mail addresses and digests of secrets."""
    async with open_database(f"sqlite:///{tmp_path}/zhiban.db"):
        assert (tmp_path / "zhiban.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            f"postgresql://zhiban:{SECRET}@host:notaport/db",
            "The address of the database cannot be read; write sqlite",
        ),
        (
            f"mysql://zhiban:{SECRET}@host/db",
            "The address of the database cannot be read; write sqlite",
        ),
        (f"{SECRET}", "The address of the database cannot be read; write sqlite"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
    ],
)
async def test_an_address_that_cannot_work_is_refused_without_repeating_its_password(url, said):
    """OPS-4."""
    with pytest.raises(Misconfigured, check=says(said)) as refusal:
        async with open_database(url):
            pass

    assert SECRET not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


async def test_a_server_that_does_not_run_is_said_without_the_password():
    """OPS-4."""
    url = f"postgresql://zhiban:{SECRET}@127.0.0.1:1/zhiban?sslmode=disable"
    async with open_database(url) as database:
        with pytest.raises(
            Unavailable, check=says(r"127\.0\.0\.1:1/zhiban does not answer")
        ) as said:
            await database.check()

    assert SECRET not in str(said.value) + repr(said.value.__cause__)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ("53100", Unavailable, "no room left on its disk"),
        ("53300", Unavailable, "no connection came free"),
        ("25006", Misconfigured, "read-only for us"),
        ("42501", Misconfigured, "read-only for us"),
        ("28P01", Misconfigured, "refuses our user or password"),
        ("40P01", Unavailable, "locked by another process"),
        ("55P03", Unavailable, "locked by another process"),
        ("57P03", Unavailable, "does not answer"),
        ("23505", Conflict, "contradicts what is kept"),
    ],
)
async def test_each_complaint_of_postgresql_is_said_in_our_words(postgres, state, kind, said):
    """OPS-4."""
    statement = f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{state}'; END $$"
    async with open_database(await postgres.clean()) as database:
        with pytest.raises(kind, check=says(said)) as complaint:
            async with database.writing() as connection:
                await connection.execute(text(statement))

    assert SECRET not in str(complaint.value)
    assert isinstance(complaint.value, TemporaryError) == (kind is Unavailable)


@pytest.mark.postgres
async def test_a_database_that_does_not_exist_is_said(postgres):
    """OPS-4."""
    async with open_database(postgres.url("nothing")) as database:
        with pytest.raises(Misconfigured, check=says("localhost:5432/nothing does not exist")):
            await database.check()


@pytest.mark.postgres
async def test_a_restarted_server_costs_no_request(postgres):
    """OPS-4: connections that died in the pool are noticed before they are used."""
    async with open_database(await postgres.clean()) as database:
        progress = SqlProgress(database)
        await progress.set("k", "x")
        async with open_database(postgres.url("postgres")) as other, other.writing() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='clean'")
            )

        assert await progress.get("k") == "x"


async def test_a_database_without_tables_says_what_to_do(tmp_path):
    """OPS-4."""
    async with open_database(f"sqlite:///{tmp_path}/zhiban.db") as database:
        with pytest.raises(Misconfigured, check=says("apply the migrations first")):
            await SqlProgress(database).get("k")
        with pytest.raises(Misconfigured, check=says("apply the migrations first")):
            await database.check()


async def test_a_session_of_nobody_is_refused(database):
    """SEC-3: foreign keys are on, on both databases."""
    with pytest.raises(Conflict):
        await SqlSessions(database).add("s", "u_nobody", expires_at=NOW)


async def test_requests_that_are_given_up_leave_the_database_usable(database):
    """OPS-5: a caller who hangs up in the middle takes no lock and no connection along."""
    progress = SqlProgress(database)
    for number in range(30):
        task = asyncio.create_task(progress.set("k", f"given up {number}"))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    async with asyncio.timeout(20):
        await asyncio.gather(*(progress.set(f"k{n}", "x") for n in range(20)))

        assert await progress.get("k19") == "x"


async def test_a_mistake_of_ours_stays_a_crash(database):
    """OPS-5."""
    with pytest.raises(Exception, match="nonsense") as crash:
        async with database.reading() as connection:
            await connection.execute(text("nonsense"))

    assert not isinstance(crash.value, TemporaryError | Misconfigured)
