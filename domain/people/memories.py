"""What a person asked us to remember (MEM-1).

A memory is a note of a few sentences: what is so, what somebody likes, what happened once. It
belongs to one person, is found by its words and is gone when it is forgotten; the events say that
one was kept or forgotten, never what it said.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from domain.common import texts
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, one_of
from domain.events.events import Event, EventType


class MemoryKind(StrEnum):
    """What a memory is about; the wire names."""

    FACT = "fact"
    PREFERENCE = "preference"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Memory:
    """One memory.

    Attributes:
        id: `m_` and 32 hexadecimal characters.
        owner: the person whose memory it is; nobody else sees it.
        text: as it was said, trimmed.
        tags: trimmed, each once.
    """

    id: str
    owner: str
    kind: MemoryKind
    text: str
    tags: tuple[str, ...]
    kept_at: datetime


@dataclass(frozen=True, order=True)
class Place:
    """Where a memory stands among the answers; the greatest comes first."""

    score: float
    kept_at: datetime
    memory_id: str

    def __str__(self) -> str:
        return f"{self.score}/{self.kept_at.astimezone(UTC).isoformat()}/{self.memory_id}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Return the place that `str` wrote, or raise `InvalidRequest`."""
        try:
            score, kept_at, memory_id = text.split("/")
            moment = datetime.fromisoformat(kept_at).astimezone(UTC)
            return cls(float(score), moment, check_memory_id(memory_id))
        except (ValueError, OverflowError, InvalidRequest):
            raise InvalidRequest("after", message("rule.cursor")) from None


LONGEST_TEXT = 2_000
"""Characters; about a page. What is longer is a document, and a model reads memories whole."""

MOST_TAGS = 10
LONGEST_TAG = 40
MOST_MEMORIES = 10_000
"""Memories of one person; found in under 50 ms (`python -m bench.memories`)."""

LONGEST_KEY = 64

_MEMORY_ID = re.compile(r"m_[0-9a-f]{32}")


def check_text(text: str) -> str:
    """Return the trimmed text, or raise `InvalidRequest`."""
    trimmed = text.strip()
    if not 1 <= len(trimmed) <= LONGEST_TEXT or not texts.is_storable(trimmed):
        raise InvalidRequest("text", message("rule.characters", least=1, most=LONGEST_TEXT))
    return trimmed


def check_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the trimmed tags, each once, or raise `InvalidRequest`."""
    return texts.check_tags(tags, most=MOST_TAGS, longest=LONGEST_TAG)


def check_kind(kind: str) -> MemoryKind:
    """Return the kind, or raise `InvalidRequest`."""
    try:
        return MemoryKind(kind)
    except ValueError:
        raise InvalidRequest("kind", one_of(MemoryKind)) from None


def check_memory_id(memory_id: str) -> str:
    """Return the id, or raise `InvalidRequest`."""
    if not _MEMORY_ID.fullmatch(memory_id):
        raise InvalidRequest(
            "memory_id", message("rule.id", example=Called("m_0123456789abcdef0123456789abcdef"))
        )
    return memory_id


def memory_id_of(owner: str, *, key: str, unique: str) -> str:
    """Return the id of a memory: the same for the same key of the same person.

    Args:
        owner: whose.
        key: the caller's own idempotency key; empty when there is none.
        unique: 32 hexadecimal characters that no other memory has; used without a key.

    Raises:
        InvalidRequest: the key is too long.
    """
    if len(key) > LONGEST_KEY or not texts.is_unicode(key):
        raise InvalidRequest("key", message("rule.most_characters", most=LONGEST_KEY))
    made = sha256(f"{owner}/{key}".encode()).hexdigest()[:32] if key else unique
    return f"m_{made}"


def kept(memory: Memory, *, unique: str) -> Event:
    """Return the event that a memory was kept; it does not repeat the words."""
    return _event(EventType.MEMORY_KEPT, memory, at=memory.kept_at, unique=unique)


def forgotten(memory: Memory, *, at: datetime, unique: str) -> Event:
    """Return the event that a memory was forgotten; nothing of what it said stays."""
    return _event(EventType.MEMORY_FORGOTTEN, memory, at=at, unique=unique)


def _event(type_: EventType, memory: Memory, *, at: datetime, unique: str) -> Event:
    # A forgotten memory may be kept again under the same key, so its id alone is not enough.
    name = f"memory/{memory.id}/{type_.rpartition('.')[2]}/{unique}"
    data = {"kind": memory.kind.value}
    return Event(
        id=name,
        type=type_,
        source="/memories",
        subject=memory.id,
        time=at,
        owner=memory.owner,
        data=data,
    )
