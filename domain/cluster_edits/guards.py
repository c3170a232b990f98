"""Which guards hold for an edit: those of repairs, but for what only a repair has (RBK-6).

Nobody is asked whether an alarm still fires, for none does: the person's own confirmation of the
digest stands in its place and is looked at before any guard. What is no workload has no lock, no
place in the budget of repairs, no bound on writes in an hour and no share of ready pods; but it
cools down after a write as a workload does, for it may feed many.
"""

from domain.incidents.guards.guards import GuardFacts, GuardName, GuardResult
from domain.incidents.guards.rules import evaluate

GUARDS_OF_EDITS = frozenset(
    {
        GuardName.KILL_SWITCH,
        GuardName.MODE,
        GuardName.PERMISSION,
        GuardName.FREEZE,
        GuardName.TIME_WINDOW,
        GuardName.GITOPS,
        GuardName.APPROVAL,
        GuardName.UNCHANGED,
        GuardName.CHECKPOINT,
        GuardName.COOLDOWN,
    }
)
"""Those that hold for every edit."""

GUARDS_OF_WORKLOADS = GUARDS_OF_EDITS | {
    GuardName.LOCK,
    GuardName.HEALTHY_SHARE,
    GuardName.FREQUENCY,
    GuardName.BUDGET,
}
"""Those that hold where the object is a workload: all of a repair's but the source's word."""


def evaluate_edit(facts: GuardFacts, *, workload: bool) -> tuple[GuardResult, ...]:
    """Return what the guards say of an edit of one object, in order."""
    mine = GUARDS_OF_WORKLOADS if workload else GUARDS_OF_EDITS
    return tuple(each for each in evaluate(facts) if each.guard in mine)
