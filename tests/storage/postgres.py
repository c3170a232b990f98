"""A PostgreSQL server of our own: started by the tests, reachable through its socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from storage.database import Database, open_database
from storage.migrate import migrate
from storage.tables import metadata


@dataclass
class PostgresServer:
    """A running server; `url(name)` is the address of one of its databases."""

    folder: Path
    migrated: bool = False

    def url(self, name: str) -> str:
        return f"postgresql://zhiban@/{name}?host={self.folder}"

    async def create(self, name: str) -> str:
        """Create an empty database and return its address."""
        async with open_database(self.url("postgres")) as database:
            options = {"isolation_level": "AUTOCOMMIT"}
            async with database.engine.connect() as connection:
                await connection.execution_options(**options)
                await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                await connection.execute(text(f"CREATE DATABASE {name}"))
        return self.url(name)

    async def clean(self) -> str:
        """Return the address of a migrated database without rows."""
        if not self.migrated:
            await migrate(await self.create("clean"))
            self.migrated = True
        async with open_database(self.url("clean")) as database:
            await _empty(database)
        return self.url("clean")


async def _empty(database: Database) -> None:
    # DELETE, for tables this small, is many times faster than TRUNCATE.
    deletes = "; ".join(f"DELETE FROM {each.name}" for each in reversed(metadata.sorted_tables))
    async with database.writing() as connection:
        # As a replica would: the triggers that guard append-only tables stay silent.
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(f"DO $$ BEGIN {deletes}; END $$"))


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server in a folder of its own and stop it at the end."""
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="zhiban-pg-"))
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run("initdb", "-D", data, "-U", "zhiban", "-A", "trust", "-E", "UTF8", "-N", user=user)
        _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start", user=user)
        try:
            yield PostgresServer(folder)
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; then it runs as somebody who may do nothing."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _run(program: str, *arguments: object, user: pwd.struct_passwd | None) -> None:
    path = shutil.which(program)
    if path is None:
        message = f"{program} is not on PATH; install PostgreSQL's server programs to test with it"
        raise FileNotFoundError(message)
    done = subprocess.run(
        [path, *map(str, arguments)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed: {done.stdout}")
