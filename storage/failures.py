"""What a database complains about, as an error that says what to do.

A bug of ours (wrong SQL, a broken row) is not translated: it stays a crash with its own traceback.
No message holds an address with a password, a statement, or a value.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.common.errors import Conflict, Misconfigured, Unavailable, ZhibanError
from domain.common.messages import Command, Message, message


@dataclass(frozen=True)
class _Answer:
    """A sentence about the database; seconds to wait, or None when waiting is vain."""

    id: str
    seconds: int | None = None
    commands: Mapping[str, Command] = field(default_factory=dict)

    def about(self, label: Message) -> ZhibanError:
        said = message(self.id, database=label, **self.commands)
        if self.seconds is None:
            return Misconfigured(said)
        return Unavailable(said, delay=timedelta(seconds=self.seconds))


_ABSENT = _Answer("database.absent", 1)
_BUSY = _Answer("database.busy", 1)
_LOCKED = _Answer("database.locked", 1)
_FULL = _Answer("database.full", 30)
_READ_ONLY = _Answer("database.read_only")
_EMPTY = _Answer(
    "database.not_migrated",
    commands={"migrate": Command("zhiban migrate"), "up": Command("zhiban up")},
)
_UNSOUND = _Answer("database.unsound")

# Result codes, of which the low byte is the kind: https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _Answer("database.disk_fails", 30),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _Answer("database.not_opened"),
    sqlite3.SQLITE_NOTADB: _UNSOUND,
    sqlite3.SQLITE_CORRUPT: _UNSOUND,
}

# SQLSTATE, whole or by its class (two characters): PostgreSQL manual, appendix A
_POSTGRES = {
    "42P01": _EMPTY,
    "42501": _READ_ONLY,
    "25006": _READ_ONLY,
    "53100": _FULL,
    "28": _Answer("database.refuses"),
    "3D": _Answer("database.not_there"),
    "40": _LOCKED,
    "55": _LOCKED,
    "08": _ABSENT,
    "53": _BUSY,
    "57": _ABSENT,
}

_CONTRADICTIONS = {
    *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"),
    *("23505", "23503"),  # PostgreSQL's unique and foreign key violations
}


def busy(label: Message) -> ZhibanError:
    """Return the error of whoever waited in vain for a turn or a connection."""
    return _BUSY.about(label)


def nearly_full(label: Message, reserve: int) -> ZhibanError:
    """Return the error of whoever would use up what is kept free for emergencies."""
    megabytes = reserve // 1_000_000
    said = message("database.nearly_full", database=label, megabytes=megabytes)
    return Unavailable(said, delay=timedelta(seconds=30))


@contextmanager
def explained(label: Message) -> Iterator[None]:
    """Turn what the database says about itself into an error of ours.

    Args:
        label: how to call the database in a message, without a password.
    """
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        explanation = explain(error, label)
        if explanation is None:
            raise
        raise explanation from error


def explain(error: Exception, label: Message) -> ZhibanError | None:
    """Return the error to raise instead, or None when it is a mistake of ours."""
    cause = error.orig if isinstance(error, StatementError) else error
    if isinstance(cause, ZhibanError):  # said by a column type while it wrote a value
        return cause
    if isinstance(error, IntegrityError) and _is_contradiction(cause):
        return Conflict(message("database.contradiction"))
    answer = _answer(error, cause)
    return answer.about(label) if answer else None


def _is_contradiction(cause: BaseException | None) -> bool:
    """Tell a taken name or a missing owner from a mistake of ours, such as changing an event."""
    name = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
    return name in _CONTRADICTIONS


def _answer(error: Exception, cause: BaseException | None) -> _Answer | None:
    if isinstance(error, PoolTimeout):
        return _BUSY
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return _ABSENT if lost or isinstance(cause, OSError) else None


def _of_sqlite(cause: sqlite3.Error) -> _Answer | None:
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_ERROR and str(cause).startswith("no such table"):
        return _EMPTY
    return _SQLITE.get(code)
