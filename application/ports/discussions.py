"""Where discussions are kept: a store of files that other programs read and write too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.common.messages import Message as Told
from domain.discussions.discussions import BrokenFile, Discussion, DiscussionHead, Message, Project


@dataclass(frozen=True)
class Listed:
    """Heads of discussions, the newest update first, and what could not be read."""

    heads: tuple[DiscussionHead, ...]
    broken: tuple[BrokenFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is to be sent; the store gives it its id and its times under the lock.

    Attributes:
        key: the sender's own idempotency key; the same key of the same sender is one message.
    """

    from_id: str
    from_name: str
    topic: str
    content: str
    reply_to: str
    tags: tuple[str, ...]
    source_type: str
    claimed_source_type: str
    sender: str
    key: str = ""


@dataclass(frozen=True)
class Sent:
    """A message that is in its file, and where; `fresh` False: the same key had sent it before."""

    discussion: DiscussionHead
    message: Message
    fresh: bool = True


@dataclass(frozen=True)
class FoundMessage:
    """A message that answers a search, and how well: the best has the greatest score."""

    discussion_id: str
    topic: str
    message: Message
    score: float


@dataclass(frozen=True)
class FoundMessages:
    """The best answers, how many there are in all, and what could not be read."""

    total: int
    best: tuple[FoundMessage, ...]
    broken: tuple[BrokenFile, ...] = ()


@dataclass(frozen=True)
class StoreFacts:
    """What a store is: result of opening or making it; `made` says whether anything was missing."""

    path: str
    discussions_path: str
    made: bool
    config_exists: bool
    index_exists: bool


@dataclass(frozen=True)
class StoreCheck:
    """What a check of the whole store found, and with `repaired` mended.

    Attributes:
        discussions: files that can be read; `messages` in all of them.
        broken: files that cannot.
        problems: one sentence each: an index entry without a file, a count that differs, a
            message of ours that another program's rewriting had dropped, a duplicate id.
    """

    discussions: int
    messages: int
    broken: tuple[BrokenFile, ...]
    problems: tuple[Told, ...]
    repaired: bool = False


@dataclass(frozen=True, kw_only=True)
class StoreStatistics:
    """Counts over the whole store; messages are counted, not discussions."""

    discussions: int
    open: int
    closed: int
    messages: int
    by_sender: dict[str, int]
    latest_activity: str
    size_bytes: int
    broken: tuple[BrokenFile, ...] = ()


class NoticeKind(StrEnum):
    """What happened to a discussion, of which the record of events is to hear; the wire names."""

    SENT = "sent"
    REPLIED = "replied"
    CLOSED = "closed"


@dataclass(frozen=True)
class Notice:
    """That the record of events is to hear of a message, or of a closing.

    Attributes:
        message_id: empty for a closing.
    """

    kind: NoticeKind
    discussion_id: str
    message_id: str = ""


class DiscussionStore(Protocol):
    """Reads and writes discussions; every method is safe beside other processes and programs.

    Raises everywhere:
        Unavailable: the lock is not to be had within its patience, or the disk refuses.
        NotFound: no such discussion.
        Rejected: the one file that was asked for cannot be read; it says which and why.
    """

    async def init(self) -> StoreFacts:
        """Make what is missing; overwrite nothing."""

    async def projects(self) -> list[Project]:
        """Return who takes part, as `config.json` says; the known ones where there is none."""

    async def list(self) -> Listed:
        """Return every discussion."""

    async def read(self, discussion_id: str) -> Discussion:
        """Return one with its messages."""

    async def send(self, draft: Draft) -> Sent:
        """Put a message into the open discussion of its topic, or open one."""

    async def reply(self, discussion_id: str, draft: Draft) -> Sent:
        """Put a message into a discussion; `Conflict` when it is closed."""

    async def close(self, discussion_id: str, *, at: datetime) -> Discussion:
        """Close it; one that is closed stays as it is."""

    async def annotate(self, discussion_id: str, changed: Sequence[Message]) -> int:
        """Write `source_type` and `reason` of messages that are there; return how many changed."""

    async def search(
        self,
        asked: Sequence[str],
        *,
        keyword: str,
        discussion_id: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> FoundMessages:
        """Return messages whose content, topic, sender or tags answer.

        Args:
            asked: terms by `domain/common/search_terms.py`.
            keyword: as it was typed; a message that holds it letter for letter (whatever its case)
                is found even where no term of it is one.
            discussion_id: empty for all.
            limit: answers to return, of `total`.
            offset: answers to pass over first.
        """

    async def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Notice, ...]:
        """Return what happened before that moment and was not settled, oldest first.

        `send`, `reply` and `close` write down what they are about to do before they do it, under
        the lock of the discussion; so nothing that is in its file is missing here. What was
        written down and never done is dropped instead of returned.
        """

    async def settle(self, notices: Sequence[Notice]) -> None:
        """Forget these: the record of events has heard of them."""

    async def statistics(self) -> StoreStatistics:
        """Count everything."""

    async def check(self, *, repair: bool) -> StoreCheck:
        """Compare files, index and our journal; with `repair` mend what can be mended."""

    async def take_in(self, folder: str) -> StoreCheck:
        """Copy the discussions of another store in, those that are not here yet; merge others."""
