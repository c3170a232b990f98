"""Copying the discussions of another store in (BUS-2)."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from application.ports.discussions import StoreCheck
from domain.common.errors import InvalidRequest, NotFound, Rejected
from domain.common.messages import Called, Message, message
from domain.discussions.discussions import BrokenFile
from domain.discussions.files import discussion_in, messages_in, text_of
from domain.discussions.ids import is_safe
from domain.discussions.json import parsed
from domain.discussions.merging import Remembered, mended, missing_from
from storage.discussions.files import Change, DiscussionFiles, Document
from storage.discussions.saying import Saying

_SAME = ("topic", "initiator", "created_at")


@dataclass
class _Counts:
    """What has been taken in so far."""

    discussions: int = 0
    messages: int = 0
    broken: list[BrokenFile] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class TakingIn:
    """Takes another store into this one; taking it in again adds nothing."""

    files: DiscussionFiles
    saying: Saying

    def take_in(self, folder: str) -> StoreCheck:
        """Return how many discussions and messages came in, and what could not be read.

        Raises:
            NotFound: there is no store in that folder.
            InvalidRequest: it is this one.
        """
        source = Path(folder).expanduser()
        theirs = source / "discussions"
        if not theirs.is_dir():
            raise NotFound("store", folder)
        if theirs.resolve() == self.files.places.discussions.resolve():
            raise InvalidRequest("folder", message("discussion.other_store"))
        counts = _Counts()
        for path in sorted(theirs.glob("*.json")):
            try:
                self._take(path, counts)
            except (OSError, Rejected) as error:
                counts.broken.append(BrokenFile(path.name, self.files.explain(error)))
        return StoreCheck(
            counts.discussions,
            counts.messages,
            tuple(counts.broken),
            tuple(counts.problems),
            repaired=bool(counts.messages),
        )

    def _take(self, path: Path, counts: _Counts) -> None:
        if not is_safe(path.stem):
            raise Rejected(message("discussion.name_form", most=80))
        theirs = discussion_in(parsed(self.files.disk.read(path)[0]))
        name, ours = path.stem, self._ours(path.stem)
        if ours is not None and not _is_same(ours, theirs):
            name = f"{name[:60]}_{_tail(theirs)}"
            ours = self._ours(name)
            counts.problems.append(
                message("store.taken_in_as", discussion=Called(path.stem), name=Called(name))
            )
        if ours is None:
            counts.discussions += 1
            counts.messages += len(messages_in(theirs))
            self.saying.noted(self.files.create(name, theirs | {"id": name}), name)
        else:
            self._merge(name, ours, theirs, counts)

    def _merge(self, name: str, ours: Document, theirs: Document, counts: _Counts) -> None:
        lacking = missing_from(ours, messages_in(theirs))
        if not lacking:
            return
        lines = tuple({"message": raw} for raw in lacking)
        document = self.files.change(
            name, lambda document: Change(mended(document, Remembered(), [theirs]), lines)
        )
        counts.discussions += 1
        counts.messages += len(lacking)
        self.saying.noted(document, name)

    def _ours(self, name: str) -> Document | None:
        try:
            return self.files.read(name)
        except NotFound:
            return None


def _is_same(ours: Document, theirs: Document) -> bool:
    """Say whether two files of one name are one discussion.

    Programs that name by the second give two discussions one name.
    """
    return all(text_of(ours, field) == text_of(theirs, field) for field in _SAME)


def _tail(document: Document) -> str:
    """Return what tells a discussion from others of its second, the same whenever asked."""
    parts = json.dumps([text_of(document, field) for field in _SAME])
    return sha256(parts.encode()).hexdigest()[:16]
