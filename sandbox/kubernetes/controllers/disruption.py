"""Disruption budgets: how many healthy pods must stay."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.quantities import round_up
from sandbox.kubernetes.selectors import spec_matcher
from sandbox.kubernetes.store import Change, Item

NAME = "disruption-controller"


class Disruption:
    """Keeps the status of disruption budgets."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        cluster.employ(NAME, self.sync)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        if change.kind not in {kinds.PDB, kinds.POD}:
            return
        namespace = change.item["metadata"]["namespace"]
        for budget in self._cluster.store.all(kinds.PDB, namespace):
            self._cluster.look_at(NAME, namespace, budget["metadata"]["name"])

    def sync(self, namespace: str, name: str) -> None:
        """Count the pods of one budget."""
        budget = self._cluster.store.get(kinds.PDB, namespace, name)
        if budget is not None:
            status = _status(self._cluster, budget)
            self._cluster.revise(kinds.PDB, budget, status=status)


def budget_in_the_way(cluster: Cluster, pod: Item) -> tuple[str, int, int] | None:
    """Return name, healthy and wanted pods of a budget that forbids to evict a pod."""
    if not is_ready(pod):
        return None
    labels = pod["metadata"].get("labels") or {}
    for budget in cluster.store.all(kinds.PDB, pod["metadata"]["namespace"]):
        if not spec_matcher(budget["spec"].get("selector"))(labels):
            continue
        status = _status(cluster, budget)
        if status["disruptionsAllowed"] < 1:
            healthy, wanted = status["currentHealthy"], status["desiredHealthy"]
            return budget["metadata"]["name"], healthy, wanted
    return None


def _status(cluster: Cluster, budget: Item) -> dict[str, Any]:
    spec, fits = budget["spec"], spec_matcher(budget["spec"].get("selector"))
    pods = [
        pod
        for pod in cluster.store.all(kinds.POD, budget["metadata"]["namespace"])
        if is_active(pod) and fits(pod["metadata"].get("labels") or {})
    ]
    expected, healthy = len(pods), sum(map(is_ready, pods))
    if "maxUnavailable" in spec:
        wanted = expected - round_up(spec["maxUnavailable"], expected, up=True)
    else:
        wanted = round_up(spec.get("minAvailable", 1), expected, up=True)
    return {
        "observedGeneration": budget["metadata"]["generation"],
        "expectedPods": expected,
        "currentHealthy": healthy,
        "desiredHealthy": max(wanted, 0),
        "disruptionsAllowed": max(healthy - wanted, 0),
    }
