"""Discussions of agents and people, on a bus that other programs share (BUS-1 … BUS-4).

A discussion is a topic with messages. It is kept in files whose form others read and write too, so
every field that is not ours to understand is carried along.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class DiscussionStatus(StrEnum):
    """Whether a discussion takes replies; the wire names."""

    OPEN = "open"
    CLOSED = "closed"


class SourceType(StrEnum):
    """How far it is proven who wrote a message; the wire names (BUS-3)."""

    REAL = "real"
    INFERRED = "inferred"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True)
class Project:
    """Who takes part: an agent, a relay, a person."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message.

    Attributes:
        id: `msg_`, fourteen digits of local time, and a unique tail; older ones have no tail.
        from_id: project that it is from, as the sender says.
        timestamp: naive local time, to the second, as other programs write it.
        sent_at: aware, to the microsecond; None for messages of programs that do not write it.
        reply_to: id of the message it answers; empty for none.
        source_type: as the server found it, or as another program wrote it; never real without a
            `sender`.
        claimed_source_type: what the sender said of itself; empty where nobody asked.
        sender: person whose token proved the sender; empty for messages of other programs.
        reason: why an annotation changed the source type; empty for most.
        extra: fields of other programs, kept as they are.
    """

    id: str
    from_id: str
    from_name: str
    topic: str
    content: str
    timestamp: str
    sent_at: datetime | None = None
    reply_to: str = ""
    tags: tuple[str, ...] = ()
    source_type: SourceType = SourceType.UNVERIFIABLE
    claimed_source_type: str = ""
    sender: str = ""
    reason: str = ""
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """One discussion with its messages, in the order of the file.

    Attributes:
        id: `disc_`, fourteen digits of local time, and a unique tail; older ones have no tail.
        initiator: id of the project that opened it; `initiator_name` is its name.
        created_at: naive local time, to the second; so is `updated_at`.
        participants: names, in the order in which they joined.
        closed_at: aware; None while it is open, and for those that other programs closed.
        extra: fields of other programs, kept as they are.
    """

    id: str
    topic: str
    initiator: str
    initiator_name: str
    created_at: str
    updated_at: str
    participants: tuple[str, ...] = ()
    status: DiscussionStatus = DiscussionStatus.OPEN
    summary: str = ""
    messages: tuple[Message, ...] = ()
    closed_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class DiscussionHead:
    """A discussion as a list shows it.

    Attributes:
        last_at: UTC to the microsecond, of its last message or its closing; empty where another
            program was the last. It orders what was updated in one second.
    """

    id: str
    topic: str
    initiator: str
    participants: tuple[str, ...]
    message_count: int
    status: DiscussionStatus
    created_at: str
    updated_at: str
    summary: str = ""
    last_at: str = ""


@dataclass(frozen=True)
class Anomaly:
    """Something about the times of messages that no two careful writers would do.

    Attributes:
        index: of the later message, from 0.
        kind: `pair` (two senders closer than the threshold) or `cadence` (an author far faster
            than their own habit).
        description: an English sentence with the numbers.
        seconds: between the two messages.
        confidence: 0 to 1; 1 for a pair with sub-second times.
        message_ids: those that are touched.
    """

    index: int
    kind: str
    description: str
    seconds: float
    confidence: float
    message_ids: tuple[str, ...]


@dataclass(frozen=True)
class BrokenFile:
    """A file of the store that cannot be read, and why; it is reported, never hidden or removed."""

    name: str
    why: str
