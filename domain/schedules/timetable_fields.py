"""The fields of a configuration that say when: read once, for schedules and news digests."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.people.people import check_zone
from domain.schedules.timetables import EVERY_WEEKDAY

_NAMES = (
    ("sun", "sunday", "周日", "星期日", "周天", "星期天"),
    ("mon", "monday", "周一", "星期一"),
    ("tue", "tuesday", "周二", "星期二"),
    ("wed", "wednesday", "周三", "星期三"),
    ("thu", "thursday", "周四", "星期四"),
    ("fri", "friday", "周五", "星期五"),
    ("sat", "saturday", "周六", "星期六"),
)
_WEEKDAYS = {name: number for number, names in enumerate(_NAMES) for name in names}
_GROUPS = {
    "weekdays": (1, 2, 3, 4, 5),
    "weekend": (0, 6),
    "工作日": (1, 2, 3, 4, 5),
    "周末": (0, 6),
}

_WEEKDAY_RULE = (
    "must be weekdays: names such as mon or 周一, or numbers from 0 (Sunday) to 6 (Saturday)"
)
_MOMENT_RULE = "must be a moment such as 2026-11-21T08:30:00+08:00, or 2026-11-21 08:30 in the zone"

LATEST_YEAR = 2069
"""How far ahead a moment can be told to Temporal exactly (`orchestration/timetables.py`)."""


def read_zone(fields: Fields) -> str:
    """Return the field `zone` (published as `timezone`, too); empty means the task's own."""
    given = [name for name in ("zone", "timezone") if fields.has(name)]
    if len(given) > 1:
        raise fields.refuse("timezone", "must not be given together with zone")
    if not given:
        return ""
    zone = fields.text(given[0], longest=64)
    return check_zone(zone, where=f"{fields.path}.{given[0]}")


def read_weekdays(fields: Fields) -> tuple[int, ...]:
    """Return the weekdays, 0 for Sunday to 6 for Saturday; all of them when none are given.

    Published forms say `day_of_week`, and give one instead of a list; 7 is Sunday, as in cron.
    """
    names = [name for name in ("weekdays", "weekday", "day_of_week") if fields.has(name)]
    if not names:
        return EVERY_WEEKDAY
    if len(names) > 1:
        raise fields.refuse(names[1], f"must not be given together with {names[0]}")
    name = names[0]
    value = fields.raw[name]
    items = value if isinstance(value, list | tuple) else _split(value)
    if not 1 <= len(items) <= 14:
        raise fields.refuse(name, _WEEKDAY_RULE)
    found: set[int] = set()
    for item in items:
        found.update(_weekday(item, fields, name))
    return tuple(sorted(found))


def _split(value: object) -> list[object]:
    return [each.strip() for each in value.split(",")] if isinstance(value, str) else [value]


def _weekday(item: object, fields: Fields, name: str) -> tuple[int, ...]:
    if isinstance(item, str):
        word = item.strip().lower()
        if word in _GROUPS:
            return _GROUPS[word]
        if word in _WEEKDAYS:
            return (_WEEKDAYS[word],)
        if word.isdecimal() and word.isascii() and len(word) == 1 and int(word) <= 7:
            return (int(word) % 7,)
    elif isinstance(item, int) and not isinstance(item, bool) and 0 <= item <= 7:
        return (item % 7,)
    raise fields.refuse(name, _WEEKDAY_RULE)


def read_clock(fields: Fields) -> tuple[int, int]:
    """Return the fields `hour`, which must be given, and `minute`."""
    return (fields.whole("hour", least=0, most=23), fields.whole("minute", 0, least=0, most=59))


def read_moment(fields: Fields, name: str) -> datetime | None:
    """Return a moment, or a wall-clock time without an offset; None when it is not given."""
    if not fields.has(name):
        return None
    text = fields.text(name, longest=40)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise fields.refuse(name, _MOMENT_RULE) from None
    if ":" not in text and "T" not in text:
        raise fields.refuse(name, _MOMENT_RULE)
    if not 2000 <= moment.year <= LATEST_YEAR:
        raise fields.refuse(name, f"must lie in the years 2000 to {LATEST_YEAR}")
    return moment.replace(microsecond=0)


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    """Return the moment in UTC; one without an offset is the wall clock's of `zone`."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)


def check_order(fields: Fields, start: datetime | None, end: datetime | None) -> None:
    """Refuse an end that is not after the start; two kinds of times cannot be compared."""
    if start is None or end is None:
        return
    if bool(start.tzinfo) != bool(end.tzinfo):
        raise fields.refuse("end_at", "must have an offset exactly when start_at has one")
    if end <= start:
        raise InvalidRequest(f"{fields.path}.end_at", "must be later than start_at")
