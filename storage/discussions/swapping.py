"""Putting a new file in the place of an old one beside programs that write without locks.

The failure this prevents: such a program opens the file for writing, ours is renamed over it, and
what it writes then goes into a file without a name and is gone when it closes it. So the old file
keeps a name, under `.zhiban/replaced`, for as long as anybody might write to it; what arrives there
is found by its time of change and taken over (`Overtaken`).

A file that was looked at bears the nanosecond mark that we gave it as its name. Any other name, or
any other time of change, means that it has to be looked at.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from domain.common.errors import Rejected
from domain.discussions.files import discussion_in
from domain.discussions.json import parsed
from storage.discussions.disk import Disk, Seen

KEPT_FOR = 2.0
"""Seconds for which a replaced file keeps its name where the system can say that nobody writes to
it: far longer than the one call takes between finding a file and opening it."""

KEPT_BLINDLY_FOR = 60.0
"""Seconds where it cannot say: programs write such a file in milliseconds."""

_OURS = re.compile(r"[0-9]{16,20}(-[0-9a-f]{32})?")
"""Nanoseconds, and in a file that was not looked at yet something unique."""

MOST_KEPT = 256
"""Replaced files of one discussion; more only while they are being written to."""


class Changed(Exception):
    """Another program wrote in between; the caller starts over."""


@dataclass(frozen=True)
class Overtaken:
    """What another program wrote into a file that was already replaced."""

    path: Path
    seen: Seen
    document: Mapping[str, object]


@dataclass(frozen=True)
class Swaps:
    """Replaces files of one folder; the caller holds the lock of the discussion."""

    disk: Disk

    def create(self, path: Path, data: bytes, kept: Path) -> Seen:
        """Make a file that is not there yet; `FileExistsError` when it is."""
        prepared = self._prepared(data, kept)
        try:
            seen = self.disk.mark(prepared)
            self.disk.link(prepared, path)
        finally:
            prepared.unlink(missing_ok=True)
        self.disk.sync(path.parent)
        return seen

    def replace(self, path: Path, data: bytes, *, base: bytes, kept: Path) -> Seen:
        """Put new content in the place of `base`.

        What another program wrote instead of `base` is not lost: it is among the overtaken.

        Args:
            path: the file.
            data: its new content.
            base: what it held when it was read.
            kept: folder for what is replaced.

        Raises:
            Changed: nothing was replaced, because it holds something else by now.
        """
        prepared = self._prepared(data, kept)
        try:
            self.disk.resemble(prepared, path)
            seen = self.disk.mark(prepared)
            if not self.disk.exchange(prepared, path):
                self._rename(prepared, path, base, kept)
                self.disk.sync(path.parent)
                return seen
        except BaseException:
            prepared.unlink(missing_ok=True)
            raise
        self.disk.sync(path.parent)
        self._look(prepared, base)
        return seen

    def overtaken(self, kept: Path) -> Iterator[Overtaken]:
        """Yield what was written into replaced files; forget those that nobody can write to."""
        clean = []
        for path in _names_in(kept):
            if path.name == str(path.lstat().st_mtime_ns):
                clean.append(path)
                continue
            found = self._read(path)
            if found is not None:
                yield found
            elif self._may_go(path):  # torn for good: its writer died, or was one of ours
                path.unlink(missing_ok=True)
        self._forget(clean)

    def looked_at(self, overtaken: Overtaken) -> None:
        """Say that everything of it is in the discussion by now."""
        with suppress(OSError):
            overtaken.path.rename(overtaken.path.with_name(str(overtaken.seen.mtime_ns)))

    def _prepared(self, data: bytes, kept: Path) -> Path:
        kept.mkdir(exist_ok=True)
        prepared = kept / f"{time.time_ns()}-{uuid4().hex}"
        try:
            self.disk.write(prepared, data)
        except BaseException:
            with suppress(OSError):
                prepared.unlink(missing_ok=True)
            raise
        return prepared

    def _rename(self, prepared: Path, path: Path, base: bytes, kept: Path) -> None:
        """Replace where the system has no exchange: a file that comes in between may be lost."""
        name = kept / f"{time.time_ns()}-{uuid4().hex}"
        self.disk.link(path, name)
        if not self._look(name, base):
            name.unlink()
            raise Changed
        self.disk.rename(prepared, path)

    def _look(self, path: Path, base: bytes) -> bool:
        """Give a file its mark as name when it still holds what was read."""
        # The mark comes first: what is written after it changes it, what came before is seen.
        try:
            seen = self.disk.mark(path)
            same = self.disk.read(path)[0] == base
        except (OSError, Rejected):
            return False
        if same:
            path.rename(path.with_name(str(seen.mtime_ns)))
        return same

    def _read(self, path: Path) -> Overtaken | None:
        """Return what a replaced file holds by now; None while it is torn."""
        try:
            seen = self.disk.mark(path)
            data, _ = self.disk.read(path)
            return Overtaken(path, seen, discussion_in(parsed(data)))
        except (OSError, Rejected):
            return None

    def _forget(self, clean: list[Path]) -> None:
        clean.sort(key=lambda path: path.name)
        for place, path in enumerate(clean):
            if self._may_go(path, crowded=len(clean) - place > MOST_KEPT):
                path.unlink(missing_ok=True)

    def _may_go(self, path: Path, *, crowded: bool = False) -> bool:
        age = abs(time.time() - int(path.name.partition("-")[0]) / 1e9)
        if age <= KEPT_FOR and not crowded:
            return False
        writing = self._is_written(path)
        return age > KEPT_BLINDLY_FOR if writing is None else not writing

    def _is_written(self, path: Path) -> bool | None:
        try:
            return self.disk.is_being_written(path)
        except OSError:
            return None


def _names_in(folder: Path) -> list[Path]:
    """Return what we put there; whatever else bears another name or is no file."""
    try:
        with os.scandir(folder) as entries:
            return [
                Path(each.path)
                for each in entries
                if _OURS.fullmatch(each.name) and each.is_file(follow_symlinks=False)
            ]
    except FileNotFoundError:
        return []
