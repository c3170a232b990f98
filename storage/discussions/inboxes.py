"""`inbox/<project>/<message>.json`: what a project's own program shows as not read.

Those programs mark a file as read and remove it later. A discussion holds every message all the
same, so nothing is lost where an inbox cannot be written, or holds too much.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from domain.discussions.discussions import Message, Project
from domain.discussions.files import raw_notice
from domain.discussions.ids import is_safe, is_unique
from domain.discussions.json import written
from storage.discussions.disk import Disk
from storage.discussions.places import Places

MOST_EACH = 500
"""Files of ours in one inbox; where nobody reads, the oldest go first."""

MOST_INBOXES = 100
"""Of one message: files that its sender waits for."""

_HALF_DONE_FOR = 600.0
"""Seconds; writing takes thousandths of one."""

_TIDY_EVERY = 32
"""Messages; until then an inbox may hold more than its bound."""


@dataclass(frozen=True)
class Inboxes:
    """The inboxes of one store."""

    places: Places
    disk: Disk

    def deliver(self, message: Message, discussion_id: str, members: Iterable[Project]) -> None:
        """Put a message into the inbox of everybody but its sender; one that is there stays.

        Never fails: the message has been sent, whoever hears of it.
        """
        data = written(raw_notice(message, discussion_id))
        names = [one.id for one in members if one.id != message.from_id and is_safe(one.id)]
        if self.places.inboxes.is_symlink():
            return
        for name in names[:MOST_INBOXES]:
            with suppress(OSError):
                self._put(self.places.inbox_of(name), message.id, data)

    def let_go(self) -> None:
        """Remove what killed processes have left half done."""
        oldest = time.time() - _HALF_DONE_FOR
        for path in self.places.ours.glob("inbox-*"):
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < oldest:
                    path.unlink()

    def _put(self, inbox: Path, message_id: str, data: bytes) -> None:
        if inbox.is_symlink():
            return
        inbox.mkdir(parents=True, exist_ok=True)
        prepared = self.places.ours / f"inbox-{uuid4().hex}"
        try:
            self.disk.write(prepared, data, durable=False)
            with suppress(FileExistsError):
                self.disk.link(prepared, inbox / f"{message_id}.json")
        finally:
            prepared.unlink(missing_ok=True)
        if int(message_id[-8:], 16) % _TIDY_EVERY == 0:
            _tidy(inbox)


def _tidy(inbox: Path) -> None:
    """Remove the oldest of ours beyond the bound; files of other programs stay."""
    with os.scandir(inbox) as found:
        ours = sorted(each.name for each in found if is_unique(Path(each.name).stem))
    for name in ours[:-MOST_EACH]:
        (inbox / name).unlink(missing_ok=True)
