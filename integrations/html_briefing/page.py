"""The page as its template sees it: words and numbers only, nothing to decide."""

from dataclasses import dataclass

from domain.briefings.evidence import Evidence, evidence_ids
from domain.briefings.fact_sheet import percent
from domain.briefings.facts import BriefingFacts
from domain.briefings.forms.headings import addressee, period, title
from domain.briefings.phrases_forms import FormWords, form_words
from domain.briefings.rule_logs import error_rate_rose
from domain.briefings.rule_points import phrases_for
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.quoting import clean, defanged, plain
from domain.common.readers import Language
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
    text: str
    query: str


@dataclass(frozen=True)
class Said:
    """One claim with its proofs."""

    topic: str
    text: str
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


@dataclass(frozen=True)
class Page:
    """Everything the template shows."""

    language: str
    title: str
    name: str
    day: str
    period: str
    mood: str
    words: FormWords
    sandbox: bool
    headline: str
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
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


def page_of(facts: BriefingFacts, summary: Summary, language: Language) -> Page:
    """Return the page of one briefing."""
    words = form_words(language)
    proofs = _proofs(facts)
    return Page(
        language=language.value,
        title=title(facts, language),
        name=addressee(facts),
        day=words.day(facts.local_date),
        period=period(facts),
        mood=_mood(summary),
        words=words,
        sandbox=facts.sandbox,
        headline=_shown(summary.headline),
        tiles=_tiles(facts, summary, language),
        sections=(*_sections(summary, proofs, words), *_untold(summary, proofs, words)),
        notes=tuple(_shown(note) for note in summary.notes),
        complete=summary.complete,
        proofs=tuple(proofs.values()),
        volume=volume_chart(facts.logs, language, facts.zone),
        rates=rate_bars(facts.logs, language),
        templates=template_bars(facts.logs, language),
        changes=changes(facts.logs, language),
        keywords=keywords(facts.logs),
        alarms=alarm_chart(facts, language),
        capacity=capacity_chart(facts.capacity, language),
        written_by=words.writers[summary.writer],
    )


def _mood(summary: Summary) -> str:
    """Return the gravest weight; a page with gaps is never calm."""
    weights = [claim.weight for claim in summary.claims]
    if Weight.ACT in weights:
        return Weight.ACT.value
    return (Weight.WATCH if Weight.WATCH in weights or not summary.complete else Weight.CALM).value


def _shown(text: str) -> str:
    return defanged(clean(text))


def _proofs(facts: BriefingFacts) -> dict[str, Proof]:
    known = enumerate(evidence_ids(facts).items(), start=1)
    return {name: _proof(f"e{place}", item) for place, (name, item) in known}


def _proof(anchor: str, item: Evidence) -> Proof:
    return Proof(anchor, _shown(item.id), plain(item.text, most=240), plain(item.query, most=160))


def _sections(summary: Summary, proofs: dict[str, Proof], words: FormWords) -> tuple[Section, ...]:
    return tuple(
        Section(weight.value, words.weights[weight], tuple(_said(c, proofs, words) for c in claims))
        for weight in Weight
        if (claims := [claim for claim in summary.claims if claim.weight is weight])
    )


def _untold(summary: Summary, proofs: dict[str, Proof], words: FormWords) -> tuple[Section, ...]:
    """Return what is not read out as a section of its own, in the colours of what is calm."""
    if not summary.untold:
        return ()
    heading = words.untold.format(count=len(summary.untold))
    claims = tuple(_said(claim, proofs, words) for claim in summary.untold)
    return (Section(Weight.CALM.value, heading, claims),)


def _said(claim: Claim, proofs: dict[str, Proof], words: FormWords) -> Said:
    found = tuple(proofs[name] for name in claim.evidence if name in proofs)
    return Said(words.topics[claim.topic], _shown(claim.text), found)


def _tiles(facts: BriefingFacts, summary: Summary, language: Language) -> tuple[Tile, ...]:
    words, say = form_words(language), phrases_for(language)
    open_alarms = sum(
        alarm.state in (AlarmState.FIRING, AlarmState.UNKNOWN) for alarm in facts.alarms
    )
    must = sum(claim.weight is Weight.ACT for claim in summary.claims)
    firing = f"{open_alarms} {words.still_firing}" if open_alarms else ""
    alarms = Tile(
        words.alarms, say.amount(len(facts.alarms)), firing, "watch" if open_alarms else ""
    )
    people = Tile(words.for_you, say.amount(must), "", "act" if must else "")
    # A zero is a finding; where a source was not read nobody has found it.
    if not summary.complete:
        alarms = alarms if facts.alarms else Tile(words.alarms, "–", words.unknown, "watch")
        people = people if must else Tile(words.for_you, "–", words.unknown, "watch")
    return (*_log_tiles(facts, language), alarms, people)


def _log_tiles(facts: BriefingFacts, language: Language) -> tuple[Tile, Tile]:
    words, say, logs = form_words(language), phrases_for(language), facts.logs
    if logs.total == 0 and logs.missing:
        unread = Tile(words.lines, "–", words.unknown, "watch")
        return unread, Tile(words.error_rate, "–", words.unknown, "watch")
    rate = percent(logs.errors, logs.total)
    before = percent(logs.before_errors or 0, logs.before_total or 0)
    compared = logs.before_total and logs.before_errors is not None
    return (
        Tile(words.lines, say.amount(logs.total), _change(logs.total, logs.before_total)),
        Tile(
            words.error_rate,
            say.rate(rate),
            f"{words.before} {say.rate(before)}" if compared else "",
            "watch" if error_rate_rose(logs) else "",
        ),
    )


def _change(now: int, before: int | None) -> str:
    if not before:
        return ""
    change = (now - before) / before * 100
    return f"{'▲' if change > 0 else '▼'} {abs(change):.0f}%" if abs(change) >= 1 else "≈"
