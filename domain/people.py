"""People: who they are to Zhiban, and the rules their data must keep (VOI-6)."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.access import Role
from domain.errors import InvalidRequest


class Language(StrEnum):
    """Languages we speak; BCP 47 tags."""

    CHINESE = "zh-CN"
    ENGLISH = "en-US"


@dataclass(frozen=True)
class Person:
    """One user.

    Attributes:
        id: `u_` and 3–40 of `[a-z0-9_-]`; part of workflow ids, never changes.
        name: what we call them, 1–64 characters.
        mail: empty when unknown; unique among people, compared in lower case.
        phone: E.164, empty when unknown.
        zone: IANA time zone.
        rollback_permission: whether repairs may run on their behalf (RBK-6).
        voiceprint_id: the provider's id, empty when not enrolled.
        wake_words: what they call the robot (VOI-5), at most 5.
        last_log_trigger_date: local date of the last briefing given, ISO; a read model (BRF-2).
        disabled: True refuses every sign-in and token.
    """

    id: str
    name: str
    mail: str = ""
    phone: str = ""
    zone: str = "Asia/Shanghai"
    language: Language = Language.CHINESE
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.VIEWER}))
    rollback_permission: bool = False
    voiceprint_id: str = ""
    robot_name: str = "小智"
    wake_words: tuple[str, ...] = ()
    last_log_trigger_date: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class TokenRecord:
    """An API token as we keep it: never the token itself, only its SHA-256.

    Attributes:
        id: public part, shown in lists and in `Actor.via`.
        expires_at: None for tokens that last until revoked.
    """

    id: str
    person_id: str
    label: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


_PERSON_ID = re.compile(r"u_[a-z0-9][a-z0-9_-]{2,39}")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")

SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for at least 8, and 15 where it is the only factor."""

LONGEST_PASSWORD = 128
"""Characters; bounds the work that argon2 does for a stranger."""


def check_person_id(person_id: str) -> str:
    """Return the id, or raise `InvalidRequest`."""
    if not _PERSON_ID.fullmatch(person_id):
        raise InvalidRequest("person_id", "must be 'u_' and 3 to 40 of a-z, 0-9, '_' and '-'")
    return person_id


def check_name(name: str) -> str:
    """Return the trimmed name, or raise `InvalidRequest`."""
    trimmed = name.strip()
    if not 1 <= len(trimmed) <= 64 or any(ord(char) < 32 for char in trimmed):
        raise InvalidRequest("name", "must be 1 to 64 printable characters")
    return trimmed


def check_mail(mail: str, *, where: str = "mail") -> str:
    """Return the address in lower case (empty stays empty), or raise `InvalidRequest`."""
    if mail and not _MAIL.fullmatch(mail):
        raise InvalidRequest(where, "must be one mail address such as mei@example.cn")
    return mail.lower()


def check_phone(phone: str) -> str:
    """Return the number, or raise `InvalidRequest`; empty stays empty."""
    if phone and not _PHONE.fullmatch(phone):
        raise InvalidRequest("phone", "must be in E.164 form such as +8613800138000")
    return phone


def check_zone(zone: str, *, where: str = "zone") -> str:
    """Return the zone, or raise `InvalidRequest` when it is not in the IANA database."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidRequest(where, "must be an IANA time zone such as Asia/Shanghai") from None
    return zone


def check_language(language: str) -> Language:
    """Return the language, or raise `InvalidRequest`."""
    try:
        return Language(language)
    except ValueError:
        raise InvalidRequest("language", "must be zh-CN or en-US") from None


def check_password(password: str) -> str:
    """Return the password, or raise `InvalidRequest`; never repeats it."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidRequest(
            "password", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        )
    return password


def check_wake_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, or raise `InvalidRequest`."""
    if len(words) > 5 or any(not 1 <= len(word.strip()) <= 16 for word in words):
        raise InvalidRequest("wake_words", "must be at most 5 words of 1 to 16 characters")
    return tuple(word.strip() for word in words)


def is_active_admin(person: Person) -> bool:
    """Say whether this person can give rights to others; somebody always must."""
    return Role.ADMIN in person.roles and not person.disabled
