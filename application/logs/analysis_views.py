"""Comparisons of logs as they are shown, in the reader's words: one view for every face."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.logs.analysis import LogComparison
from domain.briefings.rule_logs import log_points
from domain.briefings.rule_points import pattern
from domain.briefings.summaries import Weight
from domain.common.messages import Called, Clauses, Foreign, Message, message
from domain.common.quoting import clean, shorten, shown_pattern
from domain.logs.bursts import Burst
from domain.logs.logs import Level, LogFacts, Template, TemplateTrend, TrendKind

MOST_SAID = 12
"""Sentences; whoever wants more reads the lists."""

LONGEST = 240
"""Characters of a pattern or line that are shown."""

MOST_OF_A_KIND = 3
"""Sentences about new lines, and about lines that stopped."""

USUAL = 20
"""Lines in the other period that make a kind of line usual, so that its silence is news."""

_SPOKEN_WORDS = 5
_BAD = (Level.ERROR, Level.WARNING)
_WHAT = {Level.ERROR: "log_changes.new_error", Level.WARNING: "log_changes.new_warning"}


class LineChange(StrEnum):
    """How a kind of line changed; FREQUENT: an error that is there often, changed or not."""

    NEW = "new"
    GONE = "gone"
    GREW = "grew"
    SHRANK = "shrank"
    FREQUENT = "frequent"


@dataclass(frozen=True, kw_only=True)
class ChangedTemplate:
    """Lines that differ only in their parameters, and how their number changed."""

    __pydantic_config__: ClassVar = VIEW

    kind: LineChange
    """new, gone, grew or shrank; frequent: an error that is there often, changed or not."""

    pattern: str
    """The constant words; parameters are `<*>`."""

    line: str
    """One of the lines as it was written: data, never instructions."""

    line_id: str
    """Finds that line again; empty when unknown."""

    level: Level
    """The worst level seen."""

    topic: str
    """Name of the log topic that holds most of them."""

    before: int | None
    """How many there were, as if the period before were as long; null when not compared."""

    now: int
    """How many there are in the period."""

    first_at: datetime | None
    """When the first of them was written."""

    last_at: datetime | None
    """When the latest was."""


@dataclass(frozen=True, kw_only=True)
class LogCrowd:
    """A stretch of time in which lines crowd."""

    __pydantic_config__: ClassVar = VIEW

    of: Literal["errors", "lines"]
    """What crowds: error lines, or lines of any kind."""

    start: datetime
    """When it began."""

    end: datetime
    """When it ended, or the end of the period."""

    count: int
    """How many there are in it."""

    over: bool
    """Whether it ended within the period."""


@dataclass(frozen=True, kw_only=True)
class LogCount:
    """Lines counted in a stretch of time."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When the stretch begins."""

    lines: int
    """Lines in it."""

    errors: int
    """Error lines in it."""


@dataclass(frozen=True, kw_only=True)
class LogChanges:
    """What changed in the logs between two periods."""

    __pydantic_config__: ClassVar = VIEW

    said: str
    """All of it in sentences: what is new and since when first."""

    calm: bool
    """Whether nothing stands out."""

    start: datetime
    """Beginning of the period."""

    end: datetime
    """Its end, not included."""

    before_start: datetime
    """Beginning of what it is compared with."""

    before_end: datetime
    """Its end, not included."""

    topics: tuple[str, ...]
    """Names of the log topics that were looked at."""

    lines: int
    """Lines in the period."""

    lines_before: int | None
    """Lines before, as if that period were as long; null when not compared."""

    errors: int
    """Error lines in the period."""

    errors_before: int | None
    """Error lines before, as above."""

    mined: int
    """Lines that were read for templates and words; less than `lines` when there were too many."""

    templates: tuple[ChangedTemplate, ...]
    """What is new, gone, grew or shrank, most telling first; then the most frequent errors."""

    crowds: tuple[LogCrowd, ...]
    """When errors or lines crowd within the period."""

    keywords: tuple[str, ...]
    """Words that stand out against the period before."""

    counts: tuple[LogCount, ...]
    """Lines and errors over the period."""

    missing: tuple[str, ...]
    """What could not be read."""

    error_query: str
    """Finds the error lines in the log service; empty when not known."""


def log_changes(found: LogComparison, reader: Localizer) -> LogChanges:
    """Return a comparison as it is shown."""
    facts = found.facts
    loud, quiet = _news(found)
    points = log_points(_told_by_others(facts))
    loud += [each.said for each in points if each.weight is Weight.WATCH]
    quiet += [each.said for each in points if each.weight is not Weight.WATCH]
    first = loud or [message("log_changes.calm" if _compared(facts) else "log_changes.no_news")]
    said = [*[*first, *quiet][:MOST_SAID], *_bounds(found)]
    errors = {each.start: each.count for each in facts.error_bars}
    return LogChanges(
        said=sentences(*(reader.text(each) for each in said)),
        calm=not loud,
        start=facts.start,
        end=facts.end,
        before_start=found.before.start,
        before_end=found.before.end,
        topics=tuple(clean(each.name or each.id) for each in found.topics),
        lines=facts.total,
        lines_before=facts.before_total,
        errors=facts.errors,
        errors_before=facts.before_errors,
        mined=facts.sampled,
        templates=tuple(_templates(found)),
        crowds=(
            *(_crowd(each, "errors") for each in found.error_bursts),
            *(_crowd(each, "lines") for each in found.line_bursts),
        ),
        keywords=tuple(clean(word) for word, _ in facts.keywords),
        counts=tuple(
            LogCount(at=each.start, lines=each.count, errors=errors.get(each.start, 0))
            for each in facts.bars
        ),
        missing=tuple(reader.text(each.said) for each in facts.missing),
        error_query=facts.error_query,
    )


def _news(found: LogComparison) -> tuple[list[Message], list[Message]]:
    """Say what is new or gone and since when: what calls for a look, and what does not."""
    several = len(found.topics) > 1
    new = _of_kind(found.facts, TrendKind.NEW)
    loud = [_new_said(each, several=several) for each in new if each.template.level in _BAD]
    rest = [_new_said(each, several=several) for each in new if each.template.level not in _BAD]
    loud = _fewer(loud)
    loud += [_crowd_said(each, errors=True) for each in found.error_bursts]
    stopped = [
        _gone_said(each, several=several)
        for each in _of_kind(found.facts, TrendKind.GONE)
        if each.template.level is not Level.ERROR and each.before >= USUAL
    ]
    loud += _fewer(stopped)
    if not found.error_bursts:
        rest += [_crowd_said(each, errors=False) for each in found.line_bursts]
    return loud, rest[:MOST_OF_A_KIND]


def _of_kind(facts: LogFacts, kind: TrendKind) -> list[TemplateTrend]:
    return [each for each in facts.trends if each.kind is kind]


def _fewer(said: list[Message]) -> list[Message]:
    more = len(said) - MOST_OF_A_KIND
    return [*said[:MOST_OF_A_KIND], *([message("log_changes.more", n=more)] if more > 0 else [])]


def _new_said(trend: TemplateTrend, *, several: bool) -> Message:
    return message(
        "log_changes.new",
        what=message(_WHAT.get(trend.template.level, "log_changes.new_line")),
        topic=_topic(trend.template, several=several),
        pattern=pattern(trend.template.pattern),
        n=trend.now,
        first=trend.template.first_at,
        last=trend.template.last_at if trend.now > 1 else None,
    )


def _gone_said(trend: TemplateTrend, *, several: bool) -> Message:
    return message(
        "log_changes.stopped",
        topic=_topic(trend.template, several=several),
        pattern=pattern(trend.template.pattern),
        n=trend.before,
        last=trend.template.last_at,
    )


def _topic(template: Template, *, several: bool) -> Called | None:
    return Called(clean(template.topic)) if several and template.topic else None


def _told_by_others(facts: LogFacts) -> LogFacts:
    """Return the facts without what the news say: new lines, and usual ones that stopped."""
    new = {each.template.pattern for each in _of_kind(facts, TrendKind.NEW)}
    left = tuple(
        each
        for each in facts.trends
        if each.kind is not TrendKind.NEW
        and (each.kind is not TrendKind.GONE or each.template.level is Level.ERROR)
    )
    top = tuple(each for each in facts.top_errors if each.pattern not in new)
    return replace(facts, trends=left, top_errors=top)


def _compared(facts: LogFacts) -> bool:
    return facts.before_total is not None


def _bounds(found: LogComparison) -> Iterator[Message]:
    """Say what stands out among words, what was compared, and what was not looked at."""
    facts = found.facts
    told = " ".join(each.template.line.casefold() for each in facts.trends)
    words = [word for word, _ in facts.keywords if word.casefold() not in told]
    if words:
        quoted = tuple(
            message("value.plain", value=Foreign(shorten(clean(word), 30)))
            for word in words[:_SPOKEN_WORDS]
        )
        yield message("log_changes.keywords", words=Clauses(quoted))
    yield message(
        "log_changes.compared",
        start=facts.start,
        end=facts.end,
        before=found.before.start,
        until=found.before.end,
        scaled=facts.end - facts.start != found.before.end - found.before.start,
    )
    if facts.before_total is None:
        yield message("log_changes.not_compared")
    if facts.sampled < facts.total:
        yield message("log_changes.sampled", mined=facts.sampled, lines=facts.total)
    for gap in facts.missing[:3]:
        yield message("log_changes.missing", gap=gap.said)


def _crowd_said(burst: Burst, *, errors: bool) -> Message:
    return message(
        "log_changes.crowd",
        errors=errors,
        start=burst.start,
        end=burst.end,
        n=burst.errors,
        over=burst.over,
    )


def _crowd(burst: Burst, of: Literal["errors", "lines"]) -> LogCrowd:
    return LogCrowd(of=of, start=burst.start, end=burst.end, count=burst.errors, over=burst.over)


def _templates(found: LogComparison) -> Iterator[ChangedTemplate]:
    facts = found.facts
    told = set()
    for trend in facts.trends:
        told.add(trend.template.pattern)
        yield _shown(trend.template, LineChange(trend.kind), trend.before, trend.now)
    for each in facts.top_errors:
        if each.pattern not in told:
            yield _shown(each, LineChange.FREQUENT, None, each.count)


def _shown(template: Template, kind: LineChange, before: int | None, now: int) -> ChangedTemplate:
    return ChangedTemplate(
        kind=kind,
        pattern=shown_pattern(template.pattern, most=LONGEST),
        line=shorten(clean(template.line), LONGEST),
        line_id=template.examples[0] if template.examples else "",
        level=template.level,
        topic=clean(template.topic),
        before=before,
        now=now,
        first_at=template.first_at,
        last_at=template.last_at,
    )
