"""`index.json`, which other programs read to list discussions.

It repeats what the files say, so it may lag behind them: nothing of ours relies on it, and an index
that cannot be read keeps no message from being sent. `check` makes it equal to the files.
"""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from domain.common.errors import Rejected, ZhibanError
from domain.discussions.discussions import DiscussionHead
from domain.discussions.index import entries_in, index_of, index_with, new_index
from domain.discussions.json import parsed, written
from storage.discussions.disk import Disk
from storage.discussions.locks import locked
from storage.discussions.places import Places

_TRIES = 40
"""Of rewriting beside a program that rewrites it too."""


@dataclass(frozen=True)
class IndexFile:
    """The index of one store."""

    places: Places
    disk: Disk
    patience: float

    def read(self) -> object:
        """Return what it says.

        Raises:
            FileNotFoundError: there is none.
            Rejected: it cannot be read; says why.
        """
        return self._read()[0]

    def note(self, heads: Sequence[DiscussionHead], *, stamp: str) -> bool:
        """Bring some entries up to date; False when that has to wait for a check."""
        try:
            return self._rewrite(lambda index: index_with(index, heads, stamp=stamp), stamp)
        except (ZhibanError, OSError):
            return False

    def threads(self) -> frozenset[str]:
        """Return the ids of the threads that another program keeps in folders beside ours."""
        try:
            with os.scandir(self.places.threads) as found:
                return frozenset(each.name for each in found if each.is_dir(follow_symlinks=False))
        except OSError:
            return frozenset()

    def equal(
        self, heads: Sequence[DiscussionHead], *, unread: Collection[str], stamp: str
    ) -> bool:
        """Make it say exactly what the files say; the old one is kept aside.

        What it says of threads that another program keeps stays as it is, and comes from that
        program's own copy where the index cannot be read.

        Raises:
            Unavailable: lock or disk are not to be had.
        """
        threads = self.threads()

        def alter(index: object) -> object:
            return index_of(index, heads, unread=unread, stamp=stamp, threads=threads)

        aside = self.places.aside / f"index-{uuid4().hex}.json"
        try:
            self._read()
        except FileNotFoundError:
            pass
        except Rejected:
            self.disk.rename(self.places.index, aside)
            return self._rewrite(lambda _: alter(self._backup(stamp)), stamp)
        return self._rewrite(alter, stamp, aside=aside)

    def _backup(self, stamp: str) -> object:
        """Return another program's copy of the index, or an empty one."""
        try:
            backup = parsed(self.disk.read(self.places.index_backup)[0])
            entries_in(backup)
        except (OSError, Rejected):
            return new_index(stamp=stamp)
        return backup

    def _rewrite(
        self, alter: Callable[[object], object], stamp: str, *, aside: Path | None = None
    ) -> bool:
        with locked(self.places.lock("index", ""), patience=self.patience):
            for _ in range(_TRIES):
                try:
                    index, base = self._read()
                except FileNotFoundError:
                    index, base = new_index(stamp=stamp), b""
                if aside and base:
                    self.disk.write(aside, base)
                if self._swap(base, written(alter(index))):
                    return True
        return False

    def _swap(self, base: bytes, data: bytes) -> bool:
        """Replace it unless another program has written since."""
        prepared = self.places.ours / f"index-{uuid4().hex}"
        try:
            self.disk.write(prepared, data, durable=False)
            if base:
                if not self._is_still(base):
                    return False
                self.disk.resemble(prepared, self.places.index)
            self.disk.rename(prepared, self.places.index)
        finally:
            prepared.unlink(missing_ok=True)
        return True

    def _is_still(self, base: bytes) -> bool:
        try:
            return self.disk.read(self.places.index)[0] == base
        except FileNotFoundError:
            return False

    def _read(self) -> tuple[object, bytes]:
        base, _ = self.disk.read(self.places.index)
        index = parsed(base)
        entries_in(index)
        return index, base
