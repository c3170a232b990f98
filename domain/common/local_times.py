"""Times in recorded sentences, as the reader's wall shows them."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.common.readers import Language, Reader

_UTC = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)[ T])?(?P<wall>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?: UTC|\+00:00)"
)


def local_times(text: str, reader: Reader, *, near: datetime) -> str:
    """Return a text with its UTC times as the reader's wall shows them.

    Args:
        text: of ours, in which moments end in ` UTC` or `+00:00`.
        reader: whose wall.
        near: when it was written; a time without a day is the next such time after it.
    """
    zone = ZoneInfo(reader.zone)

    def local(found: re.Match[str]) -> str:
        moment = _moment(found, near)
        if moment is None:
            return found[0]
        seconds = ":%S" if found["wall"].count(":") == 2 and moment.second else ""
        wall = f"{moment.astimezone(zone):%Y-%m-%d %H:%M{seconds}}"
        return (
            f"{wall}（{reader.zone}）"
            if reader.language is Language.CHINESE
            else (f"{wall} ({reader.zone})")
        )

    return _UTC.sub(local, text)


def _moment(found: re.Match[str], near: datetime) -> datetime | None:
    try:
        wall = time.fromisoformat(found["wall"])
        if found["day"]:
            day = datetime.fromisoformat(found["day"]).date()
            return datetime.combine(day, wall, tzinfo=UTC)
    except ValueError:
        return None
    moment = datetime.combine(near.astimezone(UTC).date(), wall, tzinfo=UTC)
    # Seconds are cut off when it is written, so a time a moment ago is not one of tomorrow.
    return moment if moment > near - timedelta(minutes=1) else moment + timedelta(days=1)
