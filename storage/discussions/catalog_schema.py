"""The database of the catalog: made, opened, thrown away."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION = 2
BUSY = 30.0
"""Seconds to wait for another process that is taking files in."""


_SCHEMA = """
CREATE TABLE files (name TEXT PRIMARY KEY, inode INTEGER, mtime_ns INTEGER, size INTEGER,
    topic TEXT, open INTEGER, head TEXT, why TEXT);
CREATE INDEX open_topics ON files (topic) WHERE open;
CREATE TABLE messages (id INTEGER PRIMARY KEY, name TEXT, place INTEGER, digest BLOB,
    sender TEXT, raw TEXT, topic TEXT, scope TEXT, terms TEXT, folded TEXT);
CREATE INDEX messages_of ON messages (name, place);
CREATE VIRTUAL TABLE words USING fts5(scope, terms, content='messages', content_rowid='id',
    detail=column, tokenize="ascii tokenchars '_-'");
CREATE VIRTUAL TABLE grams USING fts5(folded, content='messages', content_rowid='id',
    tokenize='trigram');
CREATE TRIGGER taken_in AFTER INSERT ON messages BEGIN
    INSERT INTO words (rowid, scope, terms) VALUES (new.id, new.scope, new.terms);
    INSERT INTO grams (rowid, folded) VALUES (new.id, new.folded);
END;
CREATE TRIGGER taken_out AFTER DELETE ON messages BEGIN
    INSERT INTO words (words, rowid, scope, terms)
        VALUES ('delete', old.id, old.scope, old.terms);
    INSERT INTO grams (grams, rowid, folded) VALUES ('delete', old.id, old.folded);
END;
"""


def connected(path: str) -> sqlite3.Connection:
    """Open the database in a file, or in `:memory:`, and make its tables where they are missing."""
    database = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")  # it can be made again from the files
        if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            _make(database)
    except BaseException:
        database.close()
        raise
    return database


def _make(database: sqlite3.Connection) -> None:
    with writing(database):
        if database.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
            return  # another process was faster
        for kind, name in list(
            database.execute(
                "SELECT type, name FROM sqlite_master WHERE name IN "
                "('files', 'messages', 'words', 'grams') ORDER BY rowid DESC"
            )
        ):
            database.execute(f"DROP {kind} {name}")  # both are ours, from the line above
        for statement in _statements():
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")


def _statements() -> Iterator[str]:
    """Yield the schema one by one: running it as a script would end the transaction."""
    lines: list[str] = []
    for line in _SCHEMA.splitlines():
        lines.append(line)
        statement = "\n".join(lines)
        if sqlite3.complete_statement(statement):
            yield statement
            lines = []


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing; other processes wait."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def remove(path: Path) -> None:
    """Throw a database away, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
