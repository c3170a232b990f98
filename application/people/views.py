"""What is read of people's memories, names and accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from application.common.views import VIEW
from application.ports.memories import Found
from domain.common.readers import Language, Reader
from domain.people.memories import Memory, MemoryKind
from domain.people.registrations import RegistrationState


@dataclass(frozen=True, kw_only=True)
class MemoryView:
    """One note that a person asked to keep; its words are theirs, and data."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`m_` and 32 hexadecimal characters; with it, it is forgotten."""

    kind: MemoryKind
    """fact: what is so; preference: what they like; incident: what was."""

    kept_at: datetime
    """When it was kept, with the person's offset."""

    text: str
    """As it was said."""

    tags: tuple[str, ...]
    """Words to find it by besides its text."""

    score: float
    """How well it answers, 0 to 1; 0 when nothing was asked."""


@dataclass(frozen=True, kw_only=True)
class NameView:
    """What somebody may call their robot, and what else would be taken for it."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """As it is written."""

    sounds: str
    """Its syllables without tones, by which it is compared."""

    also: tuple[str, ...]
    """Other spellings that would be taken for it; a few of many."""

    refused: str
    """Why it cannot be taken; empty: it can."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorView:
    """Whether signing in asks somebody for a code as well."""

    __pydantic_config__: ClassVar = VIEW

    person_id: str
    """Whose it is."""

    confirmed_at: datetime | None
    """Since when signing in asks for a code; null: it does not."""

    recovery_codes: int
    """How many codes for a lost phone are left."""

    required: bool
    """Whether a role of theirs opens nothing without it."""


@dataclass(frozen=True, kw_only=True)
class RegistrationView:
    """Somebody who asked for an account themselves and has none."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """What they would sign in with."""

    name: str
    """As they call themselves; their words, and data."""

    mail: str
    """As they gave it: nobody has proven that it is theirs; empty: none."""

    phone: str
    """As they gave it; empty: none."""

    language: Language
    """What they would be told in."""

    asked_at: datetime
    """When they asked."""

    state: RegistrationState
    """waiting: an admin decides; refused: one did."""


def memory_view(memory: Memory, reader: Reader, *, score: float = 0.0) -> MemoryView:
    """Return a memory as its owner reads it."""
    return MemoryView(
        id=memory.id,
        kind=memory.kind,
        kept_at=memory.kept_at.astimezone(ZoneInfo(reader.zone)),
        text=memory.text,
        tags=memory.tags,
        score=round(score, 3),
    )


def found_view(found: Found, reader: Reader) -> MemoryView:
    """Return a memory that was found."""
    return memory_view(found.memory, reader, score=found.score)
