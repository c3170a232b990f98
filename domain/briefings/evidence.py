"""Which evidence a set of facts holds, by id (BRF-4, BRF-5).

A claim may cite only ids that `evidence_ids` returns for its facts; whoever shows a claim can
show its evidence from the same dictionary, and look further with `query`.

    log:total                 lines in the period, and in the period before
    log:errors                error lines in the period, and in the period before
    burst:<n>                 the n-th stretch in which errors crowd, from 0
    tpl:<template id>         a template of the top errors or of the trends
    line:<line id>            an example line of such a template
    kw:<word>                 a word that stands out against the period before
    alarm:<source>:<id>       one alarm record
    event:<event id>          one event of ours
    cap:<metric>:<target>     something that will run full
    missing:<n>               the n-th thing that could not be read, from 0
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, groupby

from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_points import measured, pattern
from domain.common.messages import Called, Foreign, Message, message
from domain.common.quoting import WILDCARD, plain
from domain.common.secret_shapes import without_secrets_in
from domain.logs.bursts import bursts_of
from domain.logs.levels import ERROR_WORDS
from domain.logs.logs import LogFacts, Template
from domain.monitoring.metric_names import metric_called

_SEPARATORS = re.compile(r"""[@&?|#()='",;:<>\[\]{}/\\\r\n\t，。：；、（）【】]""")
"""What ends a word in a CLS full-text index (CreateIndex, Tokenizer, its default), but for the
space; and Chinese punctuation."""

HIDDEN = "***"
"""What stands where a line holds the shape of a secret."""

MOST_PATTERN = 160
"""Columns of a log template."""

ERROR_QUERY = " OR ".join(ERROR_WORDS)
"""CQL: bare words are OR-ed and matched without regard to case by a full-text index."""


class EvidenceKind(StrEnum):
    """What sort of thing an id names; also the prefix of the id."""

    LOG = "log"
    BURST = "burst"
    TEMPLATE = "tpl"
    LINE = "line"
    KEYWORD = "kw"
    ALARM = "alarm"
    EVENT = "event"
    CAPACITY = "cap"
    MISSING = "missing"


@dataclass(frozen=True)
class Evidence:
    """One checkable fact.

    Attributes:
        id: what a claim cites.
        said: the fact in a few words; may quote log text, which is untrusted data.
        query: how to look it up: CQL for logs, templates and keywords; the id at its source for
            lines, alarms and events; the metric query for capacity; empty when there is nothing
            to look up.
        start: first moment `query` is about, None when it is about no period.
        end: first moment it is no longer about.
    """

    id: str
    kind: EvidenceKind
    said: Message
    query: str
    start: datetime | None = None
    end: datetime | None = None


def evidence_ids(facts: BriefingFacts) -> dict[str, Evidence]:
    """Return everything that may be cited about `facts`, by id, most general first.

    Logs that could not be read at all give no `log:` ids: silence is not evidence of quiet.
    """
    found = chain(
        _log_counts(facts.logs),
        _bursts(facts.logs),
        _templates(facts.logs),
        _keywords(facts.logs),
        _alarms(facts),
        _events(facts),
        _capacity(facts),
        _missing(facts),
    )
    return {evidence.id: evidence for evidence in found}


def numbered(known: Iterable[str]) -> dict[str, str]:
    """Return what people call each piece of evidence, by id: `e1`, `e2` and so on."""
    return {name: f"e{place}" for place, name in enumerate(known, start=1)}


def template_query(pattern: str) -> str:
    """Return CQL that finds the lines of a template: its longest run of plain constant words.

    A run ends where CLS ends a word, and words with other signs in them are left out: a phrase
    must hold whole words. Only letters, digits and spaces are kept, so no pattern can break out
    of the quotes.
    """
    pieces = _SEPARATORS.split(pattern.replace(WILDCARD, "\n"))
    runs = [run for piece in pieces for run in _plain_runs(piece.split())]
    words = max(runs, key=lambda run: (len(run), sum(map(len, run))), default=[])
    return f'"{" ".join(words)}"' if words else "*"


def _plain_runs(words: list[str]) -> list[list[str]]:
    groups = groupby(words, key=str.isalnum)
    return [list(run) for plain, run in groups if plain]


def _log_counts(logs: LogFacts) -> list[Evidence]:
    if logs.total == 0 and logs.missing:
        return []
    return [
        Evidence(
            "log:total",
            EvidenceKind.LOG,
            message("evidence.lines", n=logs.total, before=logs.before_total),
            "*",
            logs.start,
            logs.end,
        ),
        Evidence(
            "log:errors",
            EvidenceKind.LOG,
            message("evidence.errors", n=logs.errors, before=logs.before_errors),
            logs.error_query or ERROR_QUERY,
            logs.start,
            logs.end,
        ),
    ]


def _bursts(logs: LogFacts) -> list[Evidence]:
    return [
        Evidence(
            f"burst:{number}",
            EvidenceKind.BURST,
            message(
                "evidence.burst",
                start=burst.start,
                lasting=burst.end - burst.start,
                errors=burst.errors,
            ),
            logs.error_query or ERROR_QUERY,
            burst.start,
            burst.end,
        )
        for number, burst in enumerate(bursts_of(logs))
    ]


def _templates(logs: LogFacts) -> list[Evidence]:
    found: list[Evidence] = []
    for trend in logs.trends:
        quoted = pattern(trend.template.pattern, most=MOST_PATTERN)
        said = message(
            "evidence.trend", pattern=quoted, trend=trend.kind, before=trend.before, now=trend.now
        )
        found += _template(trend.template, quoted, said, logs)
    known = {evidence.id for evidence in found}
    for template in logs.top_errors:
        if f"tpl:{template.id}" not in known:
            quoted = pattern(template.pattern, most=MOST_PATTERN)
            said = message("evidence.template", pattern=quoted, n=template.count)
            found += _template(template, quoted, said, logs)
    return found


def _template(template: Template, quoted: Foreign, said: Message, logs: LogFacts) -> list[Evidence]:
    query = template_query(template.pattern)
    written = without_secrets_in(template.line, HIDDEN)
    lines = [
        Evidence(
            f"line:{line}",
            EvidenceKind.LINE,
            message(
                "evidence.line",
                at=None if place else template.first_at,
                line=quoted if place or not written else Foreign(written),
            ),
            line,
        )
        for place, line in enumerate(template.examples)
    ]
    return [
        Evidence(f"tpl:{template.id}", EvidenceKind.TEMPLATE, said, query, logs.start, logs.end),
        *lines,
    ]


def _keywords(logs: LogFacts) -> list[Evidence]:
    return [
        Evidence(
            f"kw:{word}",
            EvidenceKind.KEYWORD,
            message("evidence.keyword", word=Foreign(word), weight=Decimal(f"{weight:.1f}")),
            template_query(word),
            logs.start,
            logs.end,
        )
        for word, weight in logs.keywords
    ]


def _alarms(facts: BriefingFacts) -> list[Evidence]:
    return [
        Evidence(
            f"alarm:{alarm.source}:{alarm.id}",
            EvidenceKind.ALARM,
            message(
                "evidence.alarm",
                severity=alarm.severity,
                name=Foreign(alarm.name),
                state=alarm.state,
                since=alarm.started_at,
            ),
            alarm.id,
        )
        for alarm in facts.alarms
    ]


def _events(facts: BriefingFacts) -> list[Evidence]:
    return [
        Evidence(
            f"event:{happening.event_id}",
            EvidenceKind.EVENT,
            message("evidence.event", title=happening.told.title),
            happening.event_id,
        )
        for happening in facts.happenings
    ]


def _capacity(facts: BriefingFacts) -> list[Evidence]:
    return [
        Evidence(
            f"cap:{warning.metric}:{warning.target}",
            EvidenceKind.CAPACITY,
            message(
                "evidence.capacity",
                target=Called(plain(warning.target)),
                metric=metric_called(warning.metric),
                value=measured(warning.value, warning.unit),
                limit=measured(warning.limit, warning.unit),
                days=round(warning.days),
            ),
            warning.query,
        )
        for warning in facts.capacity
    ]


def _missing(facts: BriefingFacts) -> list[Evidence]:
    return [
        Evidence(
            f"missing:{number}", EvidenceKind.MISSING, message("evidence.missing", gap=gap.said), ""
        )
        for number, gap in enumerate(facts.gaps)
    ]
