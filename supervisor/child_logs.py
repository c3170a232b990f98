"""What a child process says, kept within bounds."""

from collections import deque
from pathlib import Path

MOST_BYTES = 5_000_000
"""Size at which a log becomes `<name>.log.1`, taking the place of the one before."""

TAIL_LINES = 20
_TAIL_BYTES = 16_384


class ChildLog:
    """One file that never grows beyond bounds; what cannot be written is dropped.

    A full disk must not stop us from reading what a child says: a child whose output nobody reads
    freezes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")
        self._size = self._file.tell()
        self._recent: deque[bytes] = deque(maxlen=64)

    def write(self, chunk: bytes) -> None:
        """Append what a child said."""
        self._recent.append(chunk[-_TAIL_BYTES:])
        try:
            if self._size + len(chunk) > MOST_BYTES:
                self._rotate()
            self._file.write(chunk)
            self._file.flush()
            self._size += len(chunk)
        except OSError:  # a full disk; the end is still in memory
            return

    def tail(self) -> str:
        """Return the last lines."""
        said = b"".join(self._recent)[-_TAIL_BYTES:].decode(errors="replace")
        return "\n".join(said.splitlines()[-TAIL_LINES:])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        self.path.replace(self.path.with_suffix(self.path.suffix + ".1"))
        self._file = self.path.open("ab")
        self._size = 0
