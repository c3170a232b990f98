"""Puts back what an attempt replaced, behind the guards of restores (RBK-6, RBK-9).

A restore is a write like any other: recorded, and done once. What somebody else changed since is
left alone.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from application.clusters.write_answers import answer_to
from application.incidents.repairs import records
from application.incidents.repairs.facts import RepairFacts
from application.incidents.repairs.orders import (
    AttemptOrder,
    ConfigPrint,
    RestoreOrder,
    RestoreReport,
    Snapshot,
)
from application.incidents.repairs.reports import DONE, restore_report
from application.ports.clock import Clock
from application.ports.clusters import ClusterWrites, Restoring
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Checkpoints
from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Called, message
from domain.incidents.guards.guards import GuardResult
from domain.incidents.guards.rules import blocked_by, evaluate_restore


@dataclass(frozen=True)
class Restores:
    """Puts checkpoints back."""

    writes: ClusterWrites
    checkpoints: Checkpoints
    audit: Audit
    facts: RepairFacts
    clock: Clock

    async def restore(self, order: RestoreOrder, trail: records.RepairHistory) -> RestoreReport:
        """Put back target by target, newest first; what was put back before is not done again.

        Args:
            order: what is to be put back.
            trail: what the attempt, and a former run of this, are known to have done.

        Raises:
            Unavailable, TooManyRequests: nothing more was changed; ask again.
            EffectUnknown: a write left and no answer came; ask again.
        """
        performed: list[Performed] = []
        guards: tuple[GuardResult, ...] = ()
        prints = [each for each in order.snapshots if each.restorable]
        for index, snapshot in reversed(list(enumerate(prints, start=1))):
            key = f"{order.attempt.key}-r{index}"
            before = trail.restored(key)
            if before is not None:
                performed.append(before)
                continue
            guards = await self._guards(order.attempt, snapshot)
            stop = blocked_by(guards)
            if stop is not None:
                return restore_report(performed, guards, stop)
            performed += await self._put_back(order, snapshot, key)
            if performed[-1].outcome not in DONE:
                break
        return restore_report(performed, guards, None)

    async def _guards(self, order: AttemptOrder, snapshot: Snapshot) -> tuple[GuardResult, ...]:
        step = next(each for each in order.plan.steps if each.target == snapshot.target)
        found = await self.facts.of(order, step, checkpoint=snapshot.checkpoint)
        return evaluate_restore(found.facts)

    async def _put_back(self, order: RestoreOrder, snapshot: Snapshot, key: str) -> list[Performed]:
        """Put back the ConfigMaps of a target and then the target, which starts it anew."""
        done: list[Performed] = []
        for index, config in enumerate(snapshot.configs, start=1):
            one = await self._put_config_back(snapshot, config, f"{key}-c{index}")
            await self._record(order, snapshot.target, f"{key}-c{index}", one)
            done.append(one)
            if one.outcome not in DONE:
                return done
        one = await self._put_target_back(snapshot, key, at=order.at)
        await self._record(order, snapshot.target, key, one)
        return [*done, one]

    async def _put_target_back(self, snapshot: Snapshot, key: str, *, at: datetime) -> Performed:
        kept = await self.checkpoints.get(snapshot.checkpoint)
        if kept is None:
            return Performed(outcome=Performing.GONE, said=message("performed.checkpoint_gone"))
        restoring = Restoring(snapshot.target, kept, snapshot.template, snapshot.replicas, at)
        return await answer_to(self.writes.restore(restoring, key=key))

    async def _put_config_back(
        self, snapshot: Snapshot, config: ConfigPrint, key: str
    ) -> Performed:
        kept = await self.checkpoints.get(config.checkpoint)
        if kept is None:
            lost = message("performed.former_config_gone", name=Called(config.name))
            return Performed(outcome=Performing.GONE, said=lost)
        step = Step(
            verb=Verb.RESTORE_CONFIG,
            target=snapshot.target,
            generation=snapshot.generation,
            config=config.name,
            config_version=config.version,
            config_digest=config.digest,
        )
        return await answer_to(self.writes.perform(step, key=key, content=json.loads(kept)))

    async def _record(
        self, order: RestoreOrder, target: WorkloadRef, key: str, performed: Performed
    ) -> None:
        row = records.restored(
            order.attempt, target, key, performed, why=order.reason, at=self.clock.now()
        )
        await self.audit.append(row)
