"""Establishes what guards look at, right before the write of an edit; what is not known is None."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from application.cluster_edits.history import read_trail
from application.cluster_edits.orders import EditOrder
from application.cluster_edits.records import DENIED
from application.incidents.repairs.facts import known
from application.incidents.repairs.guard_readings import Facts, GuardReadings, may_let_write
from application.ports.clock import Clock
from application.ports.clusters import Clusters, RepairsInHand
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Controls, Policies
from application.ports.people import People
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.edits import EDITED_AS, Looked
from domain.clusters.repairs import Mode
from domain.incidents.approvals.rules import needs_approval
from domain.incidents.controls import Control
from domain.incidents.guards.guards import GuardFacts
from domain.incidents.policy.matching import at_place, effective_mode, in_hours, mode_for
from domain.incidents.policy.policies import Policy
from domain.people.access import Permission, permissions_of
from domain.people.people import Person


@dataclass(frozen=True)
class EditFacts:
    """Asks everybody who knows."""

    clusters: Clusters
    hand: RepairsInHand
    controls: Controls
    audit: Audit
    people: People
    policies: Policies
    clock: Clock

    async def of(
        self, order: EditOrder, looked: Looked, *, now_seen: str, checkpoint: str
    ) -> GuardFacts:
        """Return everything that guards look at for one object of an edit.

        Args:
            order: the edit as it was shown.
            looked: the object as it was shown.
            now_seen: what the cluster says of it at this moment; empty when it could not be read.
            checkpoint: id of what was kept of it; empty when nothing was.
        """
        policy = await known(self.policies.current(), "policy")
        order = replace(order, policy=policy or order.policy)
        sources = GuardReadings(self.clusters, self.controls, self.audit, self.clock)
        place = place_for(looked.ref)
        freeze = sources.freeze(place, seen_as=partial(_covering, looked))
        limits = at_place(order.policy, place).limits
        readings = [
            known(sources.switch(), "kill switch"),
            known(self._person(order.requested.by), "person"),
            known(freeze, "freezes"),
            known(self._approval(order), "approval"),
            known(sources.writes(looked.ref, limits, own=order.wrote), "writes"),
        ]
        workload = looked.workload
        if workload is not None:
            ours = {each.workload for each in order.looked if each.workload is not None}
            readings += [
                known(sources.share(workload, ours=ours), "namespace"),
                known(sources.storm(workload), "storms"),
                known(self._lock(workload), "lock"),
                known(self._budget(order.policy, workload), "budget"),
            ]
        read = await asyncio.gather(*readings)
        facts = self._stated(order, looked, now_seen=now_seen, checkpoint=checkpoint)
        for each in read:
            facts = replace(facts, **(each or {}))
        return facts if policy is not None else replace(facts, mode=None, approval_needed=None)

    def _stated(
        self, order: EditOrder, looked: Looked, *, now_seen: str, checkpoint: str
    ) -> GuardFacts:
        # Taken after everything was read: nothing may look younger than it is.
        now, place = self.clock.now(), place_for(looked.ref)
        hours = in_hours(order.policy, place, EDITED_AS, now)
        mode = mode_of(order.policy, looked.ref)
        return GuardFacts(
            action=EDITED_AS,
            now=now,
            mode=mode,
            on_behalf_of=order.requested.by,
            in_time_window=hours.open,
            opens_at=hours.opens_at,
            approval_needed=needs_approval(mode),
            plan_digest=order.digest,
            gitops=looked.managed_by,
            unchanged=now_seen == looked.seen if now_seen else None,
            checkpoint=checkpoint,
            limits=at_place(order.policy, place).limits,
        )

    async def _person(self, person_id: str) -> Facts:
        return {"permitted": may_edit(await self.people.get(person_id))}

    async def _approval(self, order: EditOrder) -> Facts:
        """Look whether the yes still stands: nobody took it back, and who gave it still may."""
        if not order.approved_by:
            return {}
        trail = await read_trail(self.audit, order.id)
        stands = may_approve(await self.people.get(order.approved_by)) and not trail.only(DENIED)
        return {"approved": order.digest if stands else ""}

    async def _lock(self, target: WorkloadRef) -> Facts:
        """An edit waits for no lock: while somebody repairs the target it keeps away."""
        return {"lock_held": not await self.hand.holders("lock", str(target))}

    async def _budget(self, policy: Policy, target: WorkloadRef) -> Facts:
        holders = await self.hand.holders("budget", target.cluster)
        return {"budget_held": len(holders) < max(policy.most_in_cluster, 1)}


def mode_of(policy: Policy, ref: ObjectRef) -> Mode:
    """Return how far the policy lets an edit go here: at least as far as to ask somebody else."""
    return effective_mode(mode_for(policy, place_for(ref), EDITED_AS, 0), asked_by_person=True)


def place_for(ref: ObjectRef) -> WorkloadRef:
    """Return where an object is, for patterns of policies and controls.

    What is no workload has no name there: a rule for workloads called `db-*` says nothing of it.
    """
    kinds = {each.value: each for each in WorkloadKind}
    kind = kinds.get(ref.kind)
    name = ref.name if kind is not None else ""
    return WorkloadRef(ref.cluster, ref.namespace, kind or WorkloadKind.DEPLOYMENT, name)


def may_approve(person: Person | None) -> bool:
    """Say whether somebody's yes to an edit counts, today."""
    return (
        person is not None
        and not person.disabled
        and Permission.APPROVE_REPAIRS in permissions_of(person.roles)
    )


def may_edit(person: Person | None) -> bool:
    """Say whether somebody may let edits run, today."""
    return may_let_write(person, Permission.EDIT_CLUSTERS)


def _covering(looked: Looked, control: Control) -> Control:
    """Return a freeze as it holds for an object.

    One that names workloads holds for what is no workload beside them too, for nobody can say
    which of them it feeds; and one that names namespaces holds for the machines below them.
    """
    if looked.workload is not None:
        return control
    namespace = control.scope.namespace if looked.ref.namespace else ""
    scope = replace(control.scope, workload="", namespace=namespace)
    return replace(control, scope=scope)
