"""What was in the files that we wrote, line by line, so that it can be put back.

A journal is only ever added to. Its last line says which file we left; while the file is still that
one, nobody else has written and the rest of the journal need not be read.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from domain.discussions.merging import Remembered
from storage.discussions.disk import LARGEST_FILE, Disk, Seen
from storage.discussions.places import Places

_TAIL = 512
"""Bytes; the last line has about 100."""

_MOST_READ = 4 * LARGEST_FILE
"""Bytes; a message stands in a journal once, and again with each of its annotations."""


@dataclass(frozen=True)
class Journals:
    """The journal of each discussion; whoever adds to one holds the lock of its discussion."""

    places: Places
    disk: Disk

    def left(self, name: str) -> Seen | None:
        """Return which file we left; None when we never did, or died before we could say."""
        lines = self.disk.tail(self.places.journal(name), _TAIL).split(b"\n")
        said = _parsed(lines[-2]) if len(lines) > 1 and not lines[-1] else None
        left = said.get("left") if isinstance(said, dict) else None
        if not isinstance(left, dict):
            return None
        said_of = (left.get(field) for field in ("inode", "mtime_ns", "size"))
        numbers = [each for each in said_of if isinstance(each, int)]
        return Seen(*numbers) if len(numbers) == 3 else None

    def exists(self, name: str) -> bool:
        """Say whether we ever wrote this discussion."""
        return self.places.journal(name).exists()

    def remembered(self, name: str) -> Remembered:
        """Return all that the journal says; torn lines are passed over."""
        remembered = Remembered()
        for line in self.disk.tail(self.places.journal(name), _MOST_READ).split(b"\n"):
            remembered.learn(_parsed(line))
        return remembered

    def add(self, name: str, lines: Sequence[object], left: Seen) -> None:
        """Add lines, and which file they are in."""
        every = [*lines, {"left": asdict(left)}]
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in every)
        self.disk.append(self.places.journal(name), text.encode("utf-8", "backslashreplace"))


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line) if line else None
    except (ValueError, RecursionError):  # no line of ours
        return None
