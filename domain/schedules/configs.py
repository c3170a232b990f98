"""What the configurations of calendar tasks have in common: the fields that say when."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Text, Whole
from domain.common.messages import Called, message
from domain.common.shapes import Synonyms
from domain.people.people import wrong_zone
from domain.schedules.timetables import EVERY_WEEKDAY
from domain.tasks.configs import TaskConfig

WEEKDAY_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FULL = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_DAYS: Mapping[str, tuple[int, ...]] = {
    **{name: (number,) for names in (WEEKDAY_NAMES, _FULL) for number, name in enumerate(names)},
    "weekdays": (1, 2, 3, 4, 5),
    "weekend": (0, 6),
}
"""By their names on the wire."""

_WEEKDAY_RULE = message("rule.weekdays", example=Called("mon"), sunday=0, saturday=6)
_MOMENT_RULE = message(
    "rule.moment_or_local",
    moment=Called("2026-11-21T08:30:00+08:00"),
    local=Called("2026-11-21 08:30"),
)

FIRST_YEAR = 2000
LATEST_YEAR = 2069
"""How far ahead a moment can be told to Temporal exactly (`orchestration/timetables.py`)."""


def read_weekdays(value: object) -> tuple[int, ...]:
    """Return the weekdays, 0 for Sunday to 6 for Saturday.

    Published forms give one instead of a list; 7 is Sunday, as in cron.
    """
    items = value if isinstance(value, list | tuple) else _split(value)
    if not 1 <= len(items) <= 14:
        raise BrokenRule(_WEEKDAY_RULE)
    return tuple(sorted({day for item in items for day in _weekday(item)}))


def _split(value: object) -> list[object]:
    return [each.strip() for each in value.split(",")] if isinstance(value, str) else [value]


def _weekday(item: object) -> tuple[int, ...]:
    if isinstance(item, str):
        word = item.strip().lower()
        if word in _DAYS:
            return _DAYS[word]
        if word.isdecimal() and word.isascii() and len(word) == 1 and int(word) <= 7:
            return (int(word) % 7,)
    elif isinstance(item, int) and not isinstance(item, bool) and 0 <= item <= 7:
        return (item % 7,)
    raise BrokenRule(_WEEKDAY_RULE)


def _moment(value: object) -> datetime:
    """Return a moment, or a wall-clock time without an offset."""
    text = Text(40).read(value)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BrokenRule(_MOMENT_RULE) from None
    if ":" not in text and "T" not in text:
        raise BrokenRule(_MOMENT_RULE)
    if not FIRST_YEAR <= moment.year <= LATEST_YEAR:
        years = Called(str(FIRST_YEAR)), Called(str(LATEST_YEAR))
        raise BrokenRule(message("rule.years", first=years[0], last=years[1]))
    return moment.replace(microsecond=0)


_DAY = {"type": ["string", "integer"], "maxLength": 20, "minimum": 0, "maximum": 7}

Moment: TypeAlias = Annotated[datetime, By(_moment, {"type": "string", "maxLength": 40})]
Zone: TypeAlias = Annotated[str, Text(64, fits=wrong_zone)]
Weekdays: TypeAlias = Annotated[
    tuple[int, ...],
    By(read_weekdays, {"anyOf": [_DAY, {"type": "array", "items": _DAY, "maxItems": 14}]}),
]


class CalendarConfig(TaskConfig):
    """When a calendar task runs; what it does says its type."""

    synonyms: ClassVar[Synonyms] = MappingProxyType(
        {"zone": ("timezone",), "weekdays": ("weekday", "day_of_week")}
    )

    zone: Zone = Field("", description="IANA time zone of its times; the task's when left out.")
    hour: Annotated[int, Whole(0, 23)] = Field(0, description="Of the day.")
    minute: Annotated[int, Whole(0, 59)] = Field(0, description="Of the hour; default 0.")
    weekdays: Weekdays = Field(
        EVERY_WEEKDAY,
        description="Names such as mon, in any of our languages, weekdays, weekend, or "
        "numbers from 0 for Sunday; "
        "every day when left out.",
    )
    jitter_seconds: Annotated[int, Whole(0, 3_600)] = Field(
        0, description="Runs begin up to so many seconds later; default 0."
    )
    catch_up_minutes: Annotated[int, Whole(1, 7 * 24 * 60)] = Field(
        60, description="How late a missed run is still made; default 60."
    )

    @property
    def jitter(self) -> timedelta:
        """Up to how much later a run begins."""
        return timedelta(seconds=self.jitter_seconds)

    @property
    def catch_up(self) -> timedelta:
        """How late a missed run is still made."""
        return timedelta(minutes=self.catch_up_minutes)


def with_wire_days(config: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a configuration whose weekdays have their names on the wire.

    Args:
        config: as somebody wrote it.
        names: of weekdays in all languages (`Lexicon.weekdays`).
    """
    found = dict(config)
    for field in ("weekdays", *CalendarConfig.synonyms["weekdays"]):
        match found.get(field):
            case str(said):
                found[field] = ",".join(names.get(each.strip(), each) for each in said.split(","))
            case list(items):
                found[field] = [_wire_day(each, names) for each in items]
    return found


def _wire_day(item: object, names: Mapping[str, str]) -> object:
    return names.get(item.strip(), item) if isinstance(item, str) else item


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    """Return the moment in UTC; one without an offset is the wall clock's of `zone`."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)
