"""What a threshold watch tells people in words, and programs as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from domain.common.quoting import clean, inert, plain, quoted
from domain.common.readers import Language
from domain.events.events import EventType
from domain.tasks.tasks import Finding
from domain.watches.metrics.news import Judgement, Kind, News, Outcome
from domain.watches.metrics.options import Operator
from domain.watches.metrics.sources import NAMES, place_of
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.metrics.words import LABELS, LEVELS, REASONS, RULES, TITLES, figure, span

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


@dataclass(frozen=True)
class Subject:
    """Of what is told, to whom.

    Attributes:
        name: what people call the metric; may be untrusted.
        zone: IANA zone of the times in the text.
    """

    name: str
    language: Language
    zone: str


def finding_of(
    news: News, config: ThresholdWatchConfig, subject: Subject, *, now: datetime
) -> Finding:
    """Return the news in words and numbers."""
    teller = _Teller(news, config, subject, now)
    return Finding(
        EVENT_OF[news.kind], teller.title(), teller.text(), teller.data(), notify=news.notify
    )


@dataclass(frozen=True)
class _Teller:
    news: News
    config: ThresholdWatchConfig
    subject: Subject
    now: datetime

    def title(self) -> str:
        """Return the one line that an SMS says."""
        language, news = self.subject.language, self.news
        shapes = TITLES[language]
        special = news.kind is Kind.CLEARED and news.reason in shapes
        shape = shapes[news.reason if special else news.kind]
        return shape.format(
            name=quoted(self.subject.name, language),
            value=self._value(),
            rule=self._rule(),
            lasted=self._lasted(),
            level=LEVELS[language][news.after.level],
        )

    def text(self) -> str:
        """Return why, and the facts as a list."""
        words = REASONS[self.subject.language].get(self.news.reason, "")
        why = words.format(
            hold=span(self.config.hold, self.subject.language),
            window=span(self.config.flapping.window, self.subject.language),
            changes=len(self.news.after.transitions),
        )
        labels = LABELS[self.subject.language]
        colon = "：" if self._chinese else ": "
        lines = [f"- {labels[name]}{colon}{value}" for name, value in self._facts() if value]
        return "\n\n".join(part for part in (why, "\n".join(lines)) if part)

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
        if config.operator.is_change and reading is not None:
            data |= {"change": reading.change, "former": reading.reference}
        if self.news.kind in {Kind.CLEARED, Kind.REMINDED} and self._since is not None:
            data |= {"lasted_seconds": round((self.now - self._since).total_seconds())}
        return data | {"peak": self._peak, "reminders": after.reminders}

    @property
    def _chinese(self) -> bool:
        return self.subject.language is Language.CHINESE

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

    def _facts(self) -> list[tuple[str, str]]:
        kind = self.news.kind
        moment = self._since.astimezone(ZoneInfo(self.subject.zone)) if self._since else None
        told = self.news.after.label
        ended = kind is Kind.CLEARED or kind is Kind.REMINDED
        return [
            ("last" if kind is Kind.NO_DATA else "value", self._value()),
            *self._compared(),
            ("rule", self._rule()),
            ("peak", self._figure(self._peak) if ended and self._peak is not None else ""),
            ("since", f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""),
            ("lasted", self._lasted() if ended else ""),
            ("series", inert(quoted(told, self.subject.language)) if told else ""),
            ("source", plain(place_of(self.config.source)) if self.config.source else ""),
        ]

    def _compared(self) -> list[tuple[str, str]]:
        reading = self.news.reading
        if reading is None or self.news.kind is Kind.NO_DATA:
            return []
        if self.config.operator.is_change:
            unit = "%" if self.config.operator is Operator.CHANGE_BY_PERCENT else self.config.unit
            sign = "+" if reading.change > 0 else ""
            return [
                ("former", self._figure(reading.reference)),
                ("change", sign + figure(reading.change, unit)),
            ]
        if self.config.anomaly is not None and reading.low < reading.high:
            return [("usual", f"{self._figure(reading.low)} – {self._figure(reading.high)}")]
        return []

    def _value(self) -> str:
        value = self.news.after.value
        if value is None:
            return "—"
        return self._figure(value)

    def _rule(self) -> str:
        edges = self.config.range
        return RULES[self.subject.language][self.config.operator].format(
            threshold=self._figure(self.config.threshold),
            percent=figure(self.config.threshold, "%"),
            low=self._figure(edges.low) if edges else "",
            high=self._figure(edges.high) if edges else "",
            over=span(self.config.over, self.subject.language),
        )

    def _lasted(self) -> str:
        if self._since is None:
            return ""
        return span(self.now - self._since, self.subject.language)

    def _figure(self, value: float) -> str:
        return figure(value, plain(self.config.unit))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def standing(judged: Judgement, config: ThresholdWatchConfig, language: Language) -> str:
    """Return in one sentence where the number stands, for people who look at the task."""
    chinese, memory = language is Language.CHINESE, judged.memory
    level = LEVELS[language][memory.level]
    if judged.outcome is Outcome.LEARNING:
        level = "还在学习平常的范围" if chinese else "still learning what is usual"
    parts = [] if memory.value is None else [figure(memory.value, plain(config.unit))]
    said = ("，" if chinese else ", ").join([*parts, level])
    if judged.outcome is Outcome.NOTHING_NEW:
        return f"{said}（没有更新的值）。" if chinese else f"{said} (no newer value)."
    return f"{said}{'。' if chinese else '.'}"
