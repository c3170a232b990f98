"""Where an incident goes after each attempt, and when there are no more (RBK-1, RBK-3, RBK-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.clusters.repairs import Attempt, AttemptState
from domain.incidents.incidents import CallReason, Request
from domain.incidents.scores import Band


class NextStep(StrEnum):
    """Where it goes."""

    CLIMB = "climb"
    WATCH = "watch"  # it is fixed; a relapse is watched for
    CALL = "call"  # only a person can go on


@dataclass(frozen=True)
class Turn:
    """Where it goes, and why a person is called when one is."""

    course: NextStep
    reason: CallReason | None = None


_CALLS_FOR = {
    AttemptState.UNKNOWN: CallReason.BLIND,
    AttemptState.INCONCLUSIVE: CallReason.INCONCLUSIVE,
    AttemptState.BLOCKED: CallReason.BLOCKED,
    AttemptState.REFUSED: CallReason.BLOCKED,
    AttemptState.NOT_APPROVED: CallReason.NOT_APPROVED,
    AttemptState.OBSERVED: CallReason.OBSERVED,
}
"""Ends of attempts after which only a person can go on; after the others the ladder does."""

UNDONE = frozenset({AttemptState.OBSERVED, AttemptState.BLOCKED, AttemptState.NOT_APPROVED})
"""Ends of attempts that an admin's word lets us make again, from the same rung."""


def after(state: AttemptState) -> Turn:
    """Return where it goes after an attempt that ended so."""
    if state is AttemptState.VERIFIED:
        return Turn(NextStep.WATCH)
    reason = _CALLS_FOR.get(state)
    return Turn(NextStep.CLIMB) if reason is None else Turn(NextStep.CALL, reason)


def before_next(band: Band | None, attempts: Sequence[Attempt]) -> Turn:
    """Return whether another attempt is allowed; every one that was begun counts."""
    allowed = (band or Band.MINIMAL).attempts
    if len(attempts) < allowed:
        return Turn(NextStep.CLIMB)
    return Turn(NextStep.CALL, why_nothing_left(attempts))


def why_nothing_left(attempts: Sequence[Attempt], request: Request | None = None) -> CallReason:
    """Return why the ladder ends: all was tried, or nothing, or others kept changing the target.

    Args:
        attempts: those so far.
        request: what a person asked for; it may turn out that it cannot be done.
    """
    if request is not None and all(each.action is not request.action for each in attempts):
        return CallReason.NOT_DONE
    if not attempts:
        return CallReason.NOTHING_TRIED
    if attempts[-1].state is AttemptState.CONFLICT:
        return CallReason.INCONCLUSIVE
    return CallReason.EXHAUSTED


def undone_left_out(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Return the attempts without those at the end of which nothing was done."""
    left = list(attempts)
    while left and left[-1].state in UNDONE:
        left.pop()
    return tuple(left)
