"""Hours of a day in which somebody is told nothing that can wait (PSH-5)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message

LONGEST = timedelta(hours=16)
"""Whoever is quiet for longer is not on call that day."""

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def check_quiet_hours(text: str, *, field: str = "quiet_hours") -> None:
    """Raise `InvalidRequest` unless it is empty or as `22:00-07:00`, and at most 16 hours."""
    if not text:
        return
    found = _FORM.fullmatch(text)
    if found is None or not timedelta(0) < _span(text)[1] <= LONGEST:
        rule = message("rule.quiet_hours", example=Called("22:00-07:00"), most=LONGEST)
        raise InvalidRequest(field, rule)


def quiet_until(
    text: str, zone: str, now: datetime, *, muted: datetime | None = None
) -> datetime | None:
    """Return when quiet hours end that hold now, by the wall clock of a zone; None: none do.

    Args:
        text: as `22:00-07:00`; empty: none.
        zone: IANA name.
        now: aware.
        muted: until when somebody wants quiet this once, too.
    """
    ends = [each for each in (_of_hours(text, zone, now), muted) if each and each > now]
    return max(ends, default=None)


def _of_hours(text: str, zone: str, now: datetime) -> datetime | None:
    if not text:
        return None
    here = now.astimezone(ZoneInfo(zone))
    start, length = _span(text)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for day in (midnight - timedelta(days=1), midnight):
        begins, ends = day + start, day + start + length
        if begins <= here.replace(tzinfo=None) < ends:
            return ends.replace(tzinfo=here.tzinfo).astimezone(now.tzinfo)
    return None


def _span(text: str) -> tuple[timedelta, timedelta]:
    """Return when it begins in the day and how long it lasts; an earlier end is the next day's."""
    start, end = (_of_day(each) for each in text.split("-"))
    return start, (end - start) % timedelta(days=1)


def _of_day(wall: str) -> timedelta:
    hours, minutes = wall.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
