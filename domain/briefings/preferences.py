"""What people want set otherwise, as they say it (PSH-8).

A sentence is read by rules, in every installed language: what is not understood is asked again and
never guessed, and what was understood is said back before it holds.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.common.errors import InvalidRequest
from domain.common.lexicon import Lexicon
from domain.common.messages import message
from domain.deliveries.quiet_hours import LONGEST
from domain.people.people import check_mail
from domain.recordings.recordings import FASTEST, SLOWEST

LONGEST_SAID = 200
"""Characters of one sentence."""

LASTS = timedelta(minutes=3)
"""For which a change waits for its confirmation."""

_V = TypeVar("_V")
_STEP = Decimal("0.2")
_MAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,63}")
_HAS_SIGN = re.compile(r"@")
_LETTERS = re.compile(r"(?<=(?<![a-z0-9])[a-z0-9])\s+(?=[a-z0-9](?![a-z0-9]))")
"""Blanks between letters that were said one by one."""


class PreferenceKind(StrEnum):
    """What of their settings somebody changes; the wire names."""

    ADDRESS = "address"  # where briefings go by mail
    TIME = "time"  # from when a briefing is given
    MUTE = "mute"  # what can wait does, until a moment
    UNMUTE = "unmute"
    SPEED = "speed"  # how fast a briefing is said


@dataclass(frozen=True, kw_only=True)
class Preference:
    """One change that somebody wants.

    Attributes:
        address: mail, in lower case.
        start: by the wall clock of the person.
        until: aware.
        rate: of speech; 1 is usual.
    """

    kind: PreferenceKind
    address: str = ""
    start: time | None = None
    until: datetime | None = None
    rate: float = 1.0


@dataclass(frozen=True, kw_only=True)
class PendingPreference:
    """A change that waits for its confirmation; a person has one at most.

    Attributes:
        id: stands for exactly this change.
        via: by which door it was asked for; it is confirmed by the same.
    """

    id: str
    person: str
    via: str
    preference: Preference
    expires_at: datetime


@dataclass(frozen=True)
class PreferenceReader:
    """Reads what people say about their settings."""

    lexicon: Lexicon

    def agrees(self, said: str) -> bool:
        """Say whether this is a yes to what was read back, and nothing else."""
        return _bare(said) in self._words("agree")

    def refuses(self, said: str) -> bool:
        """Say whether this is a no, and nothing else."""
        return _bare(said) in self.lexicon.refusals

    def read(
        self, said: str, *, now: datetime, zone: str, own_mail: str, rate: float
    ) -> Preference:
        """Return the change that somebody wants.

        Args:
            said: one sentence.
            now: aware.
            zone: of the person.
            own_mail: their address; empty: none is known.
            rate: how fast they are spoken to now.

        Raises:
            InvalidRequest: nothing that is understood, or a value that breaks a rule.
        """
        text = _folded(said[:LONGEST_SAID])
        if self._has(text, "unmute"):
            return Preference(kind=PreferenceKind.UNMUTE)
        if self._has(text, "mute"):
            until = self._until(text, now=now, zone=zone)
            return Preference(kind=PreferenceKind.MUTE, until=until)
        for word, step in (("slower", -_STEP), ("faster", _STEP)):
            if self._has(text, word):
                return Preference(kind=PreferenceKind.SPEED, rate=_rate(rate, step))
        if self._has(text, "address") and (address := self._address(text, own_mail)):
            return Preference(kind=PreferenceKind.ADDRESS, address=address)
        if self._has(text, "briefing") and (start := self._clock(text)):
            return Preference(kind=PreferenceKind.TIME, start=start[0])
        raise InvalidRequest("said", message("preference.unclear"))

    def _address(self, text: str, own_mail: str) -> str:
        """Return the address in a sentence, also one that was spelled out; empty: none."""
        if self._has(text, "own"):
            if not own_mail:
                raise InvalidRequest("said", message("preference.no_mail"))
            return own_mail
        spelled = text
        for named, sign in self._signs:
            spelled = named.sub(sign, spelled)
        for word, digit in self.lexicon.digits.items():
            if len(word) == 1 and not word.isascii():
                spelled = spelled.replace(word, str(digit))
        found = _MAIL.findall(_LETTERS.sub("", spelled))
        if len(found) != 1:
            if self._has(text, "briefing") or _HAS_SIGN.search(spelled):
                raise InvalidRequest("said", message("preference.no_address"))
            return ""
        return check_mail(found[0], where="said")

    def _until(self, text: str, *, now: datetime, zone: str) -> datetime:
        here = now.astimezone(ZoneInfo(zone))
        if (span := self._span(text)) is not None:
            return _bounded(here + span, here)
        clock = self._clock(text)
        if clock is None:
            raise InvalidRequest("said", message("preference.no_time"))
        at, certain = clock
        first = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        half_days = (0, 24) if certain or at.hour > 12 else (0, 12, 24, 36)
        moments = (first + timedelta(hours=each) for each in half_days)
        return _bounded(next(each for each in moments if each > here), here)

    def _span(self, text: str) -> timedelta | None:
        for pattern in self._patterns("spans"):
            if found := pattern.search(self._figures(text)):
                parts = found.groupdict()
                minutes = int(parts.get("minutes") or 0) + 60 * int(parts.get("hours") or 0)
                minutes += 30 if parts.get("half") else 60 if parts.get("one") else 0
                return timedelta(minutes=minutes)
        return None

    def _clock(self, text: str) -> tuple[time, bool] | None:
        """Return the last time of day in a sentence, and whether it can be no other half day."""
        last: tuple[int, time, bool] | None = None
        figures = self._figures(text)
        for pattern in self._patterns("times"):
            for found in pattern.finditer(figures):
                read = _wall(found.groupdict())
                if read is not None and (last is None or found.end() > last[0]):
                    last = (found.end(), *read)
        return None if last is None else last[1:]

    def _figures(self, text: str) -> str:
        for word, number in self._counted:
            text = word.sub(f" {number} " if word.pattern.isascii() else str(number), text)
        return text

    def _has(self, text: str, name: str) -> bool:
        return any(_stands(each, text) for each in self._words(name))

    def _words(self, name: str) -> tuple[str, ...]:
        return self.lexicon.preferences.get(name, ())

    def _patterns(self, name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(each) for each in self._words(name))

    @cached_property
    def _signs(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        signs = _longest(self.lexicon.spoken_signs)
        return tuple((re.compile(rf"\s*{_word(word).pattern}\s*"), sign) for word, sign in signs)

    @cached_property
    def _counted(self) -> tuple[tuple[re.Pattern[str], int], ...]:
        return tuple((_word(word), number) for word, number in _longest(self.lexicon.counted))


def is_elsewhere(preference: Preference, own_mail: str) -> bool:
    """Say whether a change tells somebody else what the person reads."""
    return preference.kind is PreferenceKind.ADDRESS and preference.address != own_mail


def _longest(table: Mapping[str, _V]) -> list[tuple[str, _V]]:
    return sorted(table.items(), key=lambda each: -len(each[0]))


def _word(word: str) -> re.Pattern[str]:
    """Return what finds a word: of Latin letters only a whole one."""
    found = re.escape(word)
    return re.compile(rf"(?<![a-z0-9]){found}(?![a-z0-9])" if word.isascii() else found)


def _stands(word: str, text: str) -> bool:
    return _word(word).search(text) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _bare(text: str) -> str:
    return "".join(each for each in _folded(text[:LONGEST_SAID]) if each.isalnum() or each == "'")


def _rate(now: float, step: Decimal) -> float:
    rate = Decimal(str(now)) + step
    if not Decimal(str(SLOWEST)) <= rate <= Decimal(str(FASTEST)):
        raise InvalidRequest("said", message("preference.no_further", rate=Decimal(str(now))))
    return float(rate)


def _bounded(until: datetime, here: datetime) -> datetime:
    if not here < until <= here + LONGEST:
        raise InvalidRequest("said", message("preference.mute_long", most=LONGEST))
    return until


def _wall(parts: dict[str, str | None]) -> tuple[time, bool] | None:
    hour = int(parts.get("past") or parts.get("hour") or 0)
    half = parts.get("half") or parts.get("past")
    minute = 30 if half else 15 * int(parts.get("quarter") or 0) or int(parts.get("minute") or 0)
    certain = hour > 12 or bool(parts.get("am") or parts.get("pm"))
    if parts.get("pm") and hour < 12:
        hour += 12
    if parts.get("am") and hour == 12:
        hour = 0
    if hour == 24 and minute == 0:
        hour = 0
    return (time(hour, minute), certain) if hour < 24 and minute < 60 else None
