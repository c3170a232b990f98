"""Moments, days and spans as people and models write them.

    now                            this moment
    -90s  -15m  -1h30m  -2d  -1w   so long ago
    today  yesterday               local midnight; also in other languages
    08:30  today 08:30             a wall-clock time, today unless a day is named
    2026-11-20  2026-11-20 08:30   the same on a date
    2026-11-20T08:30:00+08:00      an exact moment; `Z` means UTC

Words without an offset mean the wall clock of the person who asks. A wall time that the clocks
repeat means the first of both moments; one that they skip is read with the offset before the
jump.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.common.errors import InvalidRequest
from domain.common.lexicon import Lexicon
from domain.common.messages import Alternatives, Called, message

LONGEST_WORDS = 40
"""Characters; the longest form, an ISO moment with microseconds and offset, has 32."""

_MOMENTS = (
    *("now", "-1h", "-2d", "today", "yesterday 08:00", "08:30"),
    *("2026-11-20 08:30", "2026-11-20T08:30:00+08:00"),
)
_DAYS = ("today", "yesterday", "2026-11-20")
_SPANS = ("90s", "15m", "1h30m", "7d", "2w")

_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN = re.compile(r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")


def parse_span(words: str, *, field: str = "span") -> timedelta:
    """Return how long `words` means, e.g. `1h30m`; units w, d, h, m, s, biggest first.

    Raises:
        InvalidRequest: it is no span, or it is empty; names `field`.
    """
    found = _SPAN.fullmatch(words.strip().lower())
    if found is None or not any(found.groups()):
        raise InvalidRequest(field, message("rule.span_words", examples=_any(_SPANS)))
    counts = zip(_UNITS.values(), found.groups(), strict=True)
    return timedelta(seconds=sum(seconds * int(count or 0) for seconds, count in counts))


def parse_wall(words: str, *, field: str = "time") -> time:
    """Return the wall-clock time that `HH:MM` or `HH:MM:SS` means.

    Raises:
        InvalidRequest: it is no such time; names `field`.
    """
    found = _wall(words.strip())
    if found is None:
        raise InvalidRequest(field, message("rule.wall_time", example=Called("06:00")))
    return found


@dataclass(frozen=True)
class TimeReader:
    """Reads moments and days in every language of a lexicon."""

    lexicon: Lexicon

    def day(self, words: str, *, now: datetime, zone: str, field: str = "day") -> date:
        """Return the date that `words` means on the wall calendar in `zone`.

        Raises:
            InvalidRequest: it is no day; names `field`.
        """
        found = self._day(words.strip().lower(), now=now, zone=zone)
        if found is None:
            raise InvalidRequest(field, message("rule.day_words", examples=_any(_DAYS)))
        return found

    def moment(self, words: str, *, now: datetime, zone: str, field: str = "time") -> datetime:
        """Return the moment, in UTC, that `words` means to somebody in `zone` at `now`.

        Raises:
            InvalidRequest: it is no time, or lies outside of the years 1 to 9999; names `field`.
        """
        trimmed = words.strip()
        if len(trimmed) > LONGEST_WORDS:
            raise InvalidRequest(field, message("rule.moment_words", examples=_any(_MOMENTS)))
        try:
            found = self._relative(trimmed.lower(), now=now)
            found = found or self._on_the_wall(trimmed, now=now, zone=zone)
        except (OverflowError, InvalidRequest):
            found = None
        if found is None:
            raise InvalidRequest(field, message("rule.moment_words", examples=_any(_MOMENTS)))
        return found

    def period(
        self, start: str, end: str, *, now: datetime, zone: str
    ) -> tuple[datetime, datetime | None]:
        """Return two moments; `end` may say how long instead, or nothing for an open end.

        Raises:
            InvalidRequest: one of them is no time.
        """
        since = self.moment(start, now=now, zone=zone, field="start")
        if not end:
            return since, None
        try:
            return since, since + parse_span(end)
        except (InvalidRequest, OverflowError):
            return since, self.moment(end, now=now, zone=zone, field="end")

    def _relative(self, words: str, *, now: datetime) -> datetime | None:
        if words in self.lexicon.now:
            return now.astimezone(UTC)
        if words.startswith("-"):
            return now.astimezone(UTC) - parse_span(words[1:])
        return None

    def _on_the_wall(self, words: str, *, now: datetime, zone: str) -> datetime | None:
        """Read an ISO moment, or a day, a time of today, or both, in `zone`."""
        first, _, rest = words.partition(" ")
        day = self._day(first.lower(), now=now, zone=zone)
        wall = _wall(rest.strip()) if rest else time()
        if day is None and not rest:
            day, wall = now.astimezone(ZoneInfo(zone)).date(), _wall(first)
        if day is None or wall is None:
            return _iso(words, zone)
        return datetime.combine(day, wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def _day(self, words: str, *, now: datetime, zone: str) -> date | None:
        if words in self.lexicon.days:
            today = now.astimezone(ZoneInfo(zone)).date()
            return today + timedelta(days=self.lexicon.days[words])
        try:
            return date.fromisoformat(words) if len(words) == 10 else None
        except ValueError:
            return None


def in_zone(moment: datetime, zone: str) -> str:
    """Return the moment as ISO text with the offset of `zone`, to the second."""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _wall(words: str) -> time | None:
    if not re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", words):
        return None
    try:
        return time.fromisoformat(words if words[1] != ":" else f"0{words}")
    except ValueError:
        return None


def _iso(words: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found.astimezone(UTC)


def _any(examples: tuple[str, ...]) -> Alternatives:
    return Alternatives(tuple(Called(each) for each in examples))
