"""What a threshold watch tells people as messages, and programs as numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from domain.common.messages import Called, Foreign, Localized, Message, Names, message
from domain.common.notifications import Bullets, Notification
from domain.common.quoting import clean, shorten
from domain.events.events import EventType
from domain.tasks.tasks import Finding
from domain.watches.metric_memory import Level
from domain.watches.metrics.news import Judgement, Kind, News, Outcome, Reason
from domain.watches.metrics.options import Operator
from domain.watches.metrics.sources import NAMES, Sample, place_of
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.novelty import Alert, Novelty
from domain.watches.standing import WatchStanding

EVENT_OF: Mapping[Kind, EventType] = MappingProxyType(
    {
        Kind.BREACHED: EventType.THRESHOLD_BREACHED,
        Kind.REMINDED: EventType.THRESHOLD_REMINDED,
        Kind.CLEARED: EventType.THRESHOLD_CLEARED,
        Kind.NO_DATA: EventType.THRESHOLD_NO_DATA,
        Kind.FLAPPING: EventType.THRESHOLD_FLAPPING,
        Kind.SETTLED: EventType.THRESHOLD_SETTLED,
    }
)

LONGEST_LABEL = 200
"""Characters of a series' label in an event; Prometheus sets no bound."""

MOST_SERIES_NAMED = 5
"""Of several series that break a rule; the rest are counted."""

LONGEST_NAME = 60
"""Columns of a task's name in a title, which an SMS says whole."""

_CLOSE_UNITS = frozenset({"%", "°C"})
"""Units that are written close to their number."""

_TITLES: Mapping[Kind | Reason, str] = {
    Kind.BREACHED: "metric.breached",
    Kind.REMINDED: "metric.reminded",
    Kind.CLEARED: "metric.cleared",
    Kind.NO_DATA: "metric.no_data",
    Kind.FLAPPING: "metric.flapping",
    Kind.SETTLED: "metric.settled",
    Reason.DATA_BACK: "metric.data_back",
    Reason.LACK_COUNTS_AS_OK: "metric.lack_counts_as_ok",
    Reason.RULE_CHANGED: "metric.rule_changed",
}
_REASONS: Mapping[Reason, str] = {
    Reason.HELD: "metric.why_held",
    Reason.LACK_COUNTS_AS_OK: "metric.why_lack_counts_as_ok",
    Reason.DATA_BACK: "metric.why_data_back",
    Reason.NO_NEW_VALUE: "metric.why_no_new_value",
    Reason.NEVER_A_VALUE: "metric.why_never_a_value",
    Reason.TOO_MANY_CHANGES: "metric.why_too_many_changes",
    Reason.NO_MORE_CHANGES: "metric.why_no_more_changes",
    Reason.RULE_CHANGED: "metric.why_rule_changed",
}
_RULES: Mapping[Operator, str] = {
    Operator.ABOVE: "metric.above",
    Operator.AT_LEAST: "metric.at_least",
    Operator.BELOW: "metric.below",
    Operator.AT_MOST: "metric.at_most",
    Operator.EQUAL: "metric.equal",
    Operator.NOT_EQUAL: "metric.not_equal",
}
_NOVEL: Mapping[Novelty, str] = {
    Novelty.BEYOND: "metric.beyond_all_seen",
    Novelty.SHAPE: "metric.shape_never_seen",
    Novelty.QUIET: "metric.quieter_than_ever",
}
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_LEVELS: Mapping[Level, str] = {
    Level.BREACHED: "metric.level_breached",
    Level.NORMAL: "metric.level_normal",
    Level.PENDING: "metric.level_pending",
    Level.NO_DATA: "metric.level_no_data",
    Level.UNKNOWN: "metric.level_unknown",
}


@dataclass(frozen=True)
class Subject:
    """Of what is told.

    Attributes:
        name: of the task.
        metric: what a configured metric is called; None for a source of its own.
        breaking: of several series those that break the rule, the worst first.
        series: how many series there are.
    """

    name: str
    metric: Localized | Message | None = None
    breaking: Sequence[Sample] = ()
    series: int = 1


def finding_of(
    news: News, config: ThresholdWatchConfig, subject: Subject, *, now: datetime
) -> Finding:
    """Return the news as messages and numbers."""
    teller = _Teller(news, config, subject, now)
    told = Notification(teller.title(), tuple(teller.body()))
    return Finding(EVENT_OF[news.kind], told, teller.data(), notify=news.notify)


@dataclass(frozen=True)
class _Teller:
    news: News
    config: ThresholdWatchConfig
    subject: Subject
    now: datetime

    def title(self) -> Message:
        """Return the one line that an SMS says."""
        news = self.news
        special = news.kind is Kind.CLEARED and news.reason in _TITLES
        return message(
            _TITLES[news.reason if special else news.kind],
            name=Foreign(shorten(clean(self.subject.name), LONGEST_NAME)),
            value=self._value or message("metric.no_value"),
            rule=_rule(self.config) if self._alert is None else _novel(self._alert),
            lasted=self._lasted,
            level=message(_LEVELS[news.after.level]),
        )

    def body(self) -> Iterator[Message | Bullets]:
        """Yield why, and the facts as a list."""
        why = _REASONS.get(self.news.reason)
        if why is not None:
            yield message(
                why,
                hold=self.config.hold,
                window=self.config.flapping.window,
                changes=len(self.news.after.transitions),
            )
        if self.news.kind is Kind.BREACHED and self._alert is not None:
            yield why_novel(self._alert, self.config.unit)
        yield Bullets(tuple(self._facts()))

    def data(self) -> dict[str, Any]:
        """Return the numbers."""
        config, after, reading = self.config, self.news.after, self.news.reading
        data: dict[str, Any] = {
            "reason": self.news.reason.value,
            "level": after.level.value,
            "metric": config.metric or (NAMES[type(config.source)] if config.source else ""),
            "operator": config.operator.value,
            "value": after.value,
            "unit": config.unit,
            "label": clean(after.label)[:LONGEST_LABEL],
            "since": _iso(self._since),
            "severity": config.severity.value,
            "opens_incident": config.opens_incident,
            "source": clean(place_of(config.source)) if config.source else "",
        }
        if config.range is not None:
            data |= {"low": config.range.low, "high": config.range.high}
        elif config.anomaly is None:
            data |= {"threshold": config.threshold, "clear_value": config.clear_value}
        elif reading is not None:
            data |= {"low": reading.low, "high": reading.high}
        if self._alert is not None:
            data |= {"novelty": self._alert.why, "novel_since": _iso(self._alert.at)}
        if config.operator.is_change and reading is not None:
            data |= {"change": reading.change, "former": reading.reference}
        if self.news.kind in {Kind.CLEARED, Kind.REMINDED} and self._since is not None:
            data |= {"lasted_seconds": round((self.now - self._since).total_seconds())}
        if self._several:
            data |= {"series": self.subject.series, "series_breaking": len(self.subject.breaking)}
        return data | {"peak": self._peak, "reminders": after.reminders}

    @property
    def _several(self) -> bool:
        """Whether it is news how many series break the rule."""
        return self.news.kind in {Kind.BREACHED, Kind.REMINDED} and len(self.subject.breaking) > 1

    @property
    def _peak(self) -> float | None:
        return self.news.before.peak if self.news.kind is Kind.CLEARED else self.news.after.peak

    @property
    def _since(self) -> datetime | None:
        """Since when what is told of lasts, or lasted."""
        before, after = self.news.before, self.news.after
        if self.news.kind is Kind.CLEARED:
            return before.breached_since or before.since
        return after.breached_since if self.news.kind is Kind.REMINDED else after.since

    @property
    def _alert(self) -> Alert | None:
        """What is novel about the value, where the rule learns."""
        return self.news.reading.alert if self.news.reading else None

    @property
    def _lasted(self) -> timedelta | None:
        return None if self._since is None else self.now - self._since

    @property
    def _value(self) -> Message | None:
        value = self.news.after.value
        return None if value is None else figure(value, self.config.unit)

    def _facts(self) -> Iterator[Message]:
        if self.subject.metric:
            yield message("metric.fact_metric", metric=self.subject.metric)
        if self._value is not None:
            last = self.news.kind is Kind.NO_DATA
            yield message("metric.fact_last" if last else "metric.fact_value", value=self._value)
        yield from self._compared()
        yield message("metric.fact_rule", rule=_rule(self.config))
        yield from self._times()
        if self._several:
            yield self._worst()
        elif label := self.news.after.label:
            yield message("metric.fact_series", series=Foreign(label[:LONGEST_LABEL]))
        if self.config.source:
            yield message("metric.fact_source", source=Called(place_of(self.config.source)))

    def _worst(self) -> Message:
        """Return how many series break the rule, and the worst few."""
        worst, unit = self.subject.breaking[:MOST_SERIES_NAMED], self.config.unit
        named = (
            message(
                "metric.one_series",
                series=Foreign(each.label[:LONGEST_LABEL]),
                value=figure(each.value, unit),
            )
            for each in worst
        )
        return message(
            "metric.fact_several",
            breaking=len(self.subject.breaking),
            all=self.subject.series,
            worst=Names(tuple(named)),
        )

    def _times(self) -> Iterator[Message]:
        ended = self.news.kind in {Kind.CLEARED, Kind.REMINDED}
        if ended and self._peak is not None:
            yield message("metric.fact_peak", value=figure(self._peak, self.config.unit))
        if self._since is not None:
            yield message("metric.fact_since", moment=self._since)
        if ended and self._lasted is not None:
            yield message("metric.fact_lasted", lasted=self._lasted)

    def _compared(self) -> Iterator[Message]:
        reading, unit = self.news.reading, self.config.unit
        if reading is None or self.news.kind is Kind.NO_DATA:
            return
        if self.config.operator.is_change:
            yield message("metric.fact_former", value=figure(reading.reference, unit))
            percent = self.config.operator is Operator.CHANGE_BY_PERCENT
            change = (
                figure(round(reading.change, 2), "%") if percent else figure(reading.change, unit)
            )
            rise = message("metric.rise", value=change) if reading.change > 0 else change
            yield message("metric.fact_change", value=rise)
        elif self.config.anomaly is not None and reading.low < reading.high:
            low, high = figure(reading.low, unit), figure(reading.high, unit)
            yield message("metric.fact_usual", low=low, high=high)


def why_novel(alert: Alert, unit: str = "") -> Message:
    """Return what is novel, with the numbers that say so."""
    if alert.why is Novelty.BEYOND:
        above = alert.value > alert.high
        return message(
            "metric.novel_above" if above else "metric.novel_below",
            over=_round(alert.over),
            edge=figure(alert.high if above else alert.low, unit),
            value=figure(alert.value, unit),
        )
    if alert.why is Novelty.SHAPE:
        return message(
            "metric.novel_shape",
            over=_round(alert.over),
            span=_round(alert.span),
            nearest=alert.nearest,
        )
    return message(
        "metric.novel_quiet",
        over=_round(alert.over),
        span=_round(alert.span),
        movement=figure(float(f"{alert.value:.2g}"), unit),
        least=figure(float(f"{alert.bar:.2g}"), unit),
        usual=figure(float(f"{alert.usual:.2g}"), unit),
    )


def _novel(alert: Alert) -> Message:
    """Return what is novel in a few words, for a title."""
    return message(_NOVEL[alert.why])


def _round(span: timedelta) -> timedelta:
    """Return a span as people say it: whole days, or hours, or minutes."""
    unit = next((each for each in (_DAY, _HOUR, _MINUTE) if span >= 2 * each), _MINUTE)
    return max(round(span / unit), 1) * unit


def standing(judged: Judgement, config: ThresholdWatchConfig) -> Message:
    """Return in one sentence where the number stands, for people who look at the task."""
    memory = judged.memory
    return message(
        "metric.standing",
        value=None if memory.value is None else figure(memory.value, config.unit),
        level=_level(judged, config),
        newer=judged.outcome is not Outcome.NOTHING_NEW,
    )


def standing_of(judged: Judgement, config: ThresholdWatchConfig) -> WatchStanding:
    """Return where the number stands, for programs and lists."""
    memory, learning = judged.memory, judged.outcome is Outcome.LEARNING
    return WatchStanding(
        level=Level.LEARNING if learning else memory.level,
        since=memory.since,
        until=_learned_at(judged, config) if learning else None,
        value=memory.value,
        unit=config.unit,
    )


def _level(judged: Judgement, config: ThresholdWatchConfig) -> Message:
    if judged.outcome is not Outcome.LEARNING:
        return message(_LEVELS[judged.memory.level])
    change = config.operator.is_change
    return message(
        "metric.level_comparing" if change else "metric.level_learning",
        until=_learned_at(judged, config),
    )


def _learned_at(judged: Judgement, config: ThresholdWatchConfig) -> datetime | None:
    """Return when there will be a past to compare with; None when only new values can tell."""
    past = judged.memory.samples
    if config.anomaly is not None:
        begun = judged.memory.past.begun
        return begun + config.anomaly.learn if begun else None
    length = config.over
    if not past or past[-1][0] - past[0][0] >= length:
        return None
    return past[0][0] + length


def figure(value: float, unit: str = "") -> Message:
    """Return a number as people write it, with its unit; six digits tell values apart."""
    if not unit:
        return message("value.plain", value=amount(value))
    close = unit in _CLOSE_UNITS
    return message(
        "metric.figure_close" if close else "metric.figure", value=amount(value), unit=Called(unit)
    )


def amount(value: float) -> Decimal | Called:
    """Return a number with as many digits as people read."""
    if value == int(value) and abs(value) < 1e15:
        return Decimal(int(value))
    written = f"{value:.2f}" if 1_000 <= abs(value) < 1e15 else f"{value:.6g}"
    return Called(written) if "e" in written else Decimal(written)


def _rule(config: ThresholdWatchConfig) -> Message:
    edges, operator = config.range, config.operator
    if operator is Operator.ANOMALY:
        return message("metric.anomaly")
    if edges is not None:
        low, high = figure(edges.low, config.unit), figure(edges.high, config.unit)
        inside = operator is Operator.IN_RANGE
        return message("metric.in_range" if inside else "metric.outside_range", low=low, high=high)
    unit = "%" if operator is Operator.CHANGE_BY_PERCENT else config.unit
    threshold = figure(config.threshold, unit)
    if operator.is_change:
        return message("metric.change_by", threshold=threshold, over=config.over)
    return message(_RULES[operator], threshold=threshold)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
