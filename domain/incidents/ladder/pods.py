"""Pods that are taken out of service: which, and when that is not allowed.

At least one healthy replica always stays, and a PodDisruptionBudget is kept even where the cluster
would not enforce it.
"""

from domain.clusters.clusters import Pod, Workload, WorkloadKind
from domain.clusters.repairs import SkipReason
from domain.common.messages import message
from domain.incidents.ladder.views import View, Why

MOST_PODS = 20
"""Pods that one step may name (`domain/clusters/changes.py`)."""


def pods_to_isolate(workload: Workload) -> tuple[Pod, ...]:
    """Return pods that are not ready, as many as budgets let go."""
    sick = [pod for pod in workload.pods if not pod.ready and not pod.deleting]
    return tuple(sick[: _most(workload, workload.pods_left_in_quota)])


def why_not_isolate(view: View) -> Why | None:
    """Say why no pod is isolated; None when some can be."""
    workload = view.workload
    if workload.ref.kind is WorkloadKind.STATEFUL_SET:
        return Why(SkipReason.NOTHING_TO_ISOLATE, message("skip.stateful_set"))
    if all(pod.ready or pod.deleting for pod in workload.pods):
        return Why(
            SkipReason.NOTHING_TO_ISOLATE, message("skip.all_ready", count=len(workload.pods))
        )
    if not _healthy(workload):
        return Why(SkipReason.LAST_HEALTHY_REPLICA, message("skip.none_healthy"))
    return _budgets(workload, needs_quota=True)


def pods_to_shift(view: View) -> tuple[Pod, ...]:
    """Return pods on sick nodes, unready ones first, leaving a healthy one where it is."""
    here = [pod for pod in view.workload.pods if pod.node in view.sick_nodes and not pod.deleting]
    here.sort(key=lambda pod: pod.ready)
    elsewhere = [pod for pod in _healthy(view.workload) if pod not in here]
    ready_here = [pod for pod in here if pod.ready]
    if not elsewhere and ready_here:
        here.remove(ready_here[-1])
    return tuple(here[: _most(view.workload, None)])


def why_not_shift(view: View) -> Why | None:
    """Say why no pod is moved to another node; None when some can be."""
    workload = view.workload
    if workload.ref.kind is WorkloadKind.DAEMON_SET:
        return Why(SkipReason.NOT_SCALABLE, message("skip.bound_to_nodes"))
    if "nodes" in view.unread:
        return Why(SkipReason.NOT_READABLE, message("skip.nodes"))
    if not any(pod.node in view.sick_nodes and not pod.deleting for pod in workload.pods):
        sick = len(view.sick_nodes)
        return Why(SkipReason.NO_SICK_NODE, message("skip.sick_nodes", count=sick))
    budgets = _budgets(workload, needs_quota=False)
    if budgets is not None:
        return budgets
    return None if pods_to_shift(view) else Why(SkipReason.LAST_HEALTHY_REPLICA)


def _healthy(workload: Workload) -> list[Pod]:
    return [pod for pod in workload.pods if pod.ready and not pod.deleting]


def _budgets(workload: Workload, *, needs_quota: bool) -> Why | None:
    if workload.disruptions_allowed is not None and workload.disruptions_allowed < 1:
        return Why(SkipReason.DISRUPTION_BUDGET, message("skip.no_disruption"))
    # An isolated pod goes on to exist beside its replacement.
    left = workload.pods_left_in_quota
    if needs_quota and left is not None and left < 1:
        return Why(SkipReason.QUOTA_FULL, message("skip.no_more_pods"))
    return None


def _most(workload: Workload, quota: int | None) -> int:
    bounds = (MOST_PODS, workload.disruptions_allowed, quota)
    return max(min(bound for bound in bounds if bound is not None), 0)
