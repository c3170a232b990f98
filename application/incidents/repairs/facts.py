"""Establishes what guards look at, right before a write; what cannot be established is None (M15).

Every read has its own patience and fails on its own: one store that does not answer must neither
hide what the others say nor pass for a "no".
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from application.incidents.repairs.guard_readings import Facts, GuardReadings, may_let_write
from application.incidents.repairs.orders import AttemptOrder
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Controls, Lease, Leases
from application.ports.people import People
from domain.clusters.changes import Step, Verb
from domain.clusters.clusters import Workload, WorkloadRef
from domain.common.errors import ZhibanError
from domain.incidents.approvals.rules import bound_to, needs_approval
from domain.incidents.guards.guards import GuardFacts
from domain.incidents.ladder.planning import targets_of
from domain.incidents.policy.matching import (
    at_place,
    effective_mode,
    in_hours,
    mode_for,
    mode_under,
    reverted_by,
)
from domain.people.access import Permission

PATIENCE = 10.0
"""Seconds for each read; all go on at once, and an attempt must not hang on any of them."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """The facts, and the target as it was read for them; None when it could not be read."""

    facts: GuardFacts
    workload: Workload | None


@dataclass(frozen=True)
class _Seen:
    """What a cluster said of a target; `workload` None: it does not exist."""

    workload: Workload | None


@dataclass(frozen=True)
class RepairFacts:
    """Asks everybody who knows."""

    clusters: Clusters
    controls: Controls
    audit: Audit
    people: People
    holds: Leases
    clock: Clock

    async def of(self, order: AttemptOrder, step: Step, *, checkpoint: str) -> Found:
        """Return everything that guards look at for one step of an attempt."""
        target, ours = step.target, {order.target, *targets_of(order.plan)}
        readings = GuardReadings(self.clusters, self.controls, self.audit, self.clock)
        limits = at_place(order.policy, target).limits
        seen, read = await asyncio.gather(
            known(self._seen(target), "target"),
            asyncio.gather(
                known(readings.switch(), "kill switch"),
                known(self._person(order.on_behalf_of), "person"),
                known(readings.freeze(target), "freezes"),
                known(readings.share(target, ours=ours), "namespace"),
                known(readings.storm(target), "storms"),
                known(readings.writes(target, limits, own=order.wrote), "writes"),
                known(self._held(order.holds, "lock", str(target)), "lock"),
                known(self._held(order.holds, "budget", target.cluster), "budget"),
            ),
        )
        # Taken after everything was read: nothing may look younger than it is.
        facts = replace(stated(order, step, now=self.clock.now()), checkpoint=checkpoint)
        for each in read:
            facts = replace(facts, **(each or {}))
        if seen is None:
            return Found(facts, None)
        managed_by = seen.workload.managed_by if seen.workload is not None else ""
        mode = mode_under(order.policy, facts.mode, managed_by) if facts.mode is not None else None
        facts = replace(
            facts,
            # What does not exist is reverted by nobody; that it is gone is another guard's matter.
            gitops=reverted_by(order.policy, order.plan.action, managed_by),
            mode=mode,
            approval_needed=needs_approval(mode) if mode is not None else None,
            unchanged=is_unchanged(step, seen.workload),
        )
        return Found(facts, seen.workload)

    async def _seen(self, target: WorkloadRef) -> _Seen:
        return _Seen(await self.clusters.workload(target))

    async def _person(self, person_id: str) -> Facts:
        person = await self.people.get(person_id) if person_id else None
        return {"permitted": may_let_write(person, Permission.REQUEST_REPAIRS)}

    async def _held(self, holds: Sequence[Lease], kind: str, resource: str) -> Facts:
        """Say whether our grant still stands, as its queue says; without one there is none."""
        granted = [each for each in holds if each.kind == kind and each.resource == resource]
        return {f"{kind}_held": bool(granted) and await self.holds.holds(granted[0])}


def stated(order: AttemptOrder, step: Step, *, now: datetime) -> GuardFacts:
    """Return the facts for which nobody has to be asked: what the order and its policy say."""
    policy, action = order.policy, order.plan.action
    mode = effective_mode(
        mode_for(policy, step.target, action, order.score),
        asked_by_person=bool(order.requested_by or order.enabled_by),
    )
    hours = in_hours(policy, step.target, action, now)
    said = order.confirmation
    return GuardFacts(
        action=action,
        now=now,
        mode=mode,
        on_behalf_of=order.on_behalf_of,
        confirmed=said.state if said is not None else None,
        confirmed_at=said.at if said is not None else None,
        in_time_window=hours.open,
        opens_at=hours.opens_at,
        approval_needed=needs_approval(mode),
        approved=order.approved,
        plan_digest=bound_to(order.plan, policy.digest),
        limits=at_place(policy, step.target).limits,
    )


async def known(reading: Awaitable[T], what: str, *, within: float = PATIENCE) -> T | None:
    """Return what was read, or None when it could not be read within so many seconds."""
    try:
        async with asyncio.timeout(within):
            return await reading
    except (ZhibanError, TimeoutError) as error:
        _log.warning("not established", extra={"what": what, "reason": type(error).__name__})
        return None


def is_unchanged(step: Step, workload: Workload | None) -> bool:
    """Say whether a step's object is still the one that it was planned for."""
    if workload is None or workload.generation != step.generation:
        return False
    if step.verb is not Verb.RESTORE_CONFIG:
        return True
    now = {config.name: config.version for config in workload.configs if config.kind == "ConfigMap"}
    return now.get(step.config, "") == step.config_version
