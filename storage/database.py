"""The one way to a database, whichever it is.

SQLite allows one writer at a time, and a transaction that reads before it writes fails when
somebody wrote in between. So every writing transaction says so at its start (BEGIN IMMEDIATE), and
the writers of one process queue for it here instead of polling each other's locks.

PostgreSQL lets many write, but those that name one lock run one after the other. They queue here
too, before they take a connection: whoever waits inside the database holds one, and a handful of
them would leave none for those who only read, the guards of repairs among them.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from domain.common.errors import Misconfigured
from domain.common.messages import Called, Command, Foreign, Message, message
from storage.failures import busy, explained, nearly_full
from storage.revisions import newest_revision

BUSY_SECONDS = 10
"""How long a transaction waits for another's lock; a writer holds it for milliseconds, so longer
means that something hangs."""

MOST_CONNECTIONS = 10
"""To PostgreSQL, per process, unless the settings say otherwise; it allows 100 for all processes by
default (max_connections)."""

FEWEST_CONNECTIONS = 4
"""With fewer, reads and writes would wait for each other."""

SQLITE_CONNECTIONS = 5
"""Each costs a thread."""

PATIENCE_SECONDS = 30
"""How long a request waits for its turn or a free connection; then the database is busy."""

RESERVE_BYTES = 50_000_000
"""Kept free on the disk of an embedded database: ordinary writes are refused below it, so that what
ends an emergency (signing in, the kill switch, ending a control) still finds room."""

_NAME = message("database.any")
"""How it is called where anybody may read it: says nothing of paths, hosts and ports."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_HOW = {
    "sqlite": Command("sqlite:///path/to/zhiban.db"),
    "postgres": Command("postgresql://user:password@host/name"),
}
"""The forms of an address."""


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Database:
    """An open database; made by `open_database`.

    Attributes:
        engine: SQLAlchemy's engine.
        where: its file, or its host, port and name; without user or password.
        folder: where an embedded one is, to be asked for room; None for others.
        reserve: bytes that writes must leave free there.
        free: returns how many bytes are free in a folder.
        _writers: places for writing transactions; fewer than connections, so that reads find one.
        _turns: one writer of each lock at a time has such a place, and a connection.
    """

    engine: AsyncEngine
    where: str
    _writers: asyncio.Semaphore
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    folder: Path | None = None
    reserve: int = RESERVE_BYTES
    free: Callable[[Path], int] = _free

    @property
    def label(self) -> Message:
        """How people who operate it call it."""
        return message("database.named", where=Called(self.where))

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    def with_reserve(self) -> "Database":
        """Return the same database for writes that may use the reserve."""
        return replace(self, reserve=0)

    @asynccontextmanager
    async def reading(self, *, label: Message = _NAME) -> AsyncIterator[AsyncConnection]:
        """Lend a connection on which each statement stands for itself.

        Args:
            label: how messages call the database; the usual one may be read by anybody.
        """
        with explained(label):
            async with self.engine.connect() as connection:
                if not self.is_sqlite:  # saves the two round trips of BEGIN and ROLLBACK
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection

    @asynccontextmanager
    async def writing(self, *, lock: str = "") -> AsyncIterator[AsyncConnection]:
        """Lend a connection inside a transaction that is kept when the block ends well.

        Args:
            lock: transactions naming the same lock run one after the other, on both databases.
                Take one per transaction, or two may wait for each other.

        Raises:
            Unavailable: the reserve would be touched.
        """
        with explained(_NAME):
            self._check_room()
            async with self._turn(lock), self.engine.connect() as connection:
                if self.is_sqlite:
                    await connection.execution_options(zhiban_begin="BEGIN IMMEDIATE")
                async with connection.begin():
                    if lock and not self.is_sqlite:
                        await _take(connection, lock)
                    yield connection

    @asynccontextmanager
    async def _turn(self, lock: str) -> AsyncIterator[None]:
        """Wait here, without a connection, for one's turn among the writers of this process."""
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    if lock:
                        turn = self._turns.setdefault(lock, asyncio.Lock())
                        await held.enter_async_context(turn)
                    await held.enter_async_context(self._writers)
            except TimeoutError:
                raise busy(_NAME) from None
            yield

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """Begin an INSERT that can say ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def revision(self) -> str:
        """Return the revision of the tables; empty before the first migration."""
        async with self.reading() as connection:
            return await connection.run_sync(_revision_of) or ""

    async def check(self) -> None:
        """Return when the database answers and has the tables of this program.

        Raises:
            Unavailable: it does not answer.
            Misconfigured: it was not migrated, or by another version.
        """
        async with self.reading(label=self.label) as connection:
            found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        if found != newest_revision():
            raise Misconfigured(
                message(
                    "database.other_version",
                    database=self.label,
                    command=Command("zhiban migrate"),
                )
            )

    def _check_room(self) -> None:
        if self.reserve and self.folder and self.free(self.folder) < self.reserve:
            raise nearly_full(_NAME, self.reserve)


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@asynccontextmanager
async def open_database(
    url: str, *, connections: int = MOST_CONNECTIONS
) -> AsyncIterator[Database]:
    """Open `sqlite:///path` or `postgresql://…` and close it at the end.

    Args:
        url: where it is.
        connections: most that are opened to PostgreSQL; half of them are kept for reading.

    Raises:
        Misconfigured: the address cannot be understood, or the folder of the file is missing.
    """
    parsed = _parse(url)
    embedded = parsed.drivername.startswith("sqlite")
    engine = _sqlite(parsed) if embedded else _postgres(parsed, connections)
    writers = 1 if embedded else connections // 2
    try:
        folder = Path(str(parsed.database)).parent if embedded and not parsed.query else None
        yield Database(engine, _where(parsed), asyncio.Semaphore(writers), folder=folder)
    finally:
        await engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError, ValueError):
        # Without the cause, which may repeat the password.
        raise Misconfigured(message("database.address", **_HOW)) from None
    return parsed.set(drivername=driver)


def _where(url: URL) -> str:
    if url.drivername.startswith("sqlite"):
        return str(url.database)
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database}"


def _sqlite(url: URL) -> AsyncEngine:
    if url.database in {None, "", ":memory:"}:
        raise Misconfigured(message("database.no_file", **_HOW))
    if not url.query:
        _make_private(Path(str(url.database)))
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=SQLITE_CONNECTIONS,
        max_overflow=0,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Create the file for our user only: it holds mail addresses and digests of secrets."""
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Misconfigured(
            message(
                "database.not_created",
                file=Called(str(path)),
                why=Foreign(error.strerror or ""),
                command=Command("zhiban up"),
            )
        ) from error


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a driver's
    connection.isolation_level = None  # transactions begin where we say, not where Python guesses
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",  # readers do not wait for the writer
        "synchronous = NORMAL",  # safe with WAL; a power cut may cost the last moments, never order
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("zhiban_begin")
    if begin is not None:
        connection.exec_driver_sql(begin)


def _postgres(url: URL, connections: int) -> AsyncEngine:
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name for what asyncpg calls ssl
        query["ssl"] = query.pop("sslmode")
    return create_async_engine(
        url.set(query=query),
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE_SECONDS,
        pool_pre_ping=True,  # a restarted server costs one ping, not one failed request
        connect_args={
            "timeout": BUSY_SECONDS,
            "server_settings": {
                "application_name": "zhiban",
                "lock_timeout": str(BUSY_SECONDS * 1000),
                # A plan that was made while a table was empty would read all of it once it is full.
                "plan_cache_mode": "force_custom_plan",
            },
        },
    )


async def _take(connection: AsyncConnection, lock: str) -> None:
    """Hold an advisory lock until the transaction ends; its number is made from the name."""
    number = int.from_bytes(sha256(lock.encode()).digest()[:8], signed=True)
    await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
