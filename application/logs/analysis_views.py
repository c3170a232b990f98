"""Comparisons of logs as they are shown, in the reader's words: one view for every face."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.logs.analysis import LogComparison
from domain.briefings.rule_logs import log_points
from domain.briefings.summaries import Weight
from domain.common.messages import Clauses, Foreign, Message, message
from domain.common.quoting import clean, shorten, shown_pattern
from domain.logs.bursts import Burst
from domain.logs.logs import Level, Template

MOST_SAID = 12
"""Sentences; whoever wants more reads the lists."""

LONGEST = 240
"""Characters of a pattern or line that are shown."""

_SPOKEN_WORDS = 5


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
    """All of it in sentences, what stands out first."""

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
    points = sorted(log_points(facts), key=lambda each: each.weight is not Weight.WATCH)
    loud = [each.said for each in points if each.weight is Weight.WATCH]
    loud += [_crowd_said(each, errors=True) for each in found.error_bursts]
    quiet = [
        _crowd_said(each, errors=False) for each in found.line_bursts if not found.error_bursts
    ]
    quiet += [each.said for each in points if each.weight is not Weight.WATCH]
    first = loud or [message("log_changes.calm")]
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


def _bounds(found: LogComparison) -> Iterator[Message]:
    """Say what stands out among words, what was compared, and what was not looked at."""
    facts = found.facts
    if facts.keywords:
        words = Clauses(
            tuple(
                message("value.plain", value=Foreign(shorten(clean(word), 30)))
                for word, _ in facts.keywords[:_SPOKEN_WORDS]
            )
        )
        yield message("log_changes.keywords", words=words)
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
