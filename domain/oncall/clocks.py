"""Instants of local clock times, also of those that the clocks skip or show twice (ALR-10)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=16_384)
def instant_of(day: date, at: time, zone: str, *, last: bool = False) -> datetime:
    """Return the moment, in UTC, at which clocks of a zone show a time of a day.

    A time that is shown twice is its first showing; a time that is skipped is the moment at which
    the clocks jump over it.

    Args:
        day: of the zone's calendar.
        at: naive.
        zone: IANA name.
        last: the second showing, of a time that is shown twice.
    """
    clock = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    readings = (wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    earlier, later = sorted(readings)
    if earlier.astimezone(clock).replace(tzinfo=None) == wall:
        return later if last else earlier
    return _change_within(earlier, later, clock)


def _change_within(low: datetime, high: datetime, clock: ZoneInfo) -> datetime:
    """Return the first second after `low` at which the offset is another one."""
    before = low.astimezone(clock).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // (2 * _SECOND) * _SECOND
        if middle.astimezone(clock).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def local_day(moment: datetime, zone: str) -> date:
    """Return the date that a calendar of the zone shows."""
    return moment.astimezone(ZoneInfo(zone)).date()
