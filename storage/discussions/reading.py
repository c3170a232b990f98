"""Reading files that other programs may be in the middle of writing."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from application.common.wording import message_for
from domain.common.errors import NotFound, Rejected, Unavailable
from domain.common.messages import Called, Foreign, message
from domain.discussions.files import discussion_in
from domain.discussions.json import parsed
from storage.discussions.disk import Disk, Seen, seen_of
from storage.discussions.places import Places

TORN_FOR = 2.0
"""Seconds to wait for a program that is in the middle of writing; it takes milliseconds."""

_PAUSE = 0.004


@dataclass(frozen=True)
class Reader:
    """Reads discussions as their files say, whatever they should say.

    Attributes:
        patience: seconds to wait for a program that is seen writing.
    """

    places: Places
    disk: Disk
    patience: float

    def seen(self) -> dict[str, Seen]:
        """Return which content every file has that ends as discussions do, by name without it."""
        found: dict[str, Seen] = {}
        try:
            with os.scandir(self.places.discussions) as entries:
                for entry in entries:
                    if entry.name.endswith(".json"):
                        with suppress(FileNotFoundError):  # removed since
                            seen = seen_of(entry.stat(follow_symlinks=False))
                            found[_told(entry.name[:-5])] = seen
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise Unavailable(
                message("discussion.not_listed", why=Foreign(error.strerror or ""))
            ) from None
        return found

    def untorn(self, name: str, torn_for: float) -> tuple[bytes, Seen, dict[str, object]]:
        """Return a document that can be read, waiting for whoever is writing it.

        Args:
            name: which discussion.
            torn_for: seconds to wait; `TORN_FOR` or more is extended for whoever is seen writing.

        Raises:
            NotFound: there is no such discussion.
            Rejected: its file cannot be read; says why.
        """
        path = self.places.discussion(name)
        began = time.monotonic()
        while True:
            base, seen = self._bytes(path, name)
            try:
                return base, seen, discussion_in(parsed(base))
            except Rejected as error:
                waited = time.monotonic() - began
                if not self._may_be_torn(path, seen, waited, torn_for):
                    raise Rejected(
                        message(
                            "discussion.unreadable", file=Called(path.name), why=message_for(error)
                        )
                    ) from None
                time.sleep(_PAUSE)

    def _bytes(self, path: Path, name: str) -> tuple[bytes, Seen]:
        try:
            return self.disk.read(path)
        except FileNotFoundError:
            raise NotFound("discussion", name) from None
        except OSError as error:
            raise Rejected(
                message(
                    "discussion.unreadable",
                    file=Called(path.name),
                    why=Foreign(error.strerror or ""),
                )
            ) from None
        except Rejected as error:
            raise Rejected(
                message("discussion.unreadable", file=Called(path.name), why=message_for(error))
            ) from None

    def _may_be_torn(self, path: Path, seen: Seen, waited: float, torn_for: float) -> bool:
        """Say whether to wait for the rest of a file.

        Who is seen writing gets as long as who holds a lock, unless the caller is in a hurry: a
        busy machine may let them rest in the middle.
        """
        longest = self.patience if torn_for >= TORN_FOR else torn_for
        try:
            writing = self.disk.is_being_written(path)
            if writing is None:
                return waited < torn_for and _is_young(seen)
            done_meanwhile = not writing and seen_of(path.lstat()) != seen
        except OSError:
            return waited < torn_for
        return (writing or done_meanwhile) and waited < longest


def _told(name: str) -> str:
    """Return a name as text; bytes that are none become marks, so that it can be reported."""
    return os.fsencode(name).decode("utf-8", "replace")


def _is_young(seen: Seen) -> bool:
    return abs(time.time_ns() - seen.mtime_ns) < TORN_FOR * 1_000_000_000
