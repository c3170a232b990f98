"""The facts of a briefing as numbered statements: what a model may read, and what it may cite.

Every statement is one piece of evidence with its figures worked out, so that a sentence about it
needs no arithmetic, and each number of a sentence can be looked for in what the sentence cites.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.briefings.evidence import Evidence, EvidenceKind, evidence_ids
from domain.briefings.facts import BriefingFacts, Happening
from domain.common.messages import Message
from domain.logs.bursts import Burst, bursts_of
from domain.logs.logs import Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning

Detail = str | int | float


@dataclass(frozen=True)
class Statement:
    """One piece of evidence in words and figures.

    Attributes:
        untrusted: the text holds words that somebody outside wrote into a log or page.
        rank: order of importance, lowest first; what does not fit a bound is cut from the end.
    """

    id: str
    kind: EvidenceKind
    text: str
    details: dict[str, Detail] = field(default_factory=dict)
    untrusted: bool = False
    rank: int = 50


def fact_sheet(facts: BriefingFacts, tell: Callable[[Message], str]) -> dict[str, Statement]:
    """Return a statement for everything that may be cited about `facts`, by evidence id.

    Args:
        facts: what was gathered.
        tell: renders a message for who reads the briefing.
    """
    details = _Details(facts).all()
    return {
        name: _statement(item, tell(item.said), *details.get(name, ({}, _LAST)))
        for name, item in evidence_ids(facts).items()
    }


_LAST = 90
_UNTRUSTED = frozenset({EvidenceKind.TEMPLATE, EvidenceKind.KEYWORD, EvidenceKind.EVENT})


def _statement(item: Evidence, text: str, details: dict[str, Detail], rank: int) -> Statement:
    return Statement(item.id, item.kind, text, details, item.kind in _UNTRUSTED, rank)


@dataclass(frozen=True)
class _Details:
    facts: BriefingFacts

    def all(self) -> dict[str, tuple[dict[str, Detail], int]]:
        """Return figures and rank by evidence id."""
        found = _log_details(self.facts.logs)
        for alarm in self.facts.alarms:
            found[f"alarm:{alarm.source}:{alarm.id}"] = (self._alarm(alarm), _alarm_rank(alarm))
        for happening in self.facts.happenings:
            rank = 0 if happening.kind == "broadcast" else 15
            found[f"event:{happening.event_id}"] = (self._happening(happening), rank)
        for warning in self.facts.capacity:
            found[f"cap:{warning.metric}:{warning.target}"] = (_capacity(warning), 12)
        for number, burst in enumerate(bursts_of(self.facts.logs)):
            found[f"burst:{number}"] = (self._burst(burst), 4)
        for number in range(len(self.facts.gaps)):
            found[f"missing:{number}"] = ({}, 1)
        return found

    def _alarm(self, alarm: AlarmRecord) -> dict[str, Detail]:
        details: dict[str, Detail] = {
            "name": alarm.name,
            "severity": alarm.severity.value,
            "state": alarm.state.value,
            "target": alarm.target,
            "trigger": alarm.trigger,
            "since_local": self._local(alarm.started_at),
            "handled": alarm.handled or "no record",
        }
        if alarm.minutes is not None:
            days, minutes = divmod(alarm.minutes, 24 * 60)
            lasting = f"{days} days {minutes // 60} h {minutes % 60} min"
            hours = round(alarm.minutes / 60, 2)
            details |= {"minutes": alarm.minutes, "hours": hours, "lasting": lasting}
        return details

    def _burst(self, burst: Burst) -> dict[str, Detail]:
        minutes = round((burst.end - burst.start).total_seconds() / 60)
        return {
            "errors": burst.errors,
            "percent_of_errors": min(100.0, percent(burst.errors, self.facts.logs.errors)),
            "start_local": self._local(burst.start),
            "end_local": self._local(burst.end),
            "lasting": f"{minutes} min, {minutes // 60} h {minutes % 60} min",
            "is_over": str(burst.over).lower(),
        }

    def _happening(self, happening: Happening) -> dict[str, Detail]:
        return {"happening": happening.kind, "at_local": self._local(happening.at)}

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self.facts.zone)):%Y-%m-%d %H:%M}"


def _log_details(logs: LogFacts) -> dict[str, tuple[dict[str, Detail], int]]:
    total = _compared(logs.total, logs.before_total)
    errors = _compared(logs.errors, logs.before_errors)
    errors |= {"error_rate_percent": percent(logs.errors, logs.total)}
    if logs.before_total and logs.before_errors is not None:
        errors["error_rate_percent_before"] = percent(logs.before_errors, logs.before_total)
    found = {"log:total": (total, 18), "log:errors": (errors, 3)}
    for place, template in enumerate(logs.top_errors):
        found[f"tpl:{template.id}"] = (_template(template, logs), 20 + place)
    for place, trend in enumerate(logs.trends):
        found[f"tpl:{trend.template.id}"] = (_trend(trend, logs), 20 + place)
    return found


def _compared(now: int, before: int | None) -> dict[str, Detail]:
    details: dict[str, Detail] = {"now": now}
    if before is not None:
        details["before"] = before
    if before:
        details["change_percent"] = round(abs(now - before) / before * 100, 3)
        details["times_before"] = round(now / before, 3)
    return details


def percent(part: int, whole: int) -> float:
    """Return how much `part` is of `whole` in percent; 0 of nothing."""
    return round(part / whole * 100, 4) if whole else 0.0


def _template(template: Template, logs: LogFacts) -> dict[str, Detail]:
    details: dict[str, Detail] = {"count": template.count, "level": template.level.value}
    if template.level is Level.ERROR:
        details["percent_of_errors"] = percent(template.count, logs.errors)
    return details


def _trend(trend: TemplateTrend, logs: LogFacts) -> dict[str, Detail]:
    details = _template(trend.template, logs) | _compared(trend.now, trend.before)
    if trend.kind is TrendKind.GONE:  # its count is that of the period before
        details.pop("percent_of_errors", None)
    return details | {"trend": trend.kind.value}


def _capacity(warning: CapacityWarning) -> dict[str, Detail]:
    details: dict[str, Detail] = {
        "value": round(warning.value, 2),
        "unit": warning.unit,
        "limit": warning.limit,
        "days": round(warning.days, 2),
        "days_low": round(warning.days_low, 2),
    }
    if warning.days_high is not None:
        details["days_high"] = round(warning.days_high, 2)
    return details


def _alarm_rank(alarm: AlarmRecord) -> int:
    firing = alarm.state in (AlarmState.FIRING, AlarmState.UNKNOWN)
    if firing and alarm.severity is Severity.CRITICAL:
        return 0
    return 5 if firing else 30
