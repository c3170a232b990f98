"""People: who they are to Zhiban, and the rules their data must keep (VOI-6)."""

import re
import unicodedata
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.common.errors import Forbidden, InvalidRequest
from domain.common.messages import Called, Message, message
from domain.common.readers import Language
from domain.people.access import (
    PERMISSIONS_OF_SCOPE,
    Access,
    Actor,
    Permission,
    Role,
    Scope,
    decide,
)

FIRST_ADMIN = "u_admin"
"""The person that every installation begins with."""


@dataclass(frozen=True, kw_only=True)
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
        password_due: the password is a one-time password; a sign-in opens nothing but its change.
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
    password_due: bool = False


@dataclass(frozen=True, kw_only=True)
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
PERSON_ID_RULE = message("person.id_form", start=Called("u_"), least=3, most=40)
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")

SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for at least 8, and 15 where it is the only factor."""

LONGEST_PASSWORD = 128
"""Characters; bounds the work that argon2 does for a stranger."""


def check_person_id(person_id: str) -> str:
    """Return the id, or raise `InvalidRequest`."""
    if not is_person_id(person_id):
        raise InvalidRequest("person_id", PERSON_ID_RULE)
    return person_id


def is_person_id(text: str) -> bool:
    """Say whether this could be the id of a person."""
    return _PERSON_ID.fullmatch(text) is not None


def check_name(name: str) -> str:
    """Return the trimmed name, or raise `InvalidRequest`.

    It stands in messages of chat robots, in mails and on pages, among words of ours: no markup, no
    line breaks, and nothing that turns the direction of what follows.
    """
    trimmed = name.strip()
    if not 1 <= len(trimmed) <= 64 or any(map(_is_no_letter_of_a_name, trimmed)):
        raise InvalidRequest(
            "name", message("person.name_form", most=64, without=Called("< > [ ] ` *"))
        )
    return trimmed


_MARKUP = frozenset("<>[]`*")
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Classes of characters that turn or nest directions: https://www.unicode.org/reports/tr9/."""


def _is_no_letter_of_a_name(char: str) -> bool:
    hidden = unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
    return hidden or char in _MARKUP or unicodedata.bidirectional(char) in _TURNING


def check_mail(mail: str, *, where: str = "mail") -> str:
    """Return the address in lower case (empty stays empty), or raise `InvalidRequest`."""
    if (rule := wrong_mail(mail)) is not None:
        raise InvalidRequest(where, rule)
    return mail.lower()


def check_phone(phone: str) -> str:
    """Return the number, or raise `InvalidRequest`; empty stays empty."""
    if (rule := wrong_phone(phone)) is not None:
        raise InvalidRequest("phone", rule)
    return phone


def check_zone(zone: str, *, where: str = "zone") -> str:
    """Return the zone, or raise `InvalidRequest` when it is not in the IANA database."""
    if (rule := wrong_zone(zone)) is not None:
        raise InvalidRequest(where, rule)
    return zone


def wrong_mail(mail: str) -> Message | None:
    """Return the rule that a mail address breaks; empty is none."""
    if not mail or _MAIL.fullmatch(mail):
        return None
    return message("rule.mail_address")


def wrong_phone(phone: str) -> Message | None:
    """Return the rule that a phone number breaks; empty is none."""
    if not phone or _PHONE.fullmatch(phone):
        return None
    return message("rule.phone_number", example=Called("+8613800138000"))


def wrong_zone(zone: str) -> Message | None:
    """Return the rule that a time zone breaks which is not in the IANA database."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return message("rule.time_zone", example=Called("Asia/Shanghai"))
    return None


def check_password(password: str) -> str:
    """Return the password, or raise `InvalidRequest`; never repeats it."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidRequest(
            "password", message("rule.characters", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
        )
    return password


def check_wake_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, or raise `InvalidRequest`."""
    if len(words) > 5 or any(not 1 <= len(word.strip()) <= 16 for word in words):
        raise InvalidRequest("wake_words", message("person.wake_words", most=5, longest=16))
    return tuple(word.strip() for word in words)


def is_active_admin(person: Person) -> bool:
    """Say whether this person can give rights to others; somebody always must."""
    return Role.ADMIN in person.roles and not person.disabled


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who is to have an account; `id` is what they sign in with."""

    id: str
    name: str
    password: str = field(default="", repr=False)
    mail: str = ""
    phone: str = ""
    zone: str = "Asia/Shanghai"
    language: Language = Language.CHINESE

    def checked(self) -> Person:
        """Return the person they become, a viewer, or raise `InvalidRequest`."""
        check_password(self.password)
        return self.invited()

    def invited(self) -> Person:
        """Return who they become without a password, which they choose by a link."""
        return Person(
            id=check_person_id(self.id),
            name=check_name(self.name),
            mail=check_mail(self.mail),
            phone=check_phone(self.phone),
            zone=check_zone(self.zone),
            language=self.language,
        )


@dataclass(frozen=True, kw_only=True)
class PersonChanges:
    """What to change about a person; None leaves a field as it is.

    `rollback_permission` lets repairs run on somebody's behalf, so it is not their own to give.
    """

    name: str | None = None
    mail: str | None = None
    phone: str | None = None
    zone: str | None = None
    language: Language | None = None
    robot_name: str | None = None
    wake_words: tuple[str, ...] | None = None
    voiceprint_id: str | None = None
    rollback_permission: bool | None = None

    def given(self) -> tuple[str, ...]:
        """Return the names of the fields to change."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)

    def applied_to(self, person: Person) -> Person:
        """Return the person with the changes made, or raise `InvalidRequest`."""
        changed = replace(person, **{name: getattr(self, name) for name in self.given()})
        if not 1 <= len(changed.robot_name.strip()) <= 16:
            raise InvalidRequest("robot_name", message("rule.characters", least=1, most=16))
        if len(changed.voiceprint_id) > 128 or not changed.voiceprint_id.isprintable():
            raise InvalidRequest("voiceprint_id", message("rule.one_line", most=128))
        return replace(
            changed,
            name=check_name(changed.name),
            mail=check_mail(changed.mail),
            phone=check_phone(changed.phone),
            zone=check_zone(changed.zone),
            robot_name=changed.robot_name.strip(),
            wake_words=check_wake_words(changed.wake_words),
        )


MEANING_OF_SCOPE = {
    Scope.READ: Permission.READ_BRIEFING,
    Scope.OPERATE: Permission.MANAGE_TASKS,
    Scope.APPROVE: Permission.APPROVE_REPAIRS,
    Scope.ADMIN: Permission.MANAGE_PEOPLE,
}
"""The right that a scope is named for: without it, the scope would give nothing."""

LONGEST_TOKEN_LIFE = 365
"""Days; a token that is to live longer is made without an end, on purpose."""


def is_usable(record: TokenRecord, *, now: datetime) -> bool:
    """Say whether a token still opens anything at `now`: neither revoked nor expired."""
    expired = record.expires_at is not None and record.expires_at <= now
    return record.revoked_at is None and not expired


def check_token(by: Actor, label: str, scopes: frozenset[Scope], days: int | None) -> None:
    """Return when `by` may have such a token, else raise `InvalidRequest` or `Forbidden`.

    A token never goes beyond whoever makes it, who may be using a token themselves. What a scope
    covers beyond the roles of its person it does not give: roles are asked at each use.
    """
    if not 1 <= len(label.strip()) <= 64 or not label.isprintable():
        raise InvalidRequest("label", message("rule.one_line", most=64))
    if not scopes:
        raise InvalidRequest("scopes", message("rule.least_items", least=1))
    if days is not None and not 1 <= days <= LONGEST_TOKEN_LIFE:
        raise InvalidRequest("days", message("token.days", most=LONGEST_TOKEN_LIFE))
    proven = by.scopes if by.scopes is not None else frozenset(Scope)
    covered = frozenset().union(*(PERMISSIONS_OF_SCOPE[each] for each in proven))
    for scope in sorted(scopes):
        meant = decide(by, MEANING_OF_SCOPE[scope]) is Access.ALLOWED
        if not meant or not PERMISSIONS_OF_SCOPE[scope] <= covered:
            raise Forbidden(message("token.scope_beyond", scope=Called(scope)))
