"""Brings a database to the tables of this program (OPS-4)."""

import asyncio
from weakref import WeakKeyDictionary

from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, text

from domain.common.errors import Misconfigured
from domain.common.messages import Message, message
from storage.database import open_database
from storage.revisions import alembic_config, newest_revision

LONGEST_WAIT = "60s"
"""How long to wait for another process that migrates the same PostgreSQL database."""

_ONE_AT_A_TIME: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""By loop: Alembic keeps what it is about in globals, so two upgrades of one process would mix."""


async def migrate(url: str) -> str:
    """Apply what is missing, all or nothing, and return the revision reached.

    Safe to call from many processes at once, and many times at once in one: one does the work,
    the others wait for it.

    Raises:
        Misconfigured: a newer version of this program has been here.
    """
    alone = _ONE_AT_A_TIME.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with (
        alone,
        open_database(url) as database,
        database.writing(lock="migrations") as connection,
    ):
        if not database.is_sqlite:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'"))
        await connection.run_sync(_upgrade, database.label)
    return newest_revision()


def _upgrade(connection: Connection, label: Message) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Misconfigured(message("database.newer", database=label)) from error
