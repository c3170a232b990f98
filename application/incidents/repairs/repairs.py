"""The only place that repairs clusters: guarded, recorded, done once, and put back (RBK-4, 6, 9).

What people edit themselves is written by its twin, `application/cluster_edits/writes.py`; there is
no third place.

For each step, in this order: is it done already (the object carries its key) → the checkpoint is
kept → every guard is evaluated → the intention is kept → the write → its answer is kept. Whatever
cannot be established on the way means that nothing is written.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from application.clusters.write_answers import answer_to
from application.incidents.repairs import records
from application.incidents.repairs.facts import RepairFacts, known
from application.incidents.repairs.orders import (
    AttemptOrder,
    AttemptReport,
    Proposal,
    ProposeOrder,
    RestoreOrder,
    RestoreReport,
    SampleOrder,
    Scene,
    step_key,
)
from application.incidents.repairs.proposals import Planning, Proposals
from application.incidents.repairs.reports import (
    Stepped,
    after_write,
    before_write,
    report,
    unread,
)
from application.incidents.repairs.restores import Restores
from application.incidents.repairs.samples import Samples
from application.incidents.repairs.scenes import Scenes
from application.ports.clock import Clock
from application.ports.clusters import Checkpointing, Clusters, ClusterWrites
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import (
    Checkpoints,
    ConfigVersions,
    Controls,
    Leases,
    Sources,
)
from application.ports.people import People
from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Called, message
from domain.incidents.guards.guards import GuardName, GuardOutcome, GuardResult
from domain.incidents.guards.rules import blocked_by, evaluate
from domain.incidents.guards.verdicts import Sample

CHECKPOINT_PATIENCE = 20.0
"""Seconds: it reads all that belongs to a target, one after the other, and keeps it."""

MOST_ROWS = 500
"""Rows about an incident that are searched for what an attempt did before a crash."""


@dataclass(frozen=True)
class Repairs:
    """Looks, plans, writes, looks again, puts back."""

    clusters: Clusters
    writes: ClusterWrites
    checkpointing: Checkpointing
    checkpoints: Checkpoints
    configs: ConfigVersions
    controls: Controls
    audit: Audit
    people: People
    holds: Leases
    sources: Sources
    clock: Clock
    planning: Planning = field(default_factory=Planning)

    async def look(self, ref: WorkloadRef) -> Scene:
        """Return a target and what stands around it.

        Raises:
            Unavailable: the target cannot be read.
        """
        return await self._scenes.look(ref)

    async def keep_configs(self, ref: WorkloadRef) -> int:
        """Keep the contents of a workload's ConfigMaps if it is well; return how many."""
        return await self._scenes.keep_configs(ref)

    async def propose(self, order: ProposeOrder) -> Proposal:
        """Return what to try next, with the exact patches, or why nothing is left.

        Raises:
            Unavailable: the target cannot be read, so nothing can be said of it.
            TooManyRequests: too many are planned at once; the cluster was not asked.
        """
        async with self.planning.turn(order.target.cluster):
            return await Proposals(self._scenes, self.writes, self.controls).propose(order)

    async def attempt(self, order: AttemptOrder) -> AttemptReport:
        """Make an attempt, once: asked again with the same key it tells what was done.

        Raises:
            Unavailable, TooManyRequests: nothing more was changed; ask again.
            EffectUnknown: a write left and no answer came; ask again.
        """
        rows = await known(self.audit.about(order.incident_id, limit=MOST_ROWS), "trail")
        if rows is None:
            return unread(order)
        trail = records.RepairHistory.of(rows, order.key)
        done: list[Stepped] = []
        for index, step in enumerate(order.plan.steps, start=1):
            stepped = await self._step(order, index, step, trail)
            done.append(stepped)
            if not stepped.is_done:
                break
        return report(order, done, at=self.clock.now())

    async def sample(self, order: SampleOrder) -> Sample:
        """Return one look at what came of an attempt; what cannot be read is a blind look."""
        return await Samples(self.clusters, self.sources, self.clock).take(order)

    async def restore(self, order: RestoreOrder) -> RestoreReport:
        """Put the checkpoints of an attempt back, newest first, behind the guards of restores.

        Raises:
            Unavailable, TooManyRequests: nothing more was changed; ask again.
            EffectUnknown: a write left and no answer came; ask again.
        """
        rows = await self.audit.about(order.attempt.incident_id, limit=MOST_ROWS)
        restores = Restores(self.writes, self.checkpoints, self.audit, self._facts, self.clock)
        return await restores.restore(order, records.RepairHistory.of(rows, order.attempt.key))

    @property
    def _scenes(self) -> Scenes:
        return Scenes(self.clusters, self.configs, self.clock)

    @property
    def _facts(self) -> RepairFacts:
        return RepairFacts(
            self.clusters, self.controls, self.audit, self.people, self.holds, self.clock
        )

    async def _step(
        self, order: AttemptOrder, index: int, step: Step, trail: records.RepairHistory
    ) -> Stepped:
        key = step_key(order.key, index)
        before = await self._done_before(order, step, key, trail)
        if before is not None:
            return before
        checkpoint = await self._keep_checkpoint(order, index, step)
        found = await self._facts.of(order, step, checkpoint=checkpoint)
        guards = evaluate(found.facts)
        stop = blocked_by(guards)
        if stop is not None or found.workload is None:
            await self._record_blocked(order, step, key, guards)
            return Stepped(None, guards, stop)
        baseline = before_write(found.workload, step, checkpoint)
        content = await self._content(step)
        await self.audit.append(
            records.intended(order, step, key, guards=guards, before=baseline, at=self.clock.now())
        )
        performed = await self._perform(step, key, content)
        await self._record(order, step, key, performed)
        ours = after_write(step, found.workload, performed, baseline)
        return Stepped(performed, guards, None, ours)

    async def _done_before(
        self, order: AttemptOrder, step: Step, key: str, trail: records.RepairHistory
    ) -> Stepped | None:
        """Return what a former run of this attempt did, or None when it did not come so far.

        No guard is asked: this looks, and writes nothing. An intention without an answer is the
        mark of a crash; the object then says whether the write took effect.
        """
        meant = trail.intended(key)
        if meant is None:
            return None
        performed = trail.performed(key)
        if performed is None:
            asked = await self.writes.preview(step, key=key)
            if asked.outcome is not Performing.ALREADY:
                return None
            performed = asked
            await self._record(order, step, key, performed)
        baseline = records.footprint_of(meant, step.target)
        workload = await known(self.clusters.workload(step.target), "target")
        return Stepped(performed, (), None, after_write(step, workload, performed, baseline))

    async def _keep_checkpoint(self, order: AttemptOrder, index: int, step: Step) -> str:
        """Keep what puts the step's objects back; return its id, or nothing when it is not kept.

        The generation is part of the id: a checkpoint of before somebody's change is none.
        """
        checkpoint = f"{order.key}/{index}/{step.generation}"
        kept = await known(
            self._capture(step, checkpoint), "checkpoint", within=CHECKPOINT_PATIENCE
        )
        return checkpoint if kept else ""

    async def _capture(self, step: Step, checkpoint: str) -> bool:
        content = await self.checkpointing.capture(step.target)
        await self.checkpoints.keep(checkpoint, content, at=self.clock.now())
        if step.verb is Verb.RESTORE_CONFIG:
            found = await self.clusters.config_content(step.target, step.config)
            if found is None or found[0] != step.config_version:
                return False
            data = json.dumps(found[1], ensure_ascii=False, sort_keys=True)
            await self.checkpoints.keep(f"{checkpoint}/config", data, at=self.clock.now())
        return True

    async def _content(self, step: Step) -> dict[str, str] | None:
        """Return the kept content of a ConfigMap that a step puts back."""
        if step.verb is not Verb.RESTORE_CONFIG:
            return None
        return await self.configs.content(step.target, step.config, step.config_digest)

    async def _perform(self, step: Step, key: str, content: dict[str, str] | None) -> Performed:
        if step.verb is Verb.RESTORE_CONFIG and content is None:
            lost = message("performed.config_gone", name=Called(step.config))
            return Performed(outcome=Performing.REFUSED, said=lost)
        return await answer_to(self.writes.perform(step, key=key, content=content))

    async def _record(
        self, order: AttemptOrder, step: Step, key: str, performed: Performed
    ) -> None:
        await self.audit.append(records.settled(order, step, key, performed, at=self.clock.now()))

    async def _record_blocked(
        self, order: AttemptOrder, step: Step, key: str, guards: Sequence[GuardResult]
    ) -> None:
        """Keep why nothing was written, as far as it can be kept: the audit may be what is away."""
        now = self.clock.now()
        await known(
            self.audit.append(records.blocked(order, step, key, guards=guards, at=now)), "record"
        )
        share = next((each for each in guards if each.guard is GuardName.HEALTHY_SHARE), None)
        # A storm that is only waited out must not prolong itself.
        if share is not None and share.outcome is GuardOutcome.FAILED and share.until is None:
            await known(self.audit.append(records.storm(step.target, share, at=now)), "record")
