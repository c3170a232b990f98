"""Climbing the ladder: which action comes next, and why the others do not (RBK-2).

Everything is decided from numbers, names and states of the cluster, never from a text that an
alert, a log or a model wrote. Actions come in the policy's order and never go back down: what was
passed over is not returned to within one incident, so every incident ends.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.alerts.alerts import FaultClass
from domain.clusters.clusters import Workload
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Skipped, SkipReason
from domain.common.messages import Called, message
from domain.incidents.incidents import Request
from domain.incidents.ladder.config import why_not_refresh
from domain.incidents.ladder.managed import by_manager
from domain.incidents.ladder.pods import why_not_isolate, why_not_shift
from domain.incidents.ladder.revisions import why_not_full_rollback, why_not_rollback
from domain.incidents.ladder.scaling import why_not_scale
from domain.incidents.ladder.views import View, Why
from domain.incidents.policy.matching import reverted_by
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band


@dataclass(frozen=True)
class Choice:
    """What comes next.

    Attributes:
        action: None when nothing is left but to call a person.
        skipped: what was passed over on the way to it, in order, each with its reason.
    """

    action: ActionKind | None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Climb:
    """How far an incident has come, and what it must keep to.

    Attributes:
        tried: attempts so far, in order.
        passed_over: actions that a person skipped.
        request: what a person asked for; None for incidents of alerts.
    """

    tried: Sequence[Attempt] = ()
    passed_over: Collection[ActionKind] = ()
    request: Request | None = None


@dataclass(frozen=True)
class Around:
    """What stands around a target.

    Attributes:
        siblings: other workloads of its application, with their revisions.
        sick_nodes: names of nodes with something wrong.
        kept_configs: ConfigMap → digest of the newest content that a healthy workload ran with.
        unread: parts of this that could not be read: `nodes`, `siblings`, `configs`.
        began: when the fault began; None when nobody knows.
    """

    siblings: Sequence[Workload] = ()
    sick_nodes: Collection[str] = ()
    kept_configs: Mapping[str, str] = field(default_factory=dict)
    unread: Collection[str] = ()
    began: datetime | None = None


NOT_SPENT = frozenset({AttemptState.BLOCKED, AttemptState.CONFLICT, AttemptState.OBSERVED})
"""Ends of attempts after which the same action may be tried again: nothing of it was done."""

NOT_TRIED = NOT_SPENT | {AttemptState.REFUSED, AttemptState.NOT_APPROVED}
"""Ends of attempts after which nobody can say that what a person asked for does not help."""


def choose(
    policy: Policy,
    fault: FaultClass,
    workload: Workload | None,
    *,
    climb: Climb,
    around: Around,
) -> Choice:
    """Return the next action that can be taken, or none when only a person is left."""
    skipped: list[Skipped] = []
    for action in remaining(policy, fault, climb):
        found = _why_not(action, policy, fault, workload, climb, around)
        if found is None:
            return Choice(action, tuple(skipped))
        skipped.append(Skipped(action, found.reason, found.detail))
    return Choice(None, tuple(skipped))


def view_of(
    action: ActionKind, workload: Workload, policy: Policy, *, climb: Climb, around: Around
) -> View:
    """Return what the precondition and the plan of one action look at."""
    about_this = climb.request is not None and climb.request.action is action
    return View(
        workload=workload,
        policy=policy,
        siblings=tuple(around.siblings),
        sick_nodes=frozenset(around.sick_nodes),
        kept_configs=dict(around.kept_configs),
        unread=frozenset(around.unread),
        began=around.began,
        request=climb.request if about_this else None,
    )


def order_of(policy: Policy, fault: FaultClass, request: Request | None) -> tuple[ActionKind, ...]:
    """Return the order of actions for an incident, without the person at its end.

    A request begins at its action; evidence (`begin_at`) may put one action before the others.
    """
    ladder = tuple(action for action in policy.ladder if action is not ActionKind.CALL_PERSON)
    if request is not None:
        later = ladder[ladder.index(request.action) + 1 :] if request.action in ladder else ()
        return (request.action, *(() if request.only else later))
    first = policy.begin_at.get(fault)
    if first is None or first not in ladder:
        return ladder
    return (first, *(action for action in ladder if action is not first))


def remaining(policy: Policy, fault: FaultClass, climb: Climb) -> tuple[ActionKind, ...]:
    """Return the actions after the last one that was spent, in order.

    Until what a person asked for has been tried, nothing else is: they agreed to what follows when
    it does not help, and not to something else instead of it.
    """
    order = order_of(policy, fault, climb.request)
    if climb.request is not None and not _is_tried(climb.request, climb.tried):
        return order[:1]
    spent = [
        order.index(attempt.action)
        for attempt in climb.tried
        if attempt.state not in NOT_SPENT and attempt.action in order
    ]
    return order[max(spent) + 1 :] if spent else order


def attempts_left(band: Band, tried: Sequence[Attempt]) -> int:
    """Return how many attempts a band still allows; blocked and observed ones count as well."""
    return max(band.attempts - len(tried), 0)


def _is_tried(request: Request, tried: Sequence[Attempt]) -> bool:
    return any(each.action is request.action and each.state not in NOT_TRIED for each in tried)


def _why_not(
    action: ActionKind,
    policy: Policy,
    fault: FaultClass,
    workload: Workload | None,
    climb: Climb,
    around: Around,
) -> Why | None:
    if action in climb.passed_over:
        return Why(SkipReason.SKIPPED_BY_PERSON)
    if climb.request is None and action in policy.cannot_help.get(fault, ()):
        said = message("skip.policy", fault=fault, policy=Called(policy.name))
        return Why(SkipReason.CANNOT_HELP, said)
    if workload is None:
        return Why(SkipReason.TARGET_MISSING)
    view = view_of(action, workload, policy, climb=climb, around=around)
    return _of_any(view, action) or _CHECKS[action](view)


def _of_any(view: View, action: ActionKind) -> Why | None:
    """Say what keeps every action from this target."""
    if reverted_by(view.policy, action, view.workload.managed_by):
        return Why(SkipReason.GITOPS_MANAGED, by_manager(view.workload, action))
    # Who switched it off may switch it on again, by asking for a count; nothing else makes sense.
    asked = view.request is not None and view.request.replicas > 0
    if view.workload.replicas == 0 and not (asked and action is ActionKind.SCALE_OUT):
        return Why(SkipReason.SCALED_TO_ZERO)
    return None


def _why_not_restart(view: View) -> Why | None:
    return Why(SkipReason.ROLLOUT_PAUSED) if view.workload.paused else None


_CHECKS: dict[ActionKind, Callable[[View], Why | None]] = {
    ActionKind.RESTART: _why_not_restart,
    ActionKind.REFRESH_CONFIG: why_not_refresh,
    ActionKind.SCALE_OUT: why_not_scale,
    ActionKind.SHIFT_LOAD: why_not_shift,
    ActionKind.ROLLBACK: why_not_rollback,
    ActionKind.ISOLATE: why_not_isolate,
    ActionKind.FULL_ROLLBACK: why_not_full_rollback,
}
