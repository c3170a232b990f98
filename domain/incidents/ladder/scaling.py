"""Scaling: to how many replicas, and when that is not ours to change."""

from math import ceil

from domain.clusters.clusters import WorkloadKind
from domain.clusters.repairs import SkipReason
from domain.common.messages import Called, message
from domain.incidents.ladder.views import View, Why


def replicas_wanted(view: View) -> int:
    """Return the count to scale to: what was asked for, else the policy's step, within bounds."""
    workload, policy = view.workload, view.policy
    if view.request is not None and view.request.replicas:
        return view.request.replicas
    step = max(ceil(workload.replicas * policy.scale_factor), workload.replicas + 1)
    bounds = [step, policy.most_replicas]
    if workload.pods_left_in_quota is not None:
        bounds.append(workload.replicas + workload.pods_left_in_quota)
    return min(bounds)


def why_not_scale(view: View) -> Why | None:
    """Say why the count is not changed; None when it can be."""
    workload = view.workload
    if workload.ref.kind is WorkloadKind.DAEMON_SET:
        return Why(SkipReason.NOT_SCALABLE, message("skip.one_for_each_node"))
    if workload.autoscaler is not None:
        held = workload.autoscaler
        name, least, most = Called(held.name), held.minimum, held.maximum
        bounds = message("skip.autoscaler", name=name, least=least, most=most)
        return Why(SkipReason.AUTOSCALER_OWNS_COUNT, bounds)
    return _out_of_bounds(view)


def _out_of_bounds(view: View) -> Why | None:
    now, most, left = (
        view.workload.replicas,
        view.policy.most_replicas,
        view.workload.pods_left_in_quota,
    )
    wanted = replicas_wanted(view)
    if view.request is not None and view.request.replicas == now:
        return Why(SkipReason.NOTHING_TO_CHANGE, message("skip.has", count=now))
    if wanted > most or (wanted <= now >= most):
        return Why(SkipReason.AT_MOST_REPLICAS, message("skip.of_most", count=now, most=most))
    if left is not None and wanted > now + left:
        return Why(SkipReason.QUOTA_FULL, message("skip.more_pods", count=left))
    if left is not None and left < 1 and wanted >= now:
        return Why(SkipReason.QUOTA_FULL, message("skip.no_more_pods"))
    return None
