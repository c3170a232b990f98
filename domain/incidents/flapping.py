"""When an incident goes back and forth, and when it has settled (ALR-6).

Two edges: it begins with many changes within a window and ends with none for a while, so that
people are told once of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.incidents.policy.policies import FlapRules


class Flap(StrEnum):
    """Where it stands, and whether that is new."""

    STEADY = "steady"
    BEGAN = "began"
    FLAPPING = "flapping"
    SETTLED = "settled"


@dataclass(frozen=True)
class Flapping:
    """The answer.

    Attributes:
        changes: within the window.
        settles_at: when it will have settled if nothing changes; None unless it flaps.
    """

    state: Flap
    changes: int
    settles_at: datetime | None = None

    @property
    def is_flapping(self) -> bool:
        """Whether the ladder must wait."""
        return self.state in (Flap.BEGAN, Flap.FLAPPING)


def flapping(
    changes: Sequence[datetime], rules: FlapRules, *, now: datetime, was: bool
) -> Flapping:
    """Say whether changes between firing and cleared are too many.

    Args:
        changes: when it changed, in any order; older ones than `kept` gives may be gone.
        rules: of the policy.
        now: by the workflow's clock.
        was: whether it was flapping until now.
    """
    within = [at for at in changes if now - timedelta(seconds=rules.window) < at <= now]
    newest = max((at for at in changes if at <= now), default=None)
    settles_at = None if newest is None else newest + timedelta(seconds=rules.calm)
    if settles_at is None or settles_at < now:
        return Flapping(Flap.SETTLED if was else Flap.STEADY, len(within))
    if was:
        return Flapping(Flap.FLAPPING, len(within), settles_at)
    if len(within) >= rules.transitions:
        return Flapping(Flap.BEGAN, len(within), settles_at)
    return Flapping(Flap.STEADY, len(within))


def kept(changes: Sequence[datetime], rules: FlapRules, *, now: datetime) -> tuple[datetime, ...]:
    """Return the changes that may still count, oldest first, for a state that must stay small."""
    since = now - timedelta(seconds=max(rules.window, rules.calm))
    return tuple(sorted(at for at in changes if at > since))[-rules.transitions * 2 :]
