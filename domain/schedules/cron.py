"""Five-field cron expressions, checked by ourselves: what is accepted here means one thing only.

    minute 0-59 · hour 0-23 · day of month 1-31 · month 1-12 or jan-dec · day of week 0-7 or sun-sat

Each field is `*`, a number or name, a range `a-b`, any of these with a step `/n`, or a list of
these. 0 and 7 are Sunday. As in every cron, a run needs the day of the month OR the day of the week
when both are given. Seconds, `L`, `W`, `#` and `?` are not known: they mean different things in
different programs. Macros are `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`
and `@annually`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.messages import Alternatives, Called, Foreign, Names, message
from domain.schedules.timetables import Timetable

LONGEST_CRON = 200
"""Characters; a list of every minute has 170."""

_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_ITEM = re.compile(r"(\*|[a-z]{3}|\d{1,2})(?:-([a-z]{3}|\d{1,2}))?(?:/(\d{1,2}))?")


@dataclass(frozen=True, kw_only=True)
class Cron:
    """What an expression means; every tuple is sorted.

    Attributes:
        weekdays: 0 is Sunday, 6 is Saturday.
        any_day: the day of the month is `*`, so that only the weekday counts.
        any_weekday: the other way round.
        rolling: the hour is `*` or begins with it: a rhythm of hours rather than times of day.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    any_day: bool
    any_weekday: bool
    rolling: bool


class CronPart(StrEnum):
    """The parts of an expression, in their order."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class _Field:
    part: CronPart
    least: int
    most: int
    names: tuple[str, ...] = ()
    first_name: int = 0


_FIELDS = (
    _Field(CronPart.MINUTE, 0, 59),
    _Field(CronPart.HOUR, 0, 23),
    _Field(CronPart.DAY, 1, 31),
    _Field(CronPart.MONTH, 1, 12, tuple(_MONTHS), 1),
    _Field(CronPart.WEEKDAY, 0, 7, tuple(_DAYS)),
)


def parse_cron(words: str, *, field: str) -> Cron:
    """Return what `words` means.

    Raises:
        InvalidRequest: it is no such expression; names `field` and the part that is wrong.
    """
    try:
        return read_cron(words)
    except BrokenRule as error:
        raise InvalidRequest(field, error.rule) from None


def read_cron(words: str) -> Cron:
    """Return what `words` means, or raise `BrokenRule`."""
    text = words.strip().lower()
    if text.startswith("@"):
        if text not in _MACROS:
            macros = Alternatives(tuple(map(Called, _MACROS)))
            raise BrokenRule(message("rule.cron_macro", macros=macros))
        text = _MACROS[text]
    parts = text.split()
    if len(parts) != len(_FIELDS) or len(text) > LONGEST_CRON:
        raise BrokenRule(message("rule.cron_parts", parts=Names(tuple(CronPart))))
    minutes, hours, days, months, weekdays = (
        _numbers(part, each) for part, each in zip(parts, _FIELDS, strict=True)
    )
    _must_come(days, months, weekday_only=parts[2].startswith("*"), words=parts)
    return Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=tuple(sorted({day % 7 for day in weekdays})),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
        rolling=parts[1].startswith("*"),
    )


def _numbers(part: str, what: _Field) -> tuple[int, ...]:
    found: set[int] = set()
    for item in part.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise BrokenRule(message("rule.cron_item", part=what.part, item=Foreign(item[:20])))
        found.update(_range(match, what))
    return tuple(sorted(found))


def _range(match: re.Match[str], what: _Field) -> range:
    start, end, step = match.groups()
    if start == "*" and end:
        raise BrokenRule(message("rule.cron_star_range", part=what.part, star=Called("*")))
    first = what.least if start == "*" else _number(start, what)
    last = _number(end, what) if end else what.most if start == "*" or step else first
    if last < first:
        raise BrokenRule(message("rule.cron_backwards", part=what.part))
    every = int(step or 1)
    if not 1 <= every <= what.most:
        raise BrokenRule(message("rule.cron_step", part=what.part, least=1, most=what.most))
    return range(first, last + 1, every)


def _number(word: str, what: _Field) -> int:
    if word in what.names:
        return what.names.index(word) + what.first_name
    if not word.isdecimal() or not what.least <= int(word) <= what.most:
        rule = message(
            "rule.cron_number",
            part=what.part,
            least=what.least,
            most=what.most,
            item=Foreign(word),
        )
        raise BrokenRule(rule)
    return int(word)


_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def _must_come(
    days: tuple[int, ...], months: tuple[int, ...], *, weekday_only: bool, words: list[str]
) -> None:
    """Refuse dates that no year has, such as 31 February."""
    if weekday_only or not words[4].startswith("*"):
        return
    if not any(days[0] <= _LONGEST_MONTH.get(month, 31) for month in months):
        raise BrokenRule(message("rule.cron_never"))


def cron_table(cron: Cron, zone: str, start: datetime | None, end: datetime | None) -> Timetable:
    """Return the timetable of a cron expression."""
    return Timetable(
        zone=zone,
        minutes=cron.minutes,
        hours=cron.hours,
        days=cron.days,
        months=cron.months,
        weekdays=cron.weekdays,
        either=not cron.any_day and not cron.any_weekday,
        rolling=cron.rolling,
        start=start,
        end=end,
    )
