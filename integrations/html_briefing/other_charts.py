"""Charts about alarms and capacity: when what fired, and when what runs full."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.briefings.facts import BriefingFacts
from domain.briefings.phrases_forms import FormWords, form_words
from domain.briefings.rule_alarms import AlarmGroup, grouped
from domain.briefings.rule_points import phrases_for
from domain.briefings.rule_summary import measured
from domain.common.quoting import is_id, plain
from domain.common.readers import Language
from domain.monitoring.alarms import AlarmRecord, AlarmState
from domain.monitoring.capacity import CapacityWarning
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


@dataclass(frozen=True)
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


def alarm_chart(facts: BriefingFacts, language: Language) -> AlarmChart | None:
    """Return the timeline, or None when nothing fired."""
    if not facts.alarms:
        return None
    axis = TimeAxis(facts.since, facts.until, facts.zone)
    groups = grouped(facts.alarms)
    rows = tuple(
        _alarm_row(group, 8.0 + ROW * place, axis, form_words(language))
        for place, group in enumerate(groups[:MOST_ROWS])
    )
    height = 8.0 + ROW * len(rows)
    return AlarmChart(rows, tuple(axis.ticks()), height, len(groups) - len(rows))


def _alarm_row(group: AlarmGroup, y: float, axis: TimeAxis, words: FormWords) -> AlarmRow:
    newest = group.newest
    state = AlarmState.FIRING.value if group.open else newest.state.value
    started = newest.started_at.astimezone(ZoneInfo(axis.zone))
    name = plain(newest.name, most=40)
    target = "" if is_id(newest.target) else plain(newest.target, most=40)
    return AlarmRow(
        y,
        plain(f"{name} · {target}" if target else name, most=54),
        group.severity.value,
        words.severities[group.severity.value],
        tuple(_span(record, axis) for record in group.records),
        group.open,
        words.states[state],
        f"{started:%m-%d %H:%M}",
    )


def _span(record: AlarmRecord, axis: TimeAxis) -> Span:
    open_end = record.state in (AlarmState.FIRING, AlarmState.UNKNOWN)
    length = timedelta(minutes=record.minutes) if record.minutes is not None else UNKNOWN_LENGTH
    end = axis.end if open_end else record.started_at + length
    x = min(axis.at(record.started_at), LEFT + PLOT - 4.0)
    return Span(x, max(4.0, axis.at(end) - x), open_end)


@dataclass(frozen=True)
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


def capacity_chart(
    warnings: tuple[CapacityWarning, ...], language: Language
) -> CapacityChart | None:
    """Return the forecast, soonest first, or None when nothing runs full."""
    if not warnings:
        return None
    words, say = form_words(language), phrases_for(language)
    soonest = sorted(warnings, key=lambda warning: warning.days)[:MOST_ROWS]
    top = round_top(max(max(w.days_high or w.days * 1.3, 1.0) for w in soonest))
    rows = tuple(
        _capacity_row(warning, say.metric(warning.metric), 8.0 + ROW * place, top, words)
        for place, warning in enumerate(soonest)
    )
    return CapacityChart(rows, _days(top, words), 8.0 + ROW * len(rows))


def _days(top: float, words: FormWords) -> tuple[Tick, ...]:
    inner = tuple(Tick(_day(top * part, top), f"{top * part:g}") for part in (0.25, 0.5, 0.75))
    last = Tick(WIDTH - 8.0, words.days.format(count=f"{top:g}"), "end")
    return (Tick(12.0, words.today, "start"), *inner, last)


def _day(days: float, top: float) -> float:
    return 12.0 + (WIDTH - 24.0) * min(1.0, max(0.0, days / top))


def _capacity_row(
    warning: CapacityWarning, metric: str, y: float, top: float, words: FormWords
) -> CapacityRow:
    high = warning.days_high
    interval = f"{warning.days_low:.0f} – {'…' if high is None else f'{high:.0f}'}"
    return CapacityRow(
        y,
        plain(f"{warning.target} {metric}", most=36),
        f"{measured(warning.value, warning.unit)} → {measured(warning.limit, warning.unit)}",
        _day(warning.days_low, top),
        _day(top if high is None else high, top),
        _day(warning.days, top),
        high is None,
        warning.days <= 3,
        words.days.format(count=f"{warning.days:.0f}"),
        words.days.format(count=interval),
    )
