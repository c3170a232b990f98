"""Scales shared by the charts: round tops for counts, and hours on a wall clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10
from zoneinfo import ZoneInfo

WIDTH = 360.0
"""Units across of every chart: about the pixels of a phone, so 11-unit text is readable there."""

LEFT = 34.0
RIGHT = 8.0
PLOT = WIDTH - LEFT - RIGHT


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis; `anchor` is SVG's text-anchor."""

    at: float
    label: str
    anchor: str = "middle"


def round_top(most: float) -> float:
    """Return the next round number that is not below `most`, for the top of an axis."""
    if most <= 0:
        return 1.0
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in _STEPS if step * power >= most)


_STEPS = (1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 20.0)
"""Halves and quarters of these times a power of ten are still short to read; the last one
is for a logarithm that was rounded down."""


def short(count: float) -> str:
    """Return a count for an axis: 1.5k, 20k, 3M."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + name
    return f"{count:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class TimeAxis:
    """Places moments of `[start, end]` between `LEFT` and the right edge."""

    start: datetime
    end: datetime
    zone: str

    def at(self, moment: datetime) -> float:
        """Return where a moment lies, kept inside the plot."""
        whole = (self.end - self.start).total_seconds() or 1.0
        part = (moment - self.start).total_seconds() / whole
        return LEFT + PLOT * min(1.0, max(0.0, part))

    def ticks(self) -> list[Tick]:
        """Return at most seven full hours on the wall clock, with the date at midnight."""
        zone = ZoneInfo(self.zone)
        hours = (self.end - self.start).total_seconds() / 3_600
        step = next((each for each in (1, 2, 3, 4, 6, 12) if hours / each <= 7), 24)
        begin = self.start.astimezone(zone)
        first = self.start + timedelta(minutes=60 - begin.minute, seconds=-begin.second)
        moments = (first + timedelta(hours=hour) for hour in range(ceil(hours)))
        return [
            Tick(self.at(moment), f"{local:%m-%d}" if local.hour == 0 else f"{local:%H:%M}")
            for moment in moments
            if moment < self.end and (local := moment.astimezone(zone)).hour % step == 0
        ]
