"""What is asked of the service of discussions, and what it answers."""

from dataclasses import dataclass

from application.ports.discussions import Sent
from domain.discussions.discussions import Anomaly, BrokenFile, Discussion, DiscussionHead, Message
from domain.discussions.rules import SourceReason


@dataclass(frozen=True)
class Saying:
    """What somebody wants to say.

    Attributes:
        from_id: project that it is from.
        reply_to: id of the message it answers; empty for none.
        claimed: `source_type` as the sender says it.
        key: the sender's own idempotency key; the same key sends once.
    """

    from_id: str
    content: str
    reply_to: str = ""
    tags: tuple[str, ...] = ()
    claimed: str = "real"
    key: str = ""


@dataclass(frozen=True)
class Said:
    """A message that is in its file.

    Attributes:
        reason: why it counts as real or not.
        notified: endpoints that will get the event; empty when it is not recorded yet.
    """

    sent: Sent
    reason: SourceReason
    notified: tuple[str, ...]


@dataclass(frozen=True)
class Closed:
    """A discussion that takes no more replies; `notified` as in `Said`."""

    discussion: Discussion
    notified: tuple[str, ...]


@dataclass(frozen=True)
class DiscussionList:
    """Heads, the newest update first.

    Attributes:
        total: how many answer the question, on all pages.
        open: of all discussions; so is `closed`.
        next_after: pass as `after` to go on; empty at the end.
    """

    heads: tuple[DiscussionHead, ...]
    total: int
    open: int
    closed: int
    next_after: str
    broken: tuple[BrokenFile, ...]


@dataclass(frozen=True)
class DiscussionPage:
    """A discussion with some of its messages.

    Attributes:
        discussion: with the messages of this page, in the order of the file.
        total: messages in all.
        first: position of the first of the page, from 0: so many older ones are left out.
    """

    discussion: Discussion
    total: int
    first: int


@dataclass(frozen=True)
class Marked:
    """What annotating did: the messages that anomalies or `auto_reply` touch, and what changed."""

    discussion: Discussion
    anomalies: tuple[Anomaly, ...]
    touched: tuple[Message, ...]
    updated: int
