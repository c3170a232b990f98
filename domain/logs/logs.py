"""Log lines and what was learned from them (CLD-1, ANL-1)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.logs.gaps import Gap


class Level(StrEnum):
    """How bad a line says it is; UNKNOWN when it does not say."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LogTopic:
    """Where lines are kept. `region` is a Tencent Cloud region, e.g. `ap-guangzhou`."""

    id: str
    name: str
    logset_id: str
    region: str
    indexed: bool = True


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line as it was written; its text is untrusted data.

    Attributes:
        id: `<topic id>:<ms since 1970>:<package id>:<line number>`, which finds it again.
        at: when it was written, in UTC.
        text: the message, cut to 4,000 characters.
    """

    id: str
    topic_id: str
    at: datetime
    text: str
    level: Level = Level.UNKNOWN
    source: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LogQuery:
    """Which lines: `text` is CQL, optionally a pipe and SQL; the period is `[start, end)`, UTC.

    `region` is where the topic lives; empty means the configured one.
    """

    topic_id: str
    text: str
    start: datetime
    end: datetime
    region: str = ""


@dataclass(frozen=True)
class LogPage:
    """One answer of a search. `next_page` is opaque; None when there is no more.

    `columns`/`records` are filled instead of `lines` when the query held SQL.
    """

    lines: tuple[LogLine, ...]
    next_page: str | None = None
    columns: tuple[str, ...] = ()
    records: tuple[dict[str, str | int | float | None], ...] = ()


@dataclass(frozen=True)
class LogContext:
    """The lines of the same file around one line, oldest first.

    Attributes:
        line_id: the one that was asked for; it is among `lines`.
        more_before: whether there are still older ones; `more_after`: newer ones.
    """

    line_id: str
    lines: tuple[LogLine, ...]
    more_before: bool
    more_after: bool


@dataclass(frozen=True)
class HistogramBar:
    """How many lines matched in `[start, start + interval)`."""

    start: datetime
    count: int


@dataclass(frozen=True)
class LogHistogram:
    """Counts over time; `interval_seconds` is the width of every bar."""

    interval_seconds: int
    total: int
    bars: tuple[HistogramBar, ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    """Lines that differ only in their parameters.

    Attributes:
        id: short digest of `pattern`, stable between days.
        pattern: the constant words, parameters as `<*>`.
        count: lines in this period.
        level: the worst level seen.
        examples: ids of up to three lines.
        line: the earliest of them as it was written, cut; untrusted data.
        first_at: when that one was written, None when unknown.
        last_at: when the latest was.
        topic: name of the log topic that holds most of them; empty when unknown.
    """

    id: str
    pattern: str
    count: int
    level: Level
    examples: tuple[str, ...]
    line: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    topic: str = ""


class TrendKind(StrEnum):
    """How a template's count compares with the period before."""

    NEW = "new"
    GONE = "gone"
    GREW = "grew"
    SHRANK = "shrank"


@dataclass(frozen=True)
class TemplateTrend:
    """A template that changed; counts are per period of equal length."""

    kind: TrendKind
    template: Template
    before: int
    now: int


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """What one period of logs says. Counts are lines.

    Attributes:
        start: first moment looked at, UTC.
        end: first moment not looked at, UTC.
        total: lines in the period.
        sampled: lines actually mined; less than `total` when over the bound.
        errors: lines of level ERROR (by count when the store can count, else by sample).
        before_total: lines in the period before, None when unknown.
        before_errors: error lines in the period before, None when unknown.
        bars: volume over the period, at most 96 bars.
        error_bars: the same for error lines.
        top_errors: the most frequent error templates, most first, at most 10.
        trends: templates that are new, gone, grew or shrank, most telling first, at most 20.
        keywords: words that stand out against the period before, at most 15, with weights.
        missing: what could not be read; empty means everything was.
        error_query: CQL that finds the error lines; empty when they were not looked for.
    """

    start: datetime
    end: datetime
    total: int = 0
    sampled: int = 0
    errors: int = 0
    before_total: int | None = None
    before_errors: int | None = None
    bars: tuple[HistogramBar, ...] = ()
    error_bars: tuple[HistogramBar, ...] = ()
    top_errors: tuple[Template, ...] = ()
    trends: tuple[TemplateTrend, ...] = ()
    keywords: tuple[tuple[str, float], ...] = ()
    missing: tuple[Gap, ...] = ()
    error_query: str = ""
