"""Charts about alarms and capacity: when what fired, and when what runs full."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from application.briefings.telling import Telling
from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_alarms import AlarmGroup, grouped
from domain.briefings.rule_points import measured
from domain.common.messages import Called, message
from domain.common.quoting import is_id, plain
from domain.monitoring.alarms import AlarmRecord, AlarmState
from domain.monitoring.capacity import CapacityWarning
from domain.monitoring.metric_names import metric_called
from integrations.html_briefing.axes import LEFT, PLOT, WIDTH, Tick, TimeAxis, round_top

ROW = 32.0
MOST_ROWS = 8
UNKNOWN_LENGTH = timedelta(minutes=20)
"""Drawn length of an alarm that is over and whose source does not say how long it fired."""


@dataclass(frozen=True)
class Span:
    """One firing on the timeline."""

    x: float
    width: float
    open: bool


@dataclass(frozen=True, kw_only=True)
class AlarmRow:
    """One alarm on one target, with its firings and its row in the table."""

    y: float
    label: str
    severity: str
    severity_words: str
    spans: tuple[Span, ...]
    open: bool
    state: str
    since: str


@dataclass(frozen=True)
class AlarmChart:
    """Alarms over the period; `more` is how many did not fit."""

    rows: tuple[AlarmRow, ...]
    hours: tuple[Tick, ...]
    height: float
    more: int


def alarm_chart(facts: BriefingFacts, telling: Telling) -> AlarmChart | None:
    """Return the timeline, or None when nothing fired."""
    if not facts.alarms:
        return None
    axis = TimeAxis(facts.since, facts.until, facts.zone)
    groups = grouped(facts.alarms)
    rows = tuple(
        _alarm_row(group, 8.0 + ROW * place, axis, telling)
        for place, group in enumerate(groups[:MOST_ROWS])
    )
    height = 8.0 + ROW * len(rows)
    return AlarmChart(rows, tuple(axis.ticks()), height, len(groups) - len(rows))


def _alarm_row(group: AlarmGroup, y: float, axis: TimeAxis, telling: Telling) -> AlarmRow:
    newest = group.newest
    state = AlarmState.FIRING if group.open else newest.state
    started = newest.started_at.astimezone(ZoneInfo(axis.zone))
    name = plain(newest.name, most=40)
    target = "" if is_id(newest.target) else plain(newest.target, most=40)
    return AlarmRow(
        y=y,
        label=plain(f"{name} · {target}" if target else name, most=54),
        severity=group.severity.value,
        severity_words=telling.name(group.severity),
        spans=tuple(_span(record, axis) for record in group.records),
        open=group.open,
        state=telling.name(state),
        since=f"{started:%m-%d %H:%M}",
    )


def _span(record: AlarmRecord, axis: TimeAxis) -> Span:
    open_end = record.state in (AlarmState.FIRING, AlarmState.UNKNOWN)
    length = timedelta(minutes=record.minutes) if record.minutes is not None else UNKNOWN_LENGTH
    end = axis.end if open_end else record.started_at + length
    x = min(axis.at(record.started_at), LEFT + PLOT - 4.0)
    return Span(x, max(4.0, axis.at(end) - x), open_end)


@dataclass(frozen=True, kw_only=True)
class CapacityRow:
    """One thing that runs full: the 80 % interval as a band, the estimate as a dot."""

    y: float
    label: str
    value: str
    low: float
    high: float
    dot: float
    endless: bool
    urgent: bool
    estimate: str
    interval: str


@dataclass(frozen=True)
class CapacityChart:
    """What runs full when, in days from the briefing."""

    rows: tuple[CapacityRow, ...]
    days: tuple[Tick, ...]
    height: float


def capacity_chart(warnings: tuple[CapacityWarning, ...], telling: Telling) -> CapacityChart | None:
    """Return the forecast, soonest first, or None when nothing runs full."""
    if not warnings:
        return None
    soonest = sorted(warnings, key=lambda warning: warning.days)[:MOST_ROWS]
    top = round_top(max(max(w.days_high or w.days * 1.3, 1.0) for w in soonest))
    rows = tuple(
        _capacity_row(warning, 8.0 + ROW * place, top, telling)
        for place, warning in enumerate(soonest)
    )
    return CapacityChart(rows, _days(top, telling), 8.0 + ROW * len(rows))


def _days(top: float, telling: Telling) -> tuple[Tick, ...]:
    inner = tuple(Tick(_day(top * part, top), f"{top * part:g}") for part in (0.25, 0.5, 0.75))
    last = Tick(WIDTH - 8.0, telling.text(message("briefing.days", n=Decimal(f"{top:g}"))), "end")
    return (Tick(12.0, telling.text(message("briefing.today")), "start"), *inner, last)


def _day(days: float, top: float) -> float:
    return 12.0 + (WIDTH - 24.0) * min(1.0, max(0.0, days / top))


def _capacity_row(warning: CapacityWarning, y: float, top: float, telling: Telling) -> CapacityRow:
    low, high = warning.days_low, warning.days_high
    spread = message(
        "briefing.days_between", low=round(low), high=None if high is None else round(high)
    )
    label = message(
        "briefing.series",
        target=Called(plain(warning.target, most=28)),
        metric=metric_called(warning.metric),
    )
    value = message(
        "briefing.value",
        value=measured(warning.value, warning.unit),
        limit=measured(warning.limit, warning.unit),
    )
    return CapacityRow(
        y=y,
        label=telling.text(label),
        value=telling.text(value),
        low=_day(low, top),
        high=_day(top if high is None else high, top),
        dot=_day(warning.days, top),
        endless=high is None,
        urgent=warning.days <= 3,
        estimate=telling.text(message("briefing.days", n=round(warning.days))),
        interval=telling.text(spread),
    )
