"""What the numbers suggest to change in a policy, with the numbers behind it (ANL-3).

Suggestions are for people: nothing here changes anything. Few and cautious: below the least
counts, one odd night would decide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.analytics.metrics import Effect, IncidentFacts, IncidentMetrics
from domain.clusters.repairs import AttemptState

LEAST_TRIED = 5
"""Judged attempts below which nothing is said about an action."""

RARELY, MOSTLY = 0.2, 0.8
"""Shares of success up to which an action hardly helps, and from which it nearly always does."""

LEAST_APPROVED = 10
"""Approved writes, all of them verified, after which a person may wish to be asked no more."""

LEAST_FIXES = 10
MOST_FALSE = 0.1
"""Share of fixes that came back, above which looking longer is worth its time."""

SLOW_ANSWER = 900.0
"""Seconds; half of the calls are acknowledged later than the approval hop of most teams."""


class Advice(StrEnum):
    """What might be changed; the value names the field of the policy."""

    CANNOT_HELP = "cannot_help"
    BEGIN_AT = "begin_at"
    MODE_AUTO = "modes"
    LONGER_DWELL = "verify.dwell"
    ON_CALL = "on_call"


@dataclass(frozen=True)
class Suggestion:
    """One suggestion.

    Attributes:
        action, fault: what it is about; empty when about all.
        numbers: what it follows from, by name.
    """

    advice: Advice
    action: str = ""
    fault: str = ""
    numbers: tuple[tuple[str, float], ...] = ()


def suggest(metrics: IncidentMetrics, facts: Sequence[IncidentFacts]) -> tuple[Suggestion, ...]:
    """Return what the numbers suggest, the most telling kinds first."""
    return (
        *_useless(metrics.by_action),
        *_better_first(metrics.by_action),
        *_trusted(facts),
        *_too_early(metrics),
        *_slow_answers(metrics),
    )


def _judged(effect: Effect) -> int:
    return effect.verified + effect.failed


def _useless(effects: Sequence[Effect]) -> Iterator[Suggestion]:
    for each in effects:
        if _judged(each) >= LEAST_TRIED and each.success <= RARELY:
            numbers = (("tried", _judged(each)), ("percent", _percent(each.success)))
            yield Suggestion(Advice.CANNOT_HELP, each.key[0], each.key[1], numbers)


def _better_first(effects: Sequence[Effect]) -> Iterator[Suggestion]:
    """Say which action to begin with, where another one was tried and did not do."""
    for fault in sorted({each.key[1] for each in effects}):
        known = [each for each in effects if each.key[1] == fault and _judged(each) >= LEAST_TRIED]
        best = max(known, key=lambda each: each.success, default=None)
        worse = [each for each in known if each.success < 1 - MOSTLY]
        if best is not None and best.success >= MOSTLY and worse:
            numbers = (("tried", _judged(best)), ("percent", _percent(best.success)))
            yield Suggestion(Advice.BEGIN_AT, best.key[0], fault, numbers)


def _trusted(facts: Sequence[IncidentFacts]) -> Iterator[Suggestion]:
    """Say which actions were approved every time and helped every time."""
    approved: dict[tuple[str, str], list[bool]] = {}
    for each in facts:
        for write in each.writes:
            good = write.state is AttemptState.VERIFIED and not write.false_fix
            if write.approved:
                approved.setdefault((write.action, each.fault), []).append(good)
    for (action, fault), outcomes in sorted(approved.items()):
        if len(outcomes) >= LEAST_APPROVED and all(outcomes):
            yield Suggestion(Advice.MODE_AUTO, action, fault, (("tried", len(outcomes)),))


def _too_early(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    verified = sum(each.verified for each in metrics.by_action)
    share = metrics.false_fix_share
    if share is not None and verified >= LEAST_FIXES and share > MOST_FALSE:
        numbers = (
            ("fixes", verified),
            ("false", metrics.false_fixes),
            ("percent", _percent(share)),
        )
        yield Suggestion(Advice.LONGER_DWELL, numbers=numbers)


def _slow_answers(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    answered = metrics.acknowledge
    if answered.count >= LEAST_TRIED and answered.median > SLOW_ANSWER:
        numbers = (("calls", answered.count), ("minutes", round(answered.median / 60)))
        yield Suggestion(Advice.ON_CALL, numbers=numbers)


def _percent(share: float) -> int:
    return round(share * 100)
