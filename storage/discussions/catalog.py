"""What is in all files, so that nobody has to read them all: heads, words, counts.

The files are the truth and other programs change them, so every look begins with one at the folder
(`refresh`): files whose inode, size or time of change differ are read again, and of those only the
messages that are new are taken in. The database can be thrown away at any time; a damaged one is,
and on a disk that cannot be written to it lives in memory.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic

from domain.common.errors import NotFound, Rejected, Unavailable
from domain.common.messages import message
from domain.discussions.discussions import BrokenFile, DiscussionHead
from domain.discussions.files import head_in, messages_in
from domain.discussions.ids import is_safe
from domain.discussions.rules import joined
from storage.discussions.catalog_rows import (
    Taken,
    broken_in,
    forget,
    head_from,
    heads_in,
    take_in,
    write_down,
)
from storage.discussions.catalog_schema import BUSY, connected, remove, writing
from storage.discussions.disk import Seen
from storage.discussions.files import DiscussionFiles
from storage.discussions.reading import TORN_FOR

_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BRIEFLY = 0.5
"""Seconds that a sender waits for the catalog, which can be brought up to date later."""

_UNSEEN = Seen(0, 0, 0)

_AT_ONCE = 100
"""Files read before they are written down: keeps the database free for others in between."""


class Catalog:
    """The database of one store, for the threads of one process; processes share its file."""

    def __init__(self, files: DiscussionFiles) -> None:
        self._files = files
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._empty: dict[str, int] = {}

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        if self._connection is not None:
            self._connection.close()

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """Give the database as the files are at this moment.

        Raises:
            Unavailable: another process holds it for too long.
        """
        self._files.places.must_be_ours()
        with self._lock:
            try:
                self._refreshed()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF in _PASSING:
                    raise Unavailable(message("discussion.busy")) from None
                self._go_without_disk()
                self._refreshed()
            except sqlite3.DatabaseError:
                self._throw_away()
                self._refreshed()
            yield self._open()

    def heads(self) -> tuple[list[DiscussionHead], list[BrokenFile]]:
        """Return every discussion, and every file that cannot be read."""
        with self.looking() as database:
            return heads_in(database), broken_in(database)

    def open_discussion(self, topic: str, *, surely: bool) -> str | None:
        """Return the open discussion of a topic.

        Args:
            topic: trimmed.
            surely: look at all files first; else what was known is enough, and may be outdated.
        """
        if surely:
            return _named(joined(self.heads()[0], topic))
        with self._lock:
            try:
                found = self._open().execute(
                    "SELECT head FROM files WHERE open AND topic = ?", (topic,)
                )
                return _named(joined([head_from(text) for (text,) in found], topic))
            except sqlite3.Error:
                return None

    def note(self, head: DiscussionHead) -> None:
        """Say at once that a discussion was opened or closed, so that others need not look.

        Its file is read all the same at the next look; so nothing is lost when this fails.
        """
        with self._lock, suppress(sqlite3.Error):
            database = self._open()
            database.execute(f"PRAGMA busy_timeout = {int(_BRIEFLY * 1_000)}")
            try:
                write_down(database, Taken(head.id, _UNSEEN, head, "", ()))
            finally:
                database.execute(f"PRAGMA busy_timeout = {int(BUSY * 1_000)}")

    def _refreshed(self) -> None:
        database, until = self._open(), monotonic() + TORN_FOR
        known = {
            name: (Seen(inode, mtime_ns, size), why)
            for name, inode, mtime_ns, size, why in database.execute(
                "SELECT name, inode, mtime_ns, size, why FROM files"
            )
        }
        self._mend_overtaken()
        there = self._files.reader.seen()
        gone = [name for name in known if name not in there]
        changed = [name for name, seen in there.items() if known.get(name, (None,))[0] != seen]
        if gone:
            with writing(database):
                for name in gone:
                    forget(database, name)
        for first in range(0, len(changed), _AT_ONCE):
            names = changed[first : first + _AT_ONCE]
            taken = [self._taken(name, there[name], until - monotonic()) for name in names]
            with writing(database):
                for each in taken:
                    take_in(database, each)

    def _mend_overtaken(self) -> None:
        """Take over what other programs wrote too late, and let go of what nobody writes to."""
        for name, changed_at in self._files.replaced():
            if self._empty.get(name) == changed_at:
                continue
            if not self._files.settled(name):
                self._empty.pop(name, None)
            else:
                self._empty[name] = changed_at

    def _taken(self, name: str, seen: Seen, torn_for: float) -> Taken:
        """Read one file; its identity is older than its content, so at worst it is read again."""
        if not is_safe(name):
            why = "Its name is not an id: letters, digits, `_` and `-`, at most 80."
            return Taken(name, seen, None, why, ())
        try:
            document = self._files.read(name, torn_for=torn_for, patience=0)
        except (Rejected, NotFound) as error:
            return Taken(name, seen, None, self._files.explain(error), ())
        return Taken(name, seen, head_in(document, name), "", messages_in(document))

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            path = self._files.places.catalog
            if path.is_symlink():
                remove(path)  # the link, not what it leads to
            try:
                self._connection = connected(str(path))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF in _PASSING:
                    raise
                self._connection = connected(":memory:")  # no folder, or a read-only one
            except sqlite3.DatabaseError:
                remove(path)
                self._connection = connected(str(path))
        return self._connection

    def _go_without_disk(self) -> None:
        """Work in memory: the disk is full, or was made read-only."""
        if self._connection is not None:
            self._connection.close()
        self._connection = connected(":memory:")

    def _throw_away(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        remove(self._files.places.catalog)


def _named(head: DiscussionHead | None) -> str | None:
    return head.id if head is not None else None
