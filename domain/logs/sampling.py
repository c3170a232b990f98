"""Which lines of a period to read when there are more than can be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from domain.logs.logs import HistogramBar, LogHistogram

MOST_BARS = 96
"""As `LogFacts.bars` promises."""

INTERVALS = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400)
"""Seconds a bar may last: what divides a day."""

FULL_SLICE = 1_000
"""Lines that quiet stretches are joined up to: one page of the store."""

MOST_PER_SLICE = 10_000
"""Lines read in one go: a CLS search context ends after 10,000 raw logs (SearchLog, Context)."""


@dataclass(frozen=True)
class Slice:
    """Read at most `lines` lines of `[start, end)`, oldest first."""

    start: datetime
    end: datetime
    lines: int


def bar_seconds(start: datetime, end: datetime) -> int:
    """Return the width of bars that gives at most `MOST_BARS`, wherever the first one begins."""
    span = (end - start).total_seconds()
    fitting = (one for one in INTERVALS if span / one <= MOST_BARS - 1)
    return next(fitting, ceil(span / (MOST_BARS - 1)))


def aligned(
    histograms: Sequence[LogHistogram], *, start: datetime, seconds: int
) -> tuple[HistogramBar, ...]:
    """Add up histograms of one period; a bar that begins between two of ours joins the earlier."""
    counts: dict[int, int] = {}
    for histogram in histograms:
        for bar in histogram.bars:
            place = max(0, int((bar.start - start).total_seconds() // seconds))
            counts[place] = counts.get(place, 0) + bar.count
    width = timedelta(seconds=seconds)
    return tuple(HistogramBar(start + place * width, counts[place]) for place in sorted(counts))


def shared_out(totals: Sequence[int], bound: int) -> list[int]:
    """Share `bound` lines out among topics: all of each when they fit, else in proportion."""
    whole = sum(totals)
    if whole <= bound:
        return list(totals)
    return [total * bound // whole for total in totals]


def slices(bars: Sequence[HistogramBar], period: Slice, *, seconds: int, most: int) -> list[Slice]:
    """Return stretches that together give about `period.lines` lines, spread like the lines are.

    When all lines are wanted the slices cover every bar. Else each of at most `most` stretches
    gives its share, from its beginning on: a busy hour is not drowned by a quiet one, nor does it
    drown it.

    Args:
        bars: how many lines there are when, oldest first.
        period: the whole period and the lines wanted of it.
        seconds: the width of every bar.
        most: slices wanted at most when not all lines are read.
    """
    filled = [bar for bar in bars if bar.count > 0]
    if not filled or period.lines <= 0:
        return []
    total = sum(bar.count for bar in filled)
    width = timedelta(seconds=seconds)
    if total <= period.lines:
        groups = _quiet_joined(filled)
        return [one for group in groups for one in _whole(_span(group, period, width))]
    size = ceil(len(filled) / max(1, most))
    groups = [filled[first : first + size] for first in range(0, len(filled), size)]
    spans = (_span(group, period, width) for group in groups)
    shares = (replace(one, lines=one.lines * period.lines // total) for one in spans)
    return [one for one in shares if one.lines > 0]


def _quiet_joined(bars: Sequence[HistogramBar]) -> list[list[HistogramBar]]:
    groups: list[list[HistogramBar]] = [[]]
    for bar in bars:
        if sum(one.count for one in groups[-1]) + bar.count > FULL_SLICE:
            groups.append([])
        groups[-1].append(bar)
    return [group for group in groups if group]


def _span(group: Sequence[HistogramBar], period: Slice, width: timedelta) -> Slice:
    start = max(period.start, group[0].start)
    end = min(period.end, group[-1].start + width)
    return Slice(start, max(start, end), sum(bar.count for bar in group))


def _whole(span: Slice) -> list[Slice]:
    """Cut a busy stretch so that each piece stays far from where a search context ends."""
    pieces = ceil(2 * span.lines / MOST_PER_SLICE)
    step = (span.end - span.start) / pieces
    edges = [*(span.start + number * step for number in range(pieces)), span.end]
    return [Slice(first, last, MOST_PER_SLICE) for first, last in pairwise(edges) if first < last]
