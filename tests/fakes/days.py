"""Days of every kind, as a briefing gathers them: what people get for them is kept as snapshots.

`python -m tests.fakes.days` writes the snapshots anew; read what changed before it is kept.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from domain.alerts.alerts import FaultClass
from domain.briefings.briefings import Briefing
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Topic
from domain.clusters.clusters import WorkloadRef
from domain.common.notifications import notification_of
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.incidents import CallReason
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import HistogramBar, Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning
from integrations.html_briefing.writer import AllForms
from tests.fakes.incident_examples import an_incident
from tests.fakes.mornings import (
    DAY,
    SINCE,
    UNTIL,
    blind_facts,
    busy_facts,
    foreign,
    hostile_facts,
    quiet_facts,
    told,
)
from tests.fakes.words import LANGUAGES, WORDS

SNAPSHOTS = Path(__file__).parents[1] / "application" / "briefings" / "days"
HALF_HOUR = timedelta(minutes=30)
NIGHT = UNTIL - timedelta(minutes=80)
"""20:20Z, which is 04:20 of the morning in Shanghai."""


def logs(
    total: int = 13_474,
    errors: int = 30,
    *,
    burst: tuple[datetime, int, int] | None = None,
    **more: Any,
) -> LogFacts:
    """Return a day of lines; `burst` is when errors crowd, for how many half hours, how many."""
    starts = [SINCE + place * HALF_HOUR for place in range(48)]
    bars = {start: errors // 48 + (place < errors % 48) for place, start in enumerate(starts)}
    crowded = 0
    if burst:
        at, long, crowded = burst
        places = [
            start for start in starts if at - HALF_HOUR < start <= at + (long - 1) * HALF_HOUR
        ]
        for place in places:
            bars[place] += crowded // len(places)
    return LogFacts(
        start=SINCE,
        end=UNTIL,
        total=total,
        sampled=total,
        errors=sum(bars.values()),
        bars=tuple(HistogramBar(start, total // 48) for start in starts),
        error_bars=tuple(HistogramBar(start, bars[start]) for start in starts),
        **{"before_total": round(total / 1.02), "before_errors": 28} | more,
    )


def new_error(name: str, pattern: str, count: int, at: datetime, topic: str) -> TemplateTrend:
    """Return an error that was never seen before."""
    line = pattern.replace("<*>", "88213")
    return TemplateTrend(
        TrendKind.NEW,
        Template(
            id=name,
            pattern=pattern,
            count=count,
            level=Level.ERROR,
            examples=(f"{topic}:{name}:7",),
            line=f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S} ERROR {line}",
            first_at=at,
            last_at=at + timedelta(minutes=20),
            topic=topic,
        ),
        0,
        count,
    )


def alarm(
    name: str,
    at: datetime,
    state: AlarmState = AlarmState.FIRING,
    severity: Severity = Severity.CRITICAL,
    **more: Any,
) -> AlarmRecord:
    """Return one firing of an alarm."""
    return AlarmRecord(
        id=f"{name}-{at:%H%M}",
        source="cls",
        alarm_id=name,
        name=name,
        severity=severity,
        state=state,
        started_at=at,
        **more,
    )


def incident(
    number: int,
    at: datetime,
    *,
    name: str = "checkout",
    namespace: str = "shop",
    fault: FaultClass = FaultClass.CRASH_LOOP,
    reason: CallReason = CallReason.EXHAUSTED,
) -> Happening:
    """Return what the engine itself writes down when it hands an incident over."""
    owner = WorkloadRef("cls-1", namespace, "Deployment", name)
    one = replace(an_incident(), id=f"i_{number}", owner=owner, fault=fault)
    event = event_of(
        one, IncidentNote(EventType.BROADCAST_QUEUED, number, at, {"reason": reason.value})
    )
    said = notification_of(event.data["notification"])
    assert said
    return Happening(event.id, "broadcast", at, said)


def full(target: str, days: float, metric: str = "disk_used") -> CapacityWarning:
    """Return something that runs full."""
    return CapacityWarning(
        metric=metric,
        target=target,
        value=87.8,
        unit="%",
        limit=100.0,
        days=days,
        days_low=days * 0.7,
        days_high=days * 1.4,
        query="q",
    )


def day(found: LogFacts | None = None, **more: Any) -> BriefingFacts:
    """Return the facts of one morning."""
    return BriefingFacts(
        person_id="u_mei",
        local_date=DAY,
        zone="Asia/Shanghai",
        since=SINCE,
        until=UNTIL,
        logs=found or logs(),
        person_name="林梅",
        **more,
    )


def outage(state: AlarmState = AlarmState.FIRING) -> BriefingFacts:
    """Return the night in which payments failed for half an hour, and set off an alarm."""
    errors = (
        new_error(
            "p1",
            "payment for order <*> failed: bank gateway timed out",
            186,
            NIGHT,
            "shop-services",
        ),
        new_error("p2", "connection pool exhausted after <*> ms", 50, NIGHT, "shop-services"),
    )
    return day(
        logs(burst=(NIGHT, 1, 236), trends=errors, top_errors=tuple(e.template for e in errors)),
        alarms=(
            alarm("支付错误率过高", NIGHT + timedelta(minutes=3), state, target="payment-api"),
        ),
    )


def seven_open() -> BriefingFacts:
    """Return the outage with seven incidents that wait, four of them of one workload."""
    places = (("checkout", "shop"), ("checkout", "shop-eu"), ("checkout", "shop-us"))
    waiting = [
        incident(n, NIGHT + timedelta(minutes=10 + n), name=name, namespace=space)
        for n, (name, space) in enumerate((*places, ("checkout", "shop-jp")))
    ]
    others = (
        ("cart", FaultClass.NOT_READY, CallReason.BLOCKED),
        ("search", FaultClass.OUT_OF_MEMORY, CallReason.INCONCLUSIVE),
        ("mailer", FaultClass.IMAGE_PULL, CallReason.OBSERVED),
    )
    waiting += [
        incident(10 + n, UNTIL - timedelta(hours=9 - n), name=name, fault=fault, reason=reason)
        for n, (name, fault, reason) in enumerate(others)
    ]
    return replace(outage(), happenings=tuple(waiting))


def storm() -> BriefingFacts:
    """Return three hundred incidents of forty workloads within an hour."""
    return replace(
        outage(),
        happenings=tuple(
            incident(n, NIGHT + timedelta(seconds=12 * n), name=f"svc-{n % 40:02d}")
            for n in range(300)
        ),
    )


def three_at_once() -> BriefingFacts:
    """Return three faults in different places within one hour."""
    return day(
        logs(burst=(NIGHT, 2, 400)),
        alarms=(
            alarm("支付错误率过高", NIGHT, target="payment-api"),
            alarm("订单库连接数", NIGHT + timedelta(hours=-4), target="orders-db"),
        ),
        happenings=(
            incident(1, UNTIL - timedelta(hours=7), name="search", fault=FaultClass.OUT_OF_MEMORY),
        ),
        capacity=(full("log-02", 2.0),),
    )


def chatter() -> BriefingFacts:
    """Return a day on which only tasks had anything to say."""
    tasks = tuple(
        Happening(f"t{n}", "task", UNTIL - timedelta(hours=n), told(f"官网价格页第 {n} 次变化。"))
        for n in range(1, 9)
    )
    return day(happenings=tasks)


def half_down() -> BriefingFacts:
    """Return a day on which half of the sources did not answer."""
    gaps = (
        Gap(Source.ALARMS, detail=foreign("InternalError")),
        Gap(Source.METRICS, WhyUnread.TOO_SLOW),
        Gap(Source.LOGS, WhyUnread.TOO_SLOW, "shop-gateway"),
    )
    return replace(outage(), alarms=(), missing=gaps)


def rollback(at: datetime) -> Happening:
    """Return a rollback that went well."""
    return Happening("rb-1", "rollback", at, told("checkout 回滚到修订 41，结论：健康。"))


DAYS: dict[str, BriefingFacts] = {
    "quiet": day(),
    "quiet_weekend": day(logs(3_100, 4, before_total=3_050, before_errors=5)),
    "quiet_before": quiet_facts(),
    "busy": busy_facts(),
    "one_outage_open": outage(),
    "one_outage_over": outage(AlarmState.RECOVERED),
    "seven_open": seven_open(),
    "three_at_once": three_at_once(),
    "storm": storm(),
    "blind": blind_facts(),
    "half_down": half_down(),
    "hostile": hostile_facts(),
    "no_lines": day(logs(0, 0, before_total=9_000, before_errors=9)),
    "first_day": day(logs(before_total=None, before_errors=None)),
    "chatter": chatter(),
    "disk_full_soon": day(capacity=(full("db-01", 0.4), full("log-02", 9.0))),
    "capacity_only": day(capacity=tuple(full(f"db-{n:02d}", 5.0 + n) for n in range(6))),
    "volume_jumped": day(logs(90_000, 60, before_total=13_000)),
    "errors_rose": day(logs(13_000, 700, before_errors=60)),
    "errors_gone": day(logs(13_000, 0, before_errors=120)),
    "rollback_night": day(
        logs(burst=(NIGHT, 1, 90)), happenings=(rollback(NIGHT + timedelta(minutes=12)),)
    ),
    "burst_alone": day(logs(burst=(NIGHT - timedelta(hours=6), 2, 160))),
    "burst_goes_on": day(logs(burst=(UNTIL - timedelta(minutes=60), 2, 300))),
    "one_incident": day(happenings=(incident(1, NIGHT, fault=FaultClass.NOT_READY),)),
    "twelve_alarms": day(
        alarms=tuple(
            alarm(f"慢查询 {n}", UNTIL - timedelta(hours=n + 1), severity=Severity.WARNING)
            for n in range(12)
        )
    ),
    "critical_unsure": day(alarms=(alarm("网关 5xx", NIGHT, AlarmState.UNKNOWN, target="gw-1"),)),
}
"""At least the kinds that people told of: quiet, broken, blind, hostile, first."""


class _Shown(HTMLParser):
    """What a page shows without opening the evidence, which holds ids to look things up with."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("details", "style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("details", "style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def written(name: str, language: Language) -> Briefing:
    """Return the briefing of a day."""
    facts = DAYS[name]
    summary = summarise_by_rules(facts, tuple(Topic))
    return AllForms(WORDS).write(facts, summary, language=language, created_at=UNTIL)


def page_words(html: str) -> list[str]:
    """Return what a page shows, piece by piece."""
    shown = _Shown()
    shown.feed(html)
    return shown.words


def snapshot(name: str, language: Language) -> str:
    """Return all that a person gets for a day."""
    one = written(name, language)
    forms: Iterable[tuple[str, str]] = (
        ("spoken", "\n".join(one.spoken)),
        ("chat", one.markdown),
        ("text", one.text),
        ("page", "\n".join(page_words(one.html))),
    )
    return "".join(f"=== {form}\n{words.strip()}\n\n" for form, words in forms)


def snapshot_file(name: str, language: Language) -> Path:
    """Return where the snapshot is kept."""
    return SNAPSHOTS / f"{name}.{language}.txt"


if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for each in DAYS:
        for spoken in LANGUAGES:
            snapshot_file(each, spoken).write_text(snapshot(each, spoken), encoding="utf-8")
