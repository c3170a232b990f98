"""Stretches of a period in which errors or lines crowd together (BRF-11, ANL-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from domain.logs.logs import HistogramBar, LogFacts

LEAST_ERRORS = 20
"""Error lines of a burst; fewer show nothing but chance."""

LEAST_SHARE = 0.15
"""Share of the period's errors that a burst holds."""

LONGEST_SHARE = 0.25
"""Share of the period that a burst lasts at the most; what lasts longer is how it is."""

TIMES_USUAL = 4
"""How many times the usual count of a bar begins a burst."""

LEAST_A_BAR = 5
"""Error lines below which no bar stands out, however quiet the others are."""

MOST_BURSTS = 3


@dataclass(frozen=True)
class Burst:
    """A stretch `[start, end)` of crowded lines; `over` when a quiet bar follows it.

    Attributes:
        errors: lines in it: error lines, where these were looked at.
    """

    start: datetime
    end: datetime
    errors: int
    over: bool


def bursts_of(logs: LogFacts) -> list[Burst]:
    """Return the stretches with the most errors, earliest first; none when errors are spread."""
    return bursts_in(logs.error_bars, start=logs.start, end=logs.end)


def bursts_in(counted: Sequence[HistogramBar], *, start: datetime, end: datetime) -> list[Burst]:
    """Return the stretches of a period that hold the most of what was counted, earliest first."""
    bars = sorted(counted, key=lambda bar: bar.start)
    width = min((b.start - a.start for a, b in pairwise(bars)), default=timedelta(0))
    if not width:
        return []
    counts = {bar.start: bar.count for bar in bars}
    places = [start + place * width for place in range((end - start) // width)]
    usual = median(sorted(counts.get(place, 0) for place in places) or [0])
    least = max(LEAST_A_BAR, TIMES_USUAL * usual)
    hot = [bar for bar in bars if bar.count > least]
    total = sum(counts.values())
    found = [_burst(run, width, end) for run in _runs(hot, width)]
    telling = (
        each
        for each in found
        if each.errors >= max(LEAST_ERRORS, LEAST_SHARE * total)
        and each.end - each.start <= LONGEST_SHARE * (end - start)
    )
    worst = sorted(telling, key=lambda each: -each.errors)[:MOST_BURSTS]
    return sorted(worst, key=lambda each: each.start)


def _runs(hot: list[HistogramBar], width: timedelta) -> list[list[HistogramBar]]:
    """Return the bars in runs; one quiet bar in between does not end a run."""
    runs: list[list[HistogramBar]] = []
    for bar in hot:
        if runs and bar.start - runs[-1][-1].start <= 2 * width:
            runs[-1].append(bar)
        else:
            runs.append([bar])
    return runs


def _burst(run: list[HistogramBar], width: timedelta, until: datetime) -> Burst:
    end = run[-1].start + width
    errors = sum(bar.count for bar in run)
    return Burst(run[0].start, min(end, until), errors, over=end + width <= until)
