"""Whether a proposed sentence may be said: its evidence exists and holds its numbers (BRF-5).

A model proposes words. What it cites must exist, each number must stand in what it cites, and a
sentence that soothes where something must be done is refused. The reasons have names, so tests,
logs and people see why a sentence was dropped.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.briefings.fact_sheet import Statement
from domain.briefings.summaries import Claim, Topic, Weight
from domain.common.folding import folded
from domain.common.lexicon import Lexicon
from domain.common.messages import Prose, message
from domain.common.numbers_read import NumberReader
from domain.common.numerals import Number
from domain.common.quoting import QUOTED, clean

LONGEST_CLAIM = 320
"""Characters; about 25 seconds of speech, more is not one sentence."""

MOST_EVIDENCE = 12
"""Ids one claim may cite; a claim about everything is about nothing."""

ROUNDING = 0.05
"""Largest relative error of a rounded count, as in 12,000 for 12,345."""


class Verdict(StrEnum):
    """Why a proposed claim is kept or dropped."""

    KEPT = "kept"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOPIC_NOT_WANTED = "topic_not_wanted"
    UNKNOWN_WEIGHT = "unknown_weight"
    NO_EVIDENCE = "no_evidence"
    TOO_MUCH_EVIDENCE = "too_much_evidence"
    UNKNOWN_EVIDENCE = "unknown_evidence"
    NUMBER_NOT_IN_EVIDENCE = "number_not_in_evidence"
    HOLDS_A_LINK = "holds_a_link"
    SOOTHES = "soothes"
    CLAIMS_TO_ACT = "claims_to_act"


@dataclass(frozen=True)
class ProposedClaim:
    """A claim as a model wrote it: nothing about it is known to be true."""

    topic: str
    weight: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Checker:
    """Checks sentences against one set of facts.

    Attributes:
        lexicon: what soothes, what claims to act, and numbers in words.
        sheet: everything that may be cited.
        common: numbers anybody may use: the date, the period and its length.
        topics: the parts that are told.
        alarming: evidence that must not be talked down.
    """

    lexicon: Lexicon
    sheet: Mapping[str, Statement]
    common: str
    topics: tuple[Topic, ...]
    alarming: frozenset[str] = frozenset()

    def judge(self, proposed: ProposedClaim) -> Verdict:
        """Return `KEPT`, or the first reason why the claim may not be said."""
        shape = self._shape(proposed)
        if shape is not Verdict.KEPT:
            return shape
        if any(name not in self.sheet for name in proposed.evidence):
            return Verdict.UNKNOWN_EVIDENCE
        if self.alarming.intersection(proposed.evidence) and self._soothes(proposed.text):
            return Verdict.SOOTHES
        return self.judge_text(proposed.text, proposed.evidence)

    def judge_text(self, text: str, evidence: Iterable[str]) -> Verdict:
        """Say whether `text` may be said at all, and its numbers stand in the evidence."""
        if _LINK.search(folded(text)):
            return Verdict.HOLDS_A_LINK
        # A model does nothing and obeys nobody; one that says otherwise listened to a log line.
        if self.lexicon.acting.search(_unquoted(text)):
            return Verdict.CLAIMS_TO_ACT
        reader = NumberReader(self.lexicon)
        support = _Support.of([self.sheet[name] for name in evidence], self.common, reader)
        held = all(map(support.holds, reader.numbers_in(text)))
        known = all(map(support.knows, reader.moments_in(text)))
        return Verdict.KEPT if held and known else Verdict.NUMBER_NOT_IN_EVIDENCE

    def _soothes(self, text: str) -> bool:
        """Say whether `text` tells people not to worry; a net under the others, not a proof."""
        return self.lexicon.soothing.search(_unquoted(text)) is not None

    def accepted(self, proposed: ProposedClaim) -> Claim:
        """Return the claim in our own type; only for what `judge` has kept."""
        evidence = tuple(dict.fromkeys(proposed.evidence))
        said = message("claim.written", text=Prose(clean(proposed.text)))
        return Claim(Topic(proposed.topic), Weight(proposed.weight), said, evidence)

    def _shape(self, proposed: ProposedClaim) -> Verdict:
        text = clean(proposed.text)
        reasons = (
            (not any(char.isalnum() for char in text), Verdict.EMPTY),
            (len(text) > LONGEST_CLAIM, Verdict.TOO_LONG),
            (proposed.topic not in self.topics, Verdict.TOPIC_NOT_WANTED),
            (proposed.weight not in tuple(Weight), Verdict.UNKNOWN_WEIGHT),
            (not proposed.evidence, Verdict.NO_EVIDENCE),
            (len(set(proposed.evidence)) > MOST_EVIDENCE, Verdict.TOO_MUCH_EVIDENCE),
        )
        return next((verdict for broken, verdict in reasons if broken), Verdict.KEPT)


_LINK = re.compile(r"://|\bwww\.|\]\(|\bmailto:|<\s*/?\s*[a-z]", re.IGNORECASE | re.ASCII)
"""A model has no reason to write an address or markup; a log line that dictates one does."""


def _unquoted(text: str) -> str:
    """Return `text` without what it only quotes: a log line may say anything."""
    return folded(QUOTED.sub(" ", text))


@dataclass(frozen=True)
class _Support:
    text: str
    values: tuple[float, ...]
    moments: frozenset[str]

    @classmethod
    def of(cls, cited: list[Statement], common: str, reader: NumberReader) -> "_Support":
        """Collect what the cited statements say, and how many of each kind they are."""
        words = [common]
        values = _counts(cited)
        for statement in cited:
            words += [statement.text, *(str(value) for value in statement.details.values())]
            values += [float(v) for v in statement.details.values() if not isinstance(v, str)]
        text = "\n".join(words)
        values += [number.value for number in reader.numbers_in(text)]
        return cls(reader.without_moments(text), tuple(values), frozenset(reader.moments_in(text)))

    def holds(self, number: Number) -> bool:
        """Say whether the number is written in the evidence or is one of its values, rounded."""
        if re.search(rf"(?<![\d.])(?<!\d,){re.escape(number.raw)}(?!,?\d)", self.text):
            return True
        return any(_rounds_to(value, number) for value in self.values)

    def knows(self, moment: str) -> bool:
        """Say whether the evidence names this time or date; an hour stands for its minutes."""
        return any(known.startswith(moment) for known in self.moments)


def _counts(cited: list[Statement]) -> list[float]:
    """Count the cited pieces in all and per kind; add what cited templates count together."""
    kinds = [statement.kind for statement in cited]
    together = [s.details.get("count", 0) for s in cited if "count" in s.details]
    sums = [float(sum(count for count in together if not isinstance(count, str)))] * bool(together)
    return [float(len(cited)), *(float(kinds.count(kind)) for kind in set(kinds)), *sums]


def _rounds_to(value: float, number: Number) -> bool:
    if math.isnan(number.value) or math.isnan(value):
        return False
    off = abs(value - number.value)
    if off <= number.precision / 2 * (1 + 1e-9):
        # 12k may stand for 12,345; 3 may stand for 3.4 days; but 0 stands for nothing at all.
        return number.value != 0 or value < 0.5
    unwritten = _trailing_zeros(number.value)
    return unwritten >= 100 and off <= unwritten / 2 and off <= ROUNDING * abs(value)


def _trailing_zeros(value: float) -> int:
    """Return the unit of the last figure that is not zero: 1,000 for 12,000."""
    whole, unit = round(value), 1
    while whole and whole % 10 == 0:
        whole, unit = whole // 10, unit * 10
    return unit
