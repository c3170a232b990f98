"""Disks that refuse, for the store of discussions."""

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

from storage.discussions.disk import Disk, Seen


@dataclass
class RefusingDisk(Disk):
    """Works until it is told to refuse; then writes half of what it is given, if anything.

    Attributes:
        refused: names of calls that fail.
        number: what the system then says.
    """

    refused: set[str] = field(default_factory=set)
    number: int = errno.ENOSPC

    def write(self, path: Path, data: bytes, *, durable: bool = True) -> None:
        if "write" in self.refused:
            path.write_bytes(data[: len(data) // 2])
            self._refuse()
        super().write(path, data, durable=durable)

    def append(self, path: Path, data: bytes) -> None:
        if "append" in self.refused:
            with path.open("ab") as file:
                file.write(data[: len(data) // 2])
            self._refuse()
        super().append(path, data)

    def mark(self, path: Path) -> Seen:
        if "mark" in self.refused:
            self._refuse()
        return super().mark(path)

    def exchange(self, one: Path, other: Path) -> bool:
        if "exchange" in self.refused:
            self._refuse()
        return super().exchange(one, other)

    def link(self, path: Path, name: Path) -> None:
        if "link" in self.refused:
            self._refuse()
        super().link(path, name)

    def sync(self, folder: Path) -> None:
        if "sync" in self.refused:
            self._refuse()
        super().sync(folder)

    def _refuse(self) -> None:
        raise OSError(self.number, os.strerror(self.number))


class PlainDisk(Disk):
    """A system that can neither exchange two names nor say who writes."""

    def exchange(self, one: Path, other: Path) -> bool:
        return False

    def is_being_written(self, path: Path) -> bool | None:
        return None
