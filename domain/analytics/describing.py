"""What stands out in a chart, in a few sentences for who cannot see it (ANL-4).

Always the same sentences for the same answer; nothing is guessed, and no cause is named.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from domain.analytics.dashboards import ChartData, Line, Look, Part
from domain.common.messages import Foreign, Message, Percent, message
from domain.common.quoting import clean, shorten

LONGEST_NAME = 40
"""Characters of a stranger's name that are told."""

TIMES_USUAL = 3.0
"""A peak is told as such from so many times the median."""

CHANGED = 0.25
"""The second half is told to differ from the first when its mean does by so much."""

LEAST_POINTS = 6
"""For a comparison of halves."""

MOST_NAMED = 3

SELDOM = 3
"""Values in at most one of so many stretches are told as seldom."""

LONGEST_ROW = 100
"""Characters of the first row of a table."""


def described(data: ChartData, start: datetime, end: datetime) -> list[Message]:
    """Return its sentences, what stands out first.

    Args:
        data: the answer of its query.
        start: beginning of the period that was asked for; what was counted over a stretch that it
            cuts is not told.
        end: its end, likewise.
    """
    match data.look:
        case Look.TIME:
            return list(_over_time(data, start, end))
        case Look.PARTS:
            return list(_in_parts(data))
        case Look.NUMBER:
            return [message("chart.number", value=amount(data.number or 0.0))]
        case Look.TABLE:
            first = " · ".join(data.rows[0]) if data.rows else ""
            return [
                message(
                    "chart.table",
                    rows=data.found,
                    columns=len(data.columns),
                    first=Foreign(shorten(clean(first), LONGEST_ROW)),
                )
            ]
        case Look.EMPTY:
            return [message("chart.empty")]
        case Look.FAILED:
            return [message("chart.failed", why=data.problem)]


def amount(value: float) -> Decimal:
    """Return a number with the digits that are worth telling: four at most behind all zeros."""
    rounded = Decimal(f"{value:.4g}") if abs(value) < 10_000 else Decimal(round(value))
    plain = rounded.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def name_of(text: str) -> Foreign:
    """Return a stranger's name as it is told."""
    return Foreign(shorten(clean(text), LONGEST_NAME))


def _over_time(data: ChartData, start: datetime, end: datetime) -> Iterator[Message]:
    first, *others = data.lines
    if others:
        yield message(
            "chart.lines",
            count=len(data.lines) + data.left_out,
            name=name_of(first.name),
            share=_share(_sum(first), sum(_sum(each) for each in data.lines)),
        )
    width = _width(data.lines)
    for line in data.lines[:MOST_NAMED]:
        whole = _within(line, width, start, end)
        spans = (end - start) // width if width else 0
        if width and len(whole.points) * SELDOM <= spans:
            yield _seldom(whole, width, spans, named=bool(others))
        else:
            yield from _line(whole, named=bool(others))


def _width(lines: Sequence[Line]) -> timedelta:
    """Return how long a stretch is that one value is about; nothing when there is one moment."""
    moments = sorted({at for line in lines for at, _ in line.points})
    return min((b - a for a, b in pairwise(moments)), default=timedelta())


def _within(line: Line, width: timedelta, start: datetime, end: datetime) -> Line:
    """Return a line without stretches that the period cuts, when enough is left."""
    kept = tuple(each for each in line.points if start <= each[0] and each[0] + width <= end)
    return Line(line.name, kept) if len(kept) >= LEAST_POINTS else line


def _seldom(line: Line, width: timedelta, spans: int, *, named: bool) -> Message:
    """Say when there was anything at all: what the logs have none of has no value."""
    top_at, top = max(line.points, key=lambda each: each[1])
    return message(
        "chart.seldom",
        name=name_of(line.name) if named else None,
        count=len(line.points),
        spans=spans,
        first=line.points[0][0],
        last=line.points[-1][0] + width,
        value=amount(top),
        at=top_at,
    )


def _line(line: Line, *, named: bool) -> Iterator[Message]:
    name = name_of(line.name) if named else None
    values = [value for _, value in line.points]
    top_at, top = max(line.points, key=lambda each: each[1])
    usual = median(values)
    if min(values) == top:
        yield message("chart.steady", name=name, value=amount(top))
        return
    if len(values) >= LEAST_POINTS and usual > 0 and top >= TIMES_USUAL * usual:
        times = amount(round(top / usual, 1))
        yield message(
            "chart.peak", name=name, value=amount(top), at=top_at, usual=amount(usual), times=times
        )
    else:
        low_at, low = min(line.points, key=lambda each: each[1])
        yield message(
            "chart.range", name=name, low=amount(low), low_at=low_at, top=amount(top), top_at=top_at
        )
    half = len(values) // 2
    before, after = _mean(values[:half]), _mean(values[half:])
    if len(values) >= LEAST_POINTS and before > 0 and abs(after - before) >= CHANGED * before:
        change = _share(abs(after - before), before)
        yield message("chart.halves", name=name, up=after > before, change=change)


def _in_parts(data: ChartData) -> Iterator[Message]:
    whole = sum(each.value for each in data.parts)
    named = [each for each in data.parts if each.name]
    for place, part in enumerate(named[:MOST_NAMED]):
        yield _part(part, whole, first=place == 0, count=data.found)
    if data.left_out:
        rest = sum(each.value for each in data.parts if not each.name)
        yield message("chart.rest", count=data.left_out, share=_share(rest, whole))


def _part(part: Part, whole: float, *, first: bool, count: int) -> Message:
    return message(
        "chart.largest" if first else "chart.next",
        name=name_of(part.name),
        value=amount(part.value),
        share=_share(part.value, whole) if part.value >= 0 and whole > 0 else None,
        count=count,
    )


def _sum(line: Line) -> float:
    return sum(value for _, value in line.points)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _share(part: float, whole: float) -> Percent:
    return Percent(Decimal(f"{100 * part / whole if whole else 0:.0f}"))
