"""Discussions as documents: read whole, changed under a lock, mended on the way (BUS-2).

`read` and `change` are the only two ways to a file. Both see what another program has dropped or
written too late, and put it back; a reader that cannot write (a read-only disk) shows it all the
same.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from domain.common.errors import (
    Conflict,
    TooLarge,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, message
from domain.discussions.files import messages_in
from domain.discussions.json import written
from domain.discussions.merging import (
    Remembered,
    from_memory,
    mended,
    missing_from,
)
from storage.discussions.disk import LARGEST_FILE, Disk, Seen, disk_troubles
from storage.discussions.journal import Journals
from storage.discussions.locks import PATIENCE, locked
from storage.discussions.places import Places
from storage.discussions.reading import TORN_FOR, Reader
from storage.discussions.swapping import Changed, Overtaken, Swaps

_PAUSE = 0.004

Document = dict[str, object]


@dataclass(frozen=True)
class Change:
    """What becomes of a document, and what the journal is to say of it."""

    document: Document
    lines: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """A document as it should be, and the bytes that are in its file.

    Attributes:
        trusted: the file is as we left it, so the document is what it says.
        is_base: nothing had to be put back.
        lines: what the journal lacks.
    """

    document: Document
    base: bytes
    seen: Seen
    trusted: bool = True
    is_base: bool = True
    lines: tuple[object, ...] = ()
    overtaken: tuple[Overtaken, ...] = ()


@dataclass(frozen=True)
class DiscussionFiles:
    """The files of discussions under one root."""

    places: Places
    disk: Disk = field(default_factory=Disk)
    patience: float = PATIENCE
    explain: Callable[[Exception], str] = str

    @property
    def reader(self) -> Reader:
        """Return what reads files as they are."""
        return Reader(self.places, self.disk, self.patience)

    @property
    def journals(self) -> Journals:
        """Return what remembers what we wrote."""
        return Journals(self.places, self.disk)

    @property
    def swaps(self) -> Swaps:
        """Return what replaces files."""
        return Swaps(self.disk)

    def read(
        self, name: str, *, torn_for: float = TORN_FOR, patience: float | None = None
    ) -> Document:
        """Return a document with all that belongs in it; mend its file if it can be written.

        Args:
            name: which discussion.
            torn_for: seconds to wait for a program that is in the middle of writing it.
            patience: seconds to wait for the lock to mend it; what is returned is whole anyway.

        Raises:
            NotFound: there is no such discussion.
            Rejected: its file cannot be read; says why.
        """
        self.places.must_be_ours()
        loaded = self._loaded(name, torn_for)
        if loaded.trusted:
            return loaded.document
        try:
            return self.change(name, unchanged, patience=patience)
        except (Unavailable, TooLarge):  # somebody else is at it, or nobody may
            return loaded.document

    def replaced(self) -> list[tuple[str, int]]:
        """Return the discussions of which replaced files may be kept, and when that changed."""
        try:
            with os.scandir(self.places.replaced) as entries:
                return [(each.name, each.stat().st_mtime_ns) for each in entries]
        except OSError:
            return []

    def settled(self, name: str) -> bool:
        """Take over what was written into replaced files; True when none is kept any more."""
        with suppress(ZhibanError):  # its file is gone or broken, which `read` says
            if any(self._overtaken(name)):
                self.read(name, torn_for=0, patience=0)
        try:
            return not any(self.places.replaced_of(name).iterdir())
        except (OSError, Unavailable):
            return False

    def on_disk(self, name: str) -> Document:
        """Return what the file says, whatever it should say; see `read`."""
        return self.reader.untorn(name, TORN_FOR)[2]

    def lacking(self, name: str) -> list[dict[str, object]]:
        """Return the messages that belong in a discussion and are not in its file; write nothing.

        Raises:
            NotFound: there is no such discussion.
            Rejected: its file cannot be read; says why.
        """
        document = self.on_disk(name)
        return missing_from(document, messages_in(self._loaded(name).document))

    def restore(self, name: str) -> bool:
        """Make a file that cannot be read again from what we remember, and set it aside.

        False when that is not enough, or somebody is writing it; it then stays as it is.
        """
        path = self.places.discussion(name)
        with (
            locked(self.places.lock("discussion", name), patience=self.patience),
            disk_troubles("Mending a discussion"),
        ):
            whole = from_memory(self.journals.remembered(name))
            if whole is None or path.is_symlink() or self.disk.is_being_written(path):
                return False
            self.disk.rename(path, self.places.aside / f"{name}-{time.time_ns()}.json")
            seen = self.swaps.create(path, _bounded(whole, name), self.places.replaced_of(name))
            self._remember(name, (), seen)
        return True

    def change(
        self, name: str, alter: Callable[[Document], Change], *, patience: float | None = None
    ) -> Document:
        """Change a document under its lock; return it as it is in its file.

        Args:
            name: which discussion.
            alter: called with the whole document; may be called again when another program
                writes at the same moment.
            patience: seconds to wait for the lock; None for that of the store.

        Raises:
            NotFound: there is no such discussion.
            Rejected: its file cannot be read, so it is left as it is.
            TooLarge: it would no longer be read by anybody.
            Unavailable: lock or disk are not to be had; nothing was changed.
        """
        lock = self.places.lock("discussion", name)
        with locked(lock, patience=self.patience if patience is None else patience):
            until = time.monotonic() + self.patience
            while True:
                loaded = self._loaded(name)
                change = alter(loaded.document)
                try:
                    self._put(name, loaded, change)
                except Changed:
                    _give_up_after(until, name)
                else:
                    return change.document

    def create(self, name: str, document: Document) -> Document:
        """Make the file of a discussion that is not there.

        Raises:
            Conflict: there is one.
            Unavailable: lock or disk are not to be had; nothing was changed.
        """
        path = self.places.discussion(name)
        with (
            locked(self.places.lock("discussion", name), patience=self.patience),
            disk_troubles("Writing a discussion"),
        ):
            try:
                seen = self.swaps.create(
                    path, _bounded(document, name), self.places.replaced_of(name)
                )
            except FileExistsError:
                raise Conflict(message("discussion.exists", discussion=Called(name))) from None
            self._remember(name, Remembered().lacking(document), seen)
        return document

    def _loaded(self, name: str, torn_for: float = TORN_FOR) -> _Loaded:
        base, seen, document = self.reader.untorn(name, torn_for)
        overtaken = tuple(self._overtaken(name))
        if not overtaken and (seen == self.journals.left(name) or not self.journals.exists(name)):
            return _Loaded(document=document, base=base, seen=seen)
        remembered = self.journals.remembered(name)
        whole = mended(document, remembered, [each.document for each in overtaken])
        lines = remembered.lacking(whole)
        is_base = whole == document
        return _Loaded(
            document=whole,
            base=base,
            seen=seen,
            trusted=False,
            is_base=is_base,
            lines=lines,
            overtaken=overtaken,
        )

    def _put(self, name: str, loaded: _Loaded, change: Change) -> None:
        lines, seen = loaded.lines, loaded.seen
        if change.document != loaded.document or not loaded.is_base:
            with disk_troubles("Writing a discussion"):
                seen = self.swaps.replace(
                    self.places.discussion(name),
                    _bounded(change.document, name),
                    base=loaded.base,
                    kept=self.places.replaced_of(name),
                )
        elif loaded.trusted:
            return
        if not self.journals.exists(name):
            lines = Remembered().lacking(loaded.document)
        self._remember(name, (*lines, *change.lines), seen)
        for each in loaded.overtaken:
            self.swaps.looked_at(each)

    def _remember(self, name: str, lines: tuple[object, ...], seen: Seen) -> None:
        """Write the journal; the file is written already, so a full disk is no failure of ours.

        The journal then says that we left another file, and the next change writes it anew.
        """
        try:
            self.journals.add(name, lines, seen)
        except OSError:
            return

    def _overtaken(self, name: str) -> Iterator[Overtaken]:
        try:
            yield from self.swaps.overtaken(self.places.replaced_of(name))
        except (OSError, Unavailable):  # a read-only disk, or a link: who writes is refused
            return


def unchanged(document: Document) -> Change:
    """Alter nothing; what others dropped is put back all the same."""
    return Change(document)


def _bounded(document: Document, name: str) -> bytes:
    data = written(document)
    if len(data) > LARGEST_FILE:
        raise TooLarge(
            message("discussion.too_large", discussion=Called(name), most=LARGEST_FILE >> 20)
        )
    return data


def _give_up_after(until: float, name: str) -> None:
    if time.monotonic() > until:
        raise Unavailable(message("discussion.written_by_others", discussion=Called(name)))
    time.sleep(_PAUSE)
