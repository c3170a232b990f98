"""Summaries as their reader reads them, for tests that assert sentences."""

from dataclasses import dataclass

from application.briefings.telling import Telling
from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.messages import Message, Prose, message
from domain.common.readers import Language
from tests.fakes.words import WORDS


@dataclass(frozen=True)
class ClaimRead:
    """A claim in words."""

    topic: Topic
    weight: Weight
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class SummaryRead:
    """A summary in words."""

    headline: str
    claims: tuple[ClaimRead, ...]
    writer: Writer
    complete: bool
    notes: tuple[str, ...]
    dropped: int
    tokens: tuple[int, int]
    untold: tuple[ClaimRead, ...]


def telling(facts: BriefingFacts, language: Language) -> Telling:
    """Return how a briefing's messages are told."""
    return Telling.of(facts, WORDS, language)


def read(summary: Summary, facts: BriefingFacts, language: Language) -> SummaryRead:
    """Return a summary as it is read."""
    text = telling(facts, language).text

    def claims(found: tuple[Claim, ...]) -> tuple[ClaimRead, ...]:
        return tuple(ClaimRead(c.topic, c.weight, text(c.said), c.evidence) for c in found)

    return SummaryRead(
        text(summary.headline),
        claims(summary.claims),
        summary.writer,
        summary.complete,
        tuple(text(note) for note in summary.notes),
        summary.dropped,
        summary.tokens,
        claims(summary.untold),
    )


def by_rules(
    facts: BriefingFacts, language: Language, topics: tuple[Topic, ...] = tuple(Topic)
) -> SummaryRead:
    """Return what the rules say, as it is read."""
    return read(summarise_by_rules(facts, topics), facts, language)


def written(text: str) -> Message:
    """Return somebody's checked sentences."""
    return message("claim.written", text=Prose(text))
