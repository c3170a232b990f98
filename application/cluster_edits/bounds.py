"""Holds edits to the bounds of a scale: when they are shown, and again right before each write.

An edit may wait a day for a yes, and one that broke off may go on hours later. What an autoscaler,
a quota or the policy says by then counts, not what it said when the edit was shown (RBK-2, RBK-6).
"""

from dataclasses import dataclass

from application.incidents.repairs.facts import known
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import Policies
from domain.cluster_edits.bounds import (
    Bound,
    asks_for_replicas,
    counted_on,
    why_not_known,
    why_not_so_many,
)
from domain.clusters.edits import Looked
from domain.incidents.policy.policies import Policy


@dataclass(frozen=True)
class EditBounds:
    """Asks the cluster what stands around a count that an edit asks for."""

    clusters: Clusters
    policies: Policies

    async def broken_by(self, looked: Looked, policy: Policy) -> Bound | None:
        """Return which bound an edit of one object would break as things are; None: it keeps all.

        Raises:
            Unavailable, Forbidden: the workload cannot be read, so nobody knows.
        """
        if not asks_for_replicas(looked):
            return None
        target = counted_on(looked)
        workload = await self.clusters.workload(target) if target is not None else None
        return why_not_so_many(looked, workload, policy)

    async def at_the_write(self, looked: Looked) -> Bound | None:
        """Return which bound would be broken now; what cannot be established counts as one."""
        if not asks_for_replicas(looked):
            return None
        found = await known(self._established(looked), "bounds")
        return why_not_known(looked) if found is None else next(iter(found), None)

    async def _established(self, looked: Looked) -> tuple[Bound, ...]:
        bound = await self.broken_by(looked, await self.policies.current())
        return () if bound is None else (bound,)
