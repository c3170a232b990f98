"""What people get from the installation: briefings, messages, answers, fixes (ANL-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.analytics.metrics import GOAL as FIXES_GOAL
from domain.analytics.metrics import Durations, Goal, IncidentMetrics
from domain.common.proportions import Proportion
from domain.deliveries.rates import GOAL as MESSAGES_GOAL
from domain.deliveries.rates import ReachRate


class LevelName(StrEnum):
    """What is promised."""

    BRIEFINGS = "briefings"
    MESSAGES = "messages"
    ACKNOWLEDGED = "acknowledged"
    FIXES = "fixes"


@dataclass(frozen=True, kw_only=True)
class ServiceLevel:
    """How often a promise was kept.

    Attributes:
        kept: so many of those whose fate is known: briefings given or sent of days that were due,
            messages that arrived, calls that a person acknowledged, fixes that stayed.
        times: how long it took, where that is measured.
        goal: share that is wanted, 0 to 1; None where nobody set one.
        everybody: of all people, not of who asks alone.
    """

    name: LevelName
    kept: Proportion
    times: Durations | None = None
    goal: float | None = None
    everybody: bool = True

    @property
    def met(self) -> Goal:
        """Whether the goal is met; no data without a goal or a count."""
        share = self.kept.share
        if self.goal is None or share is None:
            return Goal.NO_DATA
        return Goal.REACHED if share >= self.goal else Goal.MISSED


def levels_of(
    metrics: IncidentMetrics,
    *,
    briefings: Proportion | None,
    messages: Sequence[ReachRate] | None,
    everybody: bool,
) -> tuple[ServiceLevel, ...]:
    """Return the levels of a period.

    Args:
        metrics: of the same period.
        briefings: days with their briefing of days that were due; None: who asks may not know.
        messages: rates, that of all channels first; None: as above.
        everybody: whether briefings and messages are those of all people.
    """
    found = []
    if briefings is not None:
        found.append(ServiceLevel(name=LevelName.BRIEFINGS, kept=briefings, everybody=everybody))
    if messages:
        rate = messages[0]
        found.append(
            ServiceLevel(
                name=LevelName.MESSAGES,
                kept=Proportion(rate.arrived, rate.settled),
                goal=float(Decimal(MESSAGES_GOAL)),
                everybody=everybody,
            )
        )
    answered = metrics.acknowledge
    calls = Proportion(metrics.answered, metrics.called)
    found.append(ServiceLevel(name=LevelName.ACKNOWLEDGED, kept=calls, times=answered))
    fixes = Proportion(metrics.fixed, metrics.repaired)
    found.append(ServiceLevel(name=LevelName.FIXES, kept=fixes, times=metrics.fix, goal=FIXES_GOAL))
    return tuple(found)
