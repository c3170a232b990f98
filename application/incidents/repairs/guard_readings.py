"""Reads what guards look at of a place, for whoever wants to write there: a repair or an edit.

One reading for both: a freeze, a storm or a cooldown that held back one kind of write and not the
other would be a way around it. Each reading fails on its own; whoever asks decides what not knowing
means, which for a guard is "no".
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from application.incidents.repairs.records import STORM, place_of_storm
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Controls
from domain.clusters.clusters import ObjectRef, Workload, WorkloadRef
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.controls import Control, ControlKind
from domain.incidents.guards.guards import GuardLimits
from domain.incidents.suppression import frozen, window_at
from domain.people.access import Permission, permissions_of
from domain.people.people import Person

MOST_COUNTED = 1_000
"""Workloads of a namespace that its healthy share is made of."""

PAGE = 200
ENOUGH = 0.75
"""Of a workload's replicas must be ready for it to count as well: a rollout with Kubernetes' own
defaults (maxUnavailable 25 %) takes away no more."""

MOST_STORM_ROWS = 50

Facts = dict[str, Any]
"""Some of the fields of `GuardFacts`; those that are not there stay unknown."""


@dataclass(frozen=True)
class GuardReadings:
    """Asks the stores and the cluster; what cannot be read raises."""

    clusters: Clusters
    controls: Controls
    audit: Audit
    clock: Clock

    async def switch(self) -> Facts:
        """Read whether anything may be written at all."""
        return {"writing_enabled": not (await self.controls.kill_switch()).engaged}

    async def freeze(
        self, target: WorkloadRef, *, seen_as: Callable[[Control], Control] = lambda found: found
    ) -> Facts:
        """Read which freeze covers a place, and until when.

        Args:
            target: the place.
            seen_as: how a freeze holds for what is written there, where its scope says less.
        """
        now = self.clock.now()
        controls = await self.controls.list(kind=ControlKind.FREEZE, active_at=now)
        found = frozen(target, [seen_as(each) for each in controls], now)
        if found is None:
            return {"frozen_by": ""}
        window = window_at(found, now)
        return {
            "frozen_by": found.name or found.id,
            "frozen_until": window.until if window is not None else None,
        }

    async def share(self, target: WorkloadRef, *, ours: Collection[WorkloadRef]) -> Facts:
        """Read which share of a namespace's other workloads is well; `ours` are written to."""
        others: list[Workload] = []
        after = ""
        while len(others) < MOST_COUNTED:
            page = await self.clusters.workloads(
                target.cluster, namespace=target.namespace, after=after, limit=PAGE
            )
            others += [each for each in page.workloads if each.ref not in ours]
            after = page.next_after
            if not after:
                break
        well = sum(each.ready >= ENOUGH * each.replicas for each in others)
        return {"healthy_share": well / len(others) if others else 1.0}

    async def storm(self, target: WorkloadRef) -> Facts:
        """Read when writes to a namespace were last held back because many of it fell ill."""
        place = place_of_storm(target.cluster, target.namespace)
        rows = await self.audit.about(place, limit=MOST_STORM_ROWS)
        newest = max((row.entry.at for row in rows if row.entry.action == STORM), default=None)
        return {"never_stormy": newest is None, "storm_at": newest}

    async def writes(
        self,
        target: WorkloadRef | ObjectRef,
        limits: GuardLimits,
        *,
        own: Callable[[AuditEntry], bool],
    ) -> Facts:
        """Read how often and when a target was written to.

        Args:
            target: the workload, or what else a person edits.
            limits: those of the policy where the target is.
            own: which rows are of the same write: they would keep its next step, or its retry,
                from being done.
        """
        now = self.clock.now()
        reach = max(limits.window_seconds, limits.cooldown_seconds)
        rows = await self.audit.writes_on(target, since=now - timedelta(seconds=reach))
        times = sorted((row.entry.at for row in rows if not own(row.entry)), reverse=True)
        window = timedelta(seconds=limits.window_seconds)
        within = [at for at in times if at > now - window]
        full = len(within) >= limits.most_writes
        return {
            "never_written": not times,
            "last_write_at": times[0] if times else None,
            "writes_in_window": len(within),
            "room_at": within[limits.most_writes - 1] + window if full else None,
        }


def may_let_write(person: Person | None, permission: Permission) -> bool:
    """Say whether somebody may let such writes run, today."""
    return (
        person is not None
        and not person.disabled
        and person.rollback_permission
        and permission in permissions_of(person.roles)
    )
