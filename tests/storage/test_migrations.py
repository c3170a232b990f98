"""Migrations, from nothing and again, on SQLite and on PostgreSQL."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from domain.common.errors import Misconfigured
from storage.database import open_database
from storage.migrate import migrate
from storage.revisions import newest_revision
from storage.tables import APPEND_ONLY, metadata
from tests.fakes.words import says
from tests.storage.conftest import POSTGRES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", POSTGRES])
async def empty_url(
    request: pytest.FixtureRequest, tmp_path: Path, server_of
) -> AsyncIterator[str]:
    if request.param == "postgres":
        return await server_of().create("empty")
    return f"sqlite:///{tmp_path}/zhiban.db"


def is_of_the_program(name: str | None, kind: str, _parents: object) -> bool:
    """The full-text index is written in each database's own words, which no table object has."""
    of_search = {"table": "memory_words", "column": "words", "index": "ix_memories_words"}
    return not str(name).startswith(of_search.get(kind, "\0"))


async def test_the_migrations_create_exactly_the_tables_that_the_program_uses(empty_url):
    """OPS-4."""
    assert await migrate(empty_url) == newest_revision()

    async with open_database(empty_url) as database, database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(
                    sync, opts={"compare_type": True, "include_name": is_of_the_program}
                ),
                metadata,
            )
        )
        found = await connection.scalar(text("SELECT count(*) FROM events"))
    assert differences == []
    assert found == 0
    assert set(APPEND_ONLY) < set(metadata.tables)


async def test_migrating_again_changes_nothing(empty_url):
    """OPS-1: a second start finds its data again."""
    await migrate(empty_url)
    async with open_database(empty_url) as database:
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO progress VALUES ('k', '\"kept\"')"))
        await migrate(empty_url)
        await database.check()
        async with database.reading() as connection:
            assert await connection.scalar(text("SELECT key FROM progress")) == "k"


async def test_databases_of_one_process_are_migrated_at_once_without_touching_each_other(tmp_path):
    """OPS-4."""
    urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(4)]

    reached = await asyncio.gather(*map(migrate, urls))

    assert set(reached) == {newest_revision()}
    for url in urls:
        async with open_database(url) as database:
            await database.check()


async def test_processes_that_start_at_once_migrate_once(empty_url):
    """OPS-1, OPS-4: real processes, each with a connection and a lock of its own."""
    program = "import asyncio, sys; from storage.migrate import migrate; "
    program += "print(asyncio.run(migrate(sys.argv[1])))"

    async def start() -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", program, empty_url),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        return output.decode().strip()

    said = await asyncio.gather(*(start() for _ in range(3)))
    assert said == [newest_revision()] * 3


async def test_a_database_of_a_newer_version_is_left_alone(empty_url):
    """OPS-4."""
    await migrate(empty_url)
    async with open_database(empty_url) as database:
        async with database.writing() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Misconfigured, check=says("newer version")):
            await migrate(empty_url)
        with pytest.raises(Misconfigured, check=says("tables of another version")):
            await database.check()


async def test_a_migration_that_fails_leaves_nothing_behind(empty_url):
    """OPS-4: all or nothing, so that the next start can try again."""
    async with open_database(empty_url) as database:
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE pace (other INTEGER)"))
        with pytest.raises(Exception, match="already exists"):
            await migrate(empty_url)
        with pytest.raises(Misconfigured, check=says("apply the migrations")):
            await database.check()
        async with database.writing() as connection:
            await connection.execute(text("DROP TABLE pace"))

    assert await migrate(empty_url) == newest_revision()
