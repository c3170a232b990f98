"""Charts about logs: volume with errors, error rate before and now, frequent errors, changes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from application.briefings.telling import Telling
from domain.briefings.fact_sheet import percent
from domain.briefings.rule_points import share
from domain.common.messages import message
from domain.common.quoting import plain, shown_pattern
from domain.logs.logs import HistogramBar, LogFacts, Template
from integrations.html_briefing.axes import PLOT, Tick, TimeAxis, round_top, short

TOP = 10.0
BOTTOM = 130.0
MOST_ROWS = 12
"""Rows of the table beside a chart; more is a file, not a table."""

MOST_TEMPLATES = 6
MOST_CHANGES = 8


@dataclass(frozen=True)
class Column:
    """One bar of the volume chart: all lines, and the error lines in front of them."""

    x: float
    width: float
    y: float
    height: float
    error_y: float
    error_height: float


@dataclass(frozen=True)
class VolumeChart:
    """Lines and errors over time."""

    columns: tuple[Column, ...]
    levels: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    rows: tuple[tuple[str, str, str], ...]
    title: str
    summary: str


def volume_chart(logs: LogFacts, telling: Telling) -> VolumeChart | None:
    """Return the chart, or None when there are no bars."""
    if not logs.bars or not any(bar.count for bar in logs.bars):
        return None
    zone = telling.reader.zone
    axis = TimeAxis(logs.start, logs.end, zone)
    top = round_top(max(bar.count for bar in logs.bars))
    errors = {bar.start: bar.count for bar in logs.error_bars}
    levels = tuple(Tick(_y(top * part, top), short(top * part)) for part in (0.0, 0.5, 1.0))
    rows = tuple(
        (label, f"{count:,}", f"{bad:,}") for label, count, bad in _rows(logs.bars, errors, zone)
    )
    counts = message("briefing.volume_summary", lines=logs.total, errors=logs.errors)
    title, summary = telling.text(message("briefing.volume_chart")), telling.text(counts)
    columns = tuple(_columns(logs.bars, errors, axis, top))
    return VolumeChart(columns, levels, tuple(axis.ticks()), rows, title, summary)


def _y(count: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * count / top


def _columns(
    bars: tuple[HistogramBar, ...], errors: dict[datetime, int], axis: TimeAxis, top: float
) -> list[Column]:
    step = PLOT / len(bars)
    columns = []
    for bar in bars:
        bad = min(errors.get(bar.start, 0), bar.count)
        y = _y(bar.count, top)
        # A few errors among many lines must still be seen: never less than 1.5 units.
        error_height = max(1.5, BOTTOM - _y(bad, top)) if bad else 0.0
        columns.append(
            Column(
                axis.at(bar.start),
                max(0.8, step * 0.82),
                y,
                BOTTOM - y,
                BOTTOM - error_height,
                error_height,
            )
        )
    return columns


def _rows(
    bars: tuple[HistogramBar, ...], errors: dict[datetime, int], zone: str
) -> list[tuple[str, int, int]]:
    per_row = -(-len(bars) // MOST_ROWS)
    rows = []
    for first in range(0, len(bars), per_row):
        group = bars[first : first + per_row]
        label = f"{group[0].start.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"
        bad = sum(errors.get(bar.start, 0) for bar in group)
        rows.append((label, sum(bar.count for bar in group), bad))
    return rows


@dataclass(frozen=True)
class Bar:
    """One horizontal bar with its words; `kind` chooses the colour."""

    label: str
    value: str
    width: float
    kind: str
    y: float


def rate_bars(logs: LogFacts, telling: Telling) -> tuple[Bar, ...]:
    """Return the error rate before and now; nothing when there is nothing to compare."""
    if not logs.total or not logs.before_total or logs.before_errors is None:
        return ()
    before = percent(logs.before_errors, logs.before_total)
    now = percent(logs.errors, logs.total)
    most = max(before, now) or 1.0
    named = (
        (telling.text(message("briefing.before")), before, "past"),
        (telling.text(message("briefing.now")), now, "bad" if now > before else "good"),
    )
    shown = {
        rate: telling.text(message("briefing.rate", rate=share(rate))) for rate in (before, now)
    }
    return tuple(
        Bar(label, shown[rate], max(2.0, 268.0 * rate / most), kind, 24.0 + 44.0 * place)
        for place, (label, rate, kind) in enumerate(named)
    )


def template_bars(logs: LogFacts) -> tuple[Bar, ...]:
    """Return the most frequent errors, longest bar first."""
    top = logs.top_errors[:MOST_TEMPLATES]
    most = max((template.count for template in top), default=0) or 1
    return tuple(_template_bar(each, most, place) for place, each in enumerate(top))


def _template_bar(template: Template, most: int, place: int) -> Bar:
    label = shown_pattern(template.pattern, most=52)
    width = max(2.0, 290.0 * template.count / most)
    return Bar(label, f"{template.count:,}", width, template.level.value, 16.0 + 34.0 * place)


@dataclass(frozen=True)
class Change:
    """One template that changed, as a row of a table."""

    kind: str
    label: str
    pattern: str
    before: str
    now: str


def changes(logs: LogFacts, telling: Telling) -> tuple[Change, ...]:
    """Return the templates that changed, most telling first."""
    return tuple(
        Change(
            trend.kind.value,
            telling.name(trend.kind),
            shown_pattern(trend.template.pattern, most=80),
            f"{trend.before:,}",
            f"{trend.now:,}",
        )
        for trend in logs.trends[:MOST_CHANGES]
    )


def keywords(logs: LogFacts) -> tuple[str, ...]:
    """Return the words that stand out, fit to be shown."""
    return tuple(plain(word, most=32) for word, _ in logs.keywords[:10])
