"""Small notes beside the discussions: whom to tell, and which key has sent which message.

Both are written before the message, under the lock of its discussion. A note of something that was
never done is found out by looking into the discussion.
"""

import json
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from application.ports.discussions import Draft, Notice, NoticeKind
from domain.common.errors import Rejected
from domain.discussions.ids import is_safe
from storage.discussions.disk import Disk
from storage.discussions.places import Places

KEPT_FOR = timedelta(days=30)
"""After which a key is forgotten: whoever tries again does so within days."""


@dataclass(frozen=True)
class Notices:
    """One empty file for each thing that the record of events has not heard of."""

    places: Places

    def write(self, notice: Notice, at: datetime) -> None:
        """Write a notice; its time of change is when it happened."""
        Disk().touch(self._path(notice), int(at.timestamp() * 1_000_000) * 1_000)

    def remove(self, notice: Notice) -> None:
        """Forget a notice; one that is gone already is no matter."""
        with suppress(FileNotFoundError):
            self._path(notice).unlink()

    def before(self, moment: datetime) -> list[Notice]:
        """Return those that are older, oldest first."""
        return [notice for at, notice in sorted(self._all(), key=_age) if at < moment]

    def _all(self) -> Iterator[tuple[datetime, Notice]]:
        with suppress(FileNotFoundError):
            for path in self.places.pending.iterdir():
                kind, _, rest = path.name.partition("~")
                discussion_id, _, message_id = rest.partition("~")
                if kind in list(NoticeKind) and is_safe(discussion_id):
                    # Removed since, or of a year that nobody can have written it in.
                    with suppress(FileNotFoundError, OverflowError, ValueError):
                        status = path.lstat()
                        if stat.S_ISREG(status.st_mode):
                            at = datetime.fromtimestamp(status.st_mtime, UTC)
                            yield at, Notice(NoticeKind(kind), discussion_id, message_id)

    def _path(self, notice: Notice) -> Path:
        name = f"{notice.kind}~{notice.discussion_id}~{notice.message_id}"
        return self.places.pending / name


@dataclass(frozen=True)
class Keys:
    """Which message the idempotency key of a sender stands for."""

    places: Places

    def name_of(self, draft: Draft) -> str:
        """Return under which name a key is kept; nobody reads the key itself there."""
        parts = json.dumps([draft.sender, draft.from_id, draft.key])
        return sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()

    def get(self, name: str) -> tuple[str, str] | None:
        """Return the ids of discussion and message, or None."""
        try:
            said = Disk().read(self.places.keys / name)[0].decode("utf-8", "replace").split()
        except (OSError, Rejected):
            return None
        return (said[0], said[1]) if len(said) == 2 and all(map(is_safe, said)) else None

    def keep(self, name: str, discussion_id: str, message_id: str) -> None:
        """Keep what a key stands for."""
        prepared = self.places.keys / f"{name}.new"
        Disk().write(prepared, f"{discussion_id} {message_id}\n".encode(), durable=False)
        prepared.replace(self.places.keys / name)

    def forget_old(self) -> None:
        """Forget the keys that nobody will try again."""
        oldest = time.time() - KEPT_FOR.total_seconds()
        with suppress(FileNotFoundError):
            for path in self.places.keys.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)


def _age(dated: tuple[datetime, Notice]) -> tuple[datetime, str]:
    return dated[0], dated[1].message_id
