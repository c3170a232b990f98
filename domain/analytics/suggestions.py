"""What the numbers suggest to change in a policy, with the numbers behind it (ANL-3).

Suggestions are for people: nothing here changes anything. Few and cautious: what could well be
chance is not said. Attempts of which nobody could tell what came of them are no evidence, neither
for an action nor against it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot

from domain.analytics.metrics import IncidentFacts, IncidentMetrics
from domain.clusters.repairs import AttemptState
from domain.common.proportions import Proportion

LEAST_TRIED = 5
"""Judged attempts below which nothing is said about an action."""

HARDLY_HELPS = 1 / 3
"""An action is worth passing over when even the upper end of its interval is below this."""

LEAST_APPROVED = 10
"""Approved writes, all of them verified, after which a person may wish to be asked no more."""

LEAST_FIXES = 10
MOST_FALSE = 0.1
"""Share of fixes that came back, above which looking longer is worth its time."""

SLOW_ANSWER = 900.0
"""Seconds; half of the calls are acknowledged later than the approval hop of most teams."""

MOST_SUGGESTED = 20

NOTHING = Proportion(0, 0)


class Advice(StrEnum):
    """What might be changed."""

    TRY_FIRST = "try_first"
    PASS_OVER = "pass_over"  # noqa: S105 - advice, no password
    ASK_NO_MORE = "ask_no_more"
    WATCH_LONGER = "watch_longer"
    CALL_MORE = "call_more"


@dataclass(frozen=True)
class Suggestion:
    """One suggestion.

    Attributes:
        action: what it is about; empty when about all.
        fault: class of fault; empty when about all.
        service: `namespace/name`, where it is about one service only.
        counted: what it follows from: fixed and stayed, of those that were judged.
        than: the action that did worse, and its own count, where two are compared.
        seconds: median time to an acknowledgement, where it is about that.
    """

    advice: Advice
    action: str = ""
    fault: str = ""
    service: str = ""
    counted: Proportion = NOTHING
    than: str = ""
    than_counted: Proportion = NOTHING
    seconds: float = 0.0

    @property
    def id(self) -> str:
        """Names it for who wants to try it: `try_first:scale_out:out_of_memory:shop/checkout`."""
        return ":".join((self.advice, self.action, self.fault, self.service)).rstrip(":")


def suggest(metrics: IncidentMetrics, facts: Sequence[IncidentFacts]) -> tuple[Suggestion, ...]:
    """Return what the numbers suggest, the most telling kinds first; at most twenty.

    What holds for a class of fault everywhere is not said again of its services.

    Args:
        metrics: of a period.
        facts: its incidents.
    """
    everywhere = _judged(facts)
    at_services = _judged(facts, by_service=True)
    better = [*_better_first(everywhere)]
    known = {(each.action, each.than, each.fault) for each in better}
    better += [
        each
        for each in _better_first(at_services)
        if (each.action, each.than, each.fault) not in known
    ]
    found = [
        *better,
        *_useless(everywhere),
        *_trusted(facts),
        *_too_early(metrics),
        *_slow_answers(metrics),
    ]
    return tuple(found[:MOST_SUGGESTED])


def surely_better(one: Proportion, other: Proportion) -> bool:
    """Say whether the 95 % interval of the difference of two shares is above zero (Newcombe's)."""
    if one.share is None or other.share is None:
        return False
    reach = hypot(one.share - one.low, other.high - other.share)
    return one.share - other.share > reach


def _judged(
    facts: Sequence[IncidentFacts], *, by_service: bool = False
) -> dict[tuple[str, str, str], Proportion]:
    """Return fixes of judged attempts by class of fault, service (or none) and action."""
    counts: dict[tuple[str, str, str], list[bool]] = {}
    for each in facts:
        for write in each.writes:
            if write.state in (AttemptState.VERIFIED, AttemptState.FAILED):
                service = each.service if by_service else ""
                counts.setdefault((each.fault, service, write.action), []).append(write.lasted)
    return {
        key: Proportion(sum(lasted), len(lasted))
        for key, lasted in sorted(counts.items())
        if len(lasted) >= LEAST_TRIED and not (by_service and not key[1])
    }


def _better_first(judged: dict[tuple[str, str, str], Proportion]) -> Iterator[Suggestion]:
    """Say which action to begin with, where another one surely does worse."""
    for fault, service in sorted({(fault, service) for fault, service, _ in judged}):
        known = {key[2]: each for key, each in judged.items() if key[:2] == (fault, service)}
        best = max(known, key=lambda action: (known[action].low, action))
        worse = [action for action in sorted(known) if surely_better(known[best], known[action])]
        if worse:
            worst = max(worse, key=lambda action: (known[action].whole, action))
            yield Suggestion(
                Advice.TRY_FIRST,
                best,
                fault,
                service,
                known[best],
                worst,
                known[worst],
            )


def _useless(judged: dict[tuple[str, str, str], Proportion]) -> Iterator[Suggestion]:
    for (fault, _, action), counted in judged.items():
        if counted.high < HARDLY_HELPS:
            yield Suggestion(Advice.PASS_OVER, action, fault, counted=counted)


def _trusted(facts: Sequence[IncidentFacts]) -> Iterator[Suggestion]:
    """Say which actions were approved every time and helped every time."""
    approved: dict[tuple[str, str], list[bool]] = {}
    for each in facts:
        for write in each.writes:
            if write.approved:
                approved.setdefault((write.action, each.fault), []).append(write.lasted)
    for (action, fault), outcomes in sorted(approved.items()):
        if len(outcomes) >= LEAST_APPROVED and all(outcomes):
            counted = Proportion(len(outcomes), len(outcomes))
            yield Suggestion(Advice.ASK_NO_MORE, action, fault, counted=counted)


def _too_early(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    verified = sum(each.verified for each in metrics.by_action)
    share = metrics.false_fix_share
    if share is not None and verified >= LEAST_FIXES and share > MOST_FALSE:
        yield Suggestion(Advice.WATCH_LONGER, counted=Proportion(metrics.false_fixes, verified))


def _slow_answers(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    answered = metrics.acknowledge
    if answered.count >= LEAST_TRIED and answered.median > SLOW_ANSWER:
        counted = Proportion(answered.count, answered.count)
        yield Suggestion(Advice.CALL_MORE, counted=counted, seconds=answered.median)
