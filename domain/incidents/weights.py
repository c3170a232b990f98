"""Weights of the score's four parts, and how they learn from what became of repairs (ALR-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import product
from statistics import fmean

from domain.clusters.repairs import AttemptState
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.incidents.incidents import Ending, Incident
from domain.incidents.scores import Score

PARTS = ("impact", "severity", "importance", "urgency")

LEAST, MOST = 0.05, 0.60
"""No part may be learned away, and none may decide alone."""

MOST_STEP = 0.05
"""How far one proposal moves any weight; four proposals a year can move it by 0.2."""

LEAST_OUTCOMES = 20
LEAST_OF_EACH = 5
"""Outcomes below which nothing is proposed: with fewer, one odd night would decide."""

FULL_STEP_AT = 50.0
"""Difference of means, in points, that is worth the whole step; a smaller one a smaller step."""

LEAST_GAIN = 0.01
"""By how much the better order of past incidents must improve to be worth a proposal."""

_FALSE_FIX_COUNTS = 2
"""How often a false fix counts: it cost the night twice."""


@dataclass(frozen=True)
class Weights:
    """Shares of the four parts, from a moment on.

    Attributes:
        version: on every score that was made with them.
    """

    version: str
    impact: float
    severity: float
    importance: float
    urgency: float
    effective_at: datetime

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """The four, in the order of `PARTS`."""
        return self.impact, self.severity, self.importance, self.urgency


PUBLISHED = Weights("published", 0.40, 0.30, 0.20, 0.10, datetime(2026, 1, 1, tzinfo=UTC))
"""The brief's own (ALR-4): in force until others are."""


def check_weights(weights: Weights) -> Weights:
    """Return them; raises `InvalidRequest` unless they are shares that add up to one."""
    for name, share in zip(PARTS, weights.shares, strict=True):
        if not LEAST <= share <= MOST:
            raise InvalidRequest(
                f"weights.{name}",
                message("rule.number_between", least=Decimal(str(LEAST)), most=Decimal(str(MOST))),
            )
    if abs(sum(weights.shares) - 1) > 1e-9:
        raise InvalidRequest("weights", message("weights.sum"))
    return weights


def in_force(versions: Sequence[Weights], now: datetime) -> Weights:
    """Return the newest that is in force at `now`; of equal dates the later in the list."""
    effective = [each for each in versions if each.effective_at <= now]
    return max(reversed(effective), key=lambda each: each.effective_at, default=PUBLISHED)


class Label(StrEnum):
    """What became of a repair."""

    HELPED = "helped"
    NO_HELP = "no_help"
    FALSE_FIX = "false_fix"  # verified, and it came back within the relapse watch


@dataclass(frozen=True)
class Outcome:
    """One labelled incident."""

    incident_id: str
    score: Score
    label: Label


def outcome_of(incident: Incident) -> Outcome | None:
    """Return what a closed incident teaches; None when nothing was written, or nobody can say."""
    if incident.score is None or incident.ending is None:
        return None
    states = {attempt.state for attempt in incident.attempts}
    if incident.relapses:
        label = Label.FALSE_FIX
    elif incident.ending is Ending.FIXED and AttemptState.VERIFIED in states:
        label = Label.HELPED
    elif incident.ending is Ending.HANDED_OVER and AttemptState.FAILED in states:
        label = Label.NO_HELP
    else:
        return None
    return Outcome(incident.id, incident.score, label)


@dataclass(frozen=True)
class Evidence:
    """Why weights are proposed.

    Attributes:
        helped, others: mean of each part where repairs helped and where they did not, in points;
            in the order of `PARTS`. False fixes count twice.
        order_before, order_after: share of pairs (helped, not helped) that the score puts in the
            right order, equal scores half; 0.5 is chance.
    """

    outcomes: int
    of_each: dict[Label, int]
    helped: tuple[float, ...]
    others: tuple[float, ...]
    order_before: float
    order_after: float


@dataclass(frozen=True)
class WeightProposal:
    """New shares, in the order of `PARTS`, with what they follow from."""

    based_on: str
    shares: tuple[float, ...]
    evidence: Evidence


def propose(outcomes: Sequence[Outcome], current: Weights) -> WeightProposal | None:
    """Return better weights, at most `MOST_STEP` away; None when the outcomes show none.

    A part that stands higher where repairs helped than where they did not gains share from those
    that do not tell the two apart. The sum of the changes is zero, so the shares still add up.
    """
    good = [_parts(each.score) for each in outcomes if each.label is Label.HELPED]
    bad = [
        _parts(each.score)
        for each in outcomes
        if each.label is not Label.HELPED
        for _ in range(_FALSE_FIX_COUNTS if each.label is Label.FALSE_FIX else 1)
    ]
    if len(outcomes) < LEAST_OUTCOMES or min(len(good), len(bad)) < LEAST_OF_EACH:
        return None
    helped, others = _means(good), _means(bad)
    gaps = [left - right for left, right in zip(helped, others, strict=True)]
    shares = _stepped(current.shares, [gap - fmean(gaps) for gap in gaps])
    before, after = _order(good, bad, current.shares), _order(good, bad, shares)
    if after < before + LEAST_GAIN:
        return None
    counts = {label: sum(each.label is label for each in outcomes) for label in Label}
    evidence = Evidence(len(outcomes), counts, helped, others, before, after)
    return WeightProposal(current.version, shares, evidence)


def _parts(score: Score) -> tuple[float, ...]:
    return score.impact, score.severity, score.importance, score.urgency


def _means(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(fmean(column) for column in zip(*rows, strict=True))


def _stepped(shares: Sequence[float], pull: Sequence[float]) -> tuple[float, ...]:
    """Go along `pull`, which sums to zero, as far as the step and the bounds let every part."""
    strongest = max(abs(each) for each in pull)
    if not strongest:
        return tuple(shares)
    room = MOST_STEP * min(1.0, strongest / FULL_STEP_AT) / strongest
    for share, each in zip(shares, pull, strict=True):
        if each:
            room = min(room, ((MOST if each > 0 else LEAST) - share) / each)
    return tuple(share + max(room, 0.0) * each for share, each in zip(shares, pull, strict=True))


def _order(
    good: Sequence[tuple[float, ...]], bad: Sequence[tuple[float, ...]], shares: Sequence[float]
) -> float:
    def total(parts: tuple[float, ...]) -> float:
        return sum(share * part for share, part in zip(shares, parts, strict=True))

    pairs = [(total(left), total(right)) for left, right in product(good, bad)]
    return fmean((left > right) + 0.5 * (left == right) for left, right in pairs)
