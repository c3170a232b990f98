"""The page as its template sees it: words and numbers only, nothing to decide."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from application.briefings.telling import Telling
from application.briefings.written import addressee, period, sections, title
from application.ports.rendering import Form
from domain.briefings.evidence import Evidence, numbered
from domain.briefings.fact_sheet import percent
from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_logs import error_rate_rose
from domain.briefings.rule_points import share
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.messages import Message, message
from domain.common.quoting import clean, defanged, plain
from domain.monitoring.alarms import AlarmState
from integrations.html_briefing.log_charts import (
    Bar,
    Change,
    VolumeChart,
    changes,
    keywords,
    rate_bars,
    template_bars,
    volume_chart,
)
from integrations.html_briefing.other_charts import (
    AlarmChart,
    CapacityChart,
    alarm_chart,
    capacity_chart,
)


@dataclass(frozen=True)
class Proof:
    """One piece of evidence; `anchor` is its place on the page."""

    anchor: str
    id: str
    text: Markup
    query: str


@dataclass(frozen=True)
class Said:
    """One claim with its proofs."""

    topic: str
    text: Markup
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Section:
    """The claims of one weight."""

    weight: str
    heading: str
    claims: tuple[Said, ...]


@dataclass(frozen=True)
class Tile:
    """A number at the top of the page; `mood` chooses its colour."""

    label: str
    value: str
    note: str = ""
    mood: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything the template shows."""

    language: str
    title: str
    name: str
    day: str
    period: str
    mood: str
    words: dict[str, str]
    sandbox: bool
    headline: Markup
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    notes: tuple[Markup, ...]
    complete: bool
    proofs: tuple[Proof, ...]
    volume: VolumeChart | None
    rates: tuple[Bar, ...]
    templates: tuple[Bar, ...]
    changes: tuple[Change, ...]
    keywords: tuple[str, ...]
    alarms: AlarmChart | None
    capacity: CapacityChart | None
    written_by: str


_LABELS = (
    "briefing.title", "briefing.sandbox", "briefing.incomplete", "briefing.notes",
    "briefing.evidence", "briefing.all_evidence", "briefing.period", "briefing.look_up",
    "briefing.footer", "briefing.lines", "briefing.errors", "briefing.error_rate",
    "briefing.alarms", "briefing.for_you", "briefing.unknown", "briefing.volume_chart",
    "briefing.rate_chart", "briefing.before", "briefing.now", "briefing.templates_chart",
    "briefing.changes_chart", "briefing.keywords", "briefing.alarms_chart",
    "briefing.capacity_chart", "briefing.today", "briefing.data_table", "briefing.time",
    "briefing.state", "briefing.since", "briefing.target", "briefing.estimate",
    "briefing.interval",
)  # fmt: skip
"""What the template calls `words.title`, `words.sandbox` and so on."""


def page_of(
    facts: BriefingFacts, summary: Summary, telling: Telling, known: Mapping[str, Evidence]
) -> Page:
    """Return the page of one briefing."""
    words = {each.partition(".")[2]: telling.text(message(each)) for each in _LABELS}
    proofs = _proofs(known, telling)
    return Page(
        language=telling.reader.language,
        title=title(facts, telling),
        name=addressee(facts),
        day=_day(facts, telling),
        period=period(facts),
        mood=_mood(summary),
        words=words,
        sandbox=facts.sandbox,
        headline=_shown(summary.headline, telling),
        tiles=_tiles(facts, summary, telling, words),
        sections=_sections(summary, proofs, telling),
        notes=tuple(_shown(note, telling) for note in summary.notes),
        complete=summary.complete,
        proofs=tuple(proofs.values()),
        volume=volume_chart(facts.logs, telling),
        rates=rate_bars(facts.logs, telling),
        templates=template_bars(facts.logs),
        changes=changes(facts.logs, telling),
        keywords=keywords(facts.logs),
        alarms=alarm_chart(facts, telling),
        capacity=capacity_chart(facts.capacity, telling),
        written_by=telling.name(summary.writer),
    )


def _day(facts: BriefingFacts, telling: Telling) -> str:
    day = message("time.month_day", month=facts.local_date.month, day=facts.local_date.day)
    return telling.text(message("briefing.date", day=day, weekday=facts.local_date.isoweekday()))


def _mood(summary: Summary) -> str:
    """Return the gravest weight; a page with gaps is never calm."""
    weights = [claim.weight for claim in summary.claims]
    if Weight.ACT in weights:
        return Weight.ACT.value
    return (Weight.WATCH if Weight.WATCH in weights or not summary.complete else Weight.CALM).value


def _shown(said: Message, telling: Telling) -> Markup:
    return Markup(telling.text(said, Form.HTML))  # noqa: S704 - the renderer escapes arguments


def _proofs(known: Mapping[str, Evidence], telling: Telling) -> dict[str, Proof]:
    numbers = numbered(known)
    return {name: _proof(numbers[name], item, telling) for name, item in known.items()}


def _proof(anchor: str, item: Evidence, telling: Telling) -> Proof:
    return Proof(
        anchor,
        defanged(clean(item.id)),
        _shown(item.said, telling),
        plain(item.query, most=160),
    )


def _sections(summary: Summary, proofs: dict[str, Proof], telling: Telling) -> tuple[Section, ...]:
    """Return the claims by weight; what is not read out is in the colours of what is calm."""
    return tuple(
        Section(
            (Weight.CALM if claims is summary.untold else claims[0].weight).value,
            telling.text(heading),
            tuple(_said(claim, proofs, telling) for claim in claims),
        )
        for heading, claims in sections(summary)
    )


def _said(claim: Claim, proofs: dict[str, Proof], telling: Telling) -> Said:
    found = tuple(proofs[name] for name in claim.evidence if name in proofs)
    return Said(telling.name(claim.topic), _shown(claim.said, telling), found)


def _tiles(
    facts: BriefingFacts, summary: Summary, telling: Telling, words: dict[str, str]
) -> tuple[Tile, ...]:
    still = sum(alarm.state in (AlarmState.FIRING, AlarmState.UNKNOWN) for alarm in facts.alarms)
    must = summary.must
    firing = telling.text(message("briefing.firing", n=still)) if still else ""
    alarms = Tile(words["alarms"], f"{len(facts.alarms):,}", firing, "watch" if still else "")
    people = Tile(words["for_you"], f"{must:,}", "", "act" if must else "")
    # A zero is a finding; where a source was not read nobody has found it.
    if not summary.complete:
        alarms = alarms if facts.alarms else _unread("alarms", words)
        people = people if must else _unread("for_you", words)
    return (*_log_tiles(facts, telling, words), alarms, people)


def _unread(label: str, words: dict[str, str]) -> Tile:
    return Tile(words[label], "–", words["unknown"], "watch")


def _log_tiles(facts: BriefingFacts, telling: Telling, words: dict[str, str]) -> tuple[Tile, Tile]:
    logs = facts.logs
    if logs.total == 0 and logs.missing:
        return _unread("lines", words), _unread("error_rate", words)
    rate, before = (
        share(percent(logs.errors, logs.total)),
        share(percent(logs.before_errors or 0, logs.before_total or 0)),
    )
    compared = logs.before_total and logs.before_errors is not None
    return (
        Tile(words["lines"], f"{logs.total:,}", _change(logs.total, logs.before_total)),
        Tile(
            words["error_rate"],
            telling.text(message("briefing.rate", rate=rate)),
            telling.text(message("briefing.rate_before", rate=before)) if compared else "",
            "watch" if error_rate_rose(logs) else "",
        ),
    )


def _change(now: int, before: int | None) -> str:
    if not before:
        return ""
    change = (now - before) / before * 100
    return f"{'▲' if change > 0 else '▼'} {abs(change):.0f}%" if abs(change) >= 1 else "≈"
