"""The only place that writes what people edit themselves: guarded, recorded, done once (CLD-2).

The twin of `application/incidents/repairs/repairs.py`, by the same rules. For each object, in this
order: is it done
already (the audit, or the key on the object, says so) → the checkpoint is kept → every guard and
every bound of a scale is evaluated → the intention is kept → the write → its answer is kept.
Whatever cannot be established on the way means that nothing is written. The first object that is
not done ends the edit.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from application.cluster_edits.bounds import EditBounds
from application.cluster_edits.facts import EditFacts
from application.cluster_edits.history import EditHistory
from application.cluster_edits.orders import EditOrder
from application.cluster_edits.records import blocked, intended, settled
from application.clusters.write_answers import answer_to
from application.incidents.repairs.facts import known
from application.incidents.repairs.repairs import CHECKPOINT_PATIENCE
from application.ports.clock import Clock
from application.ports.clusters import ClusterEdits
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Checkpoints
from domain.cluster_edits.bounds import Bound
from domain.cluster_edits.guards import evaluate_edit
from domain.cluster_edits.told import bound_of
from domain.clusters.changes import Performed, Performing
from domain.clusters.edits import EditedObject, Looked, ObjectEdit
from domain.common.errors import Unavailable
from domain.common.messages import Message, message
from domain.incidents.guards.guards import GuardOutcome, GuardResult
from domain.incidents.guards.rules import blocked_by

LONGEST = timedelta(seconds=60)
"""After which no further object is begun; whoever asked is still waiting for the answer."""


@dataclass(frozen=True)
class EditWrites:
    """Carries a confirmed edit out."""

    edits: ClusterEdits
    facts: EditFacts
    bounds: EditBounds
    checkpoints: Checkpoints
    audit: Audit
    clock: Clock

    async def carry_out(self, order: EditOrder, trail: EditHistory) -> tuple[EditedObject, ...]:
        """Do it, object by object, and return what became of each.

        Raises:
            Unavailable, TooManyRequests: nothing more was changed; ask again.
            EffectUnknown: a write left and no answer came; ask again.
        """
        done: list[EditedObject] = []
        until = self.clock.now() + LONGEST
        for index, part in enumerate(order.requested.parts, start=1):
            one = await self._one(order, index, part, trail)
            done.append(one)
            if not one.is_done:
                break
            if self.clock.now() > until and index < len(order.requested.parts):
                objects = len(order.requested.parts)
                raise Unavailable(message("edit.out_of_time", done=index, all=objects))
        left = [_as_shown(each) for each in order.looked[len(done) :]]
        return (*done, *left)

    async def _one(
        self,
        order: EditOrder,
        index: int,
        part: ObjectEdit,
        trail: EditHistory,
    ) -> EditedObject:
        looked, key = order.looked[index - 1], order.key(index)
        kept = trail.performed(key)
        if kept is not None:
            return _settled(looked, kept)
        now = await known(self.edits.look(order.requested.cluster, part), "object")
        if now is not None and _took_effect(now, key, meant=trail.intended(key) is not None):
            performed = Performed(outcome=Performing.ALREADY)
            await self.audit.append(settled(order, index, performed, at=self.clock.now()))
            return _settled(looked, performed)
        checkpoint = await self._keep_checkpoint(order, index, part)
        fresh = replace(looked, managed_by=now.managed_by if now is not None else looked.managed_by)
        facts, bound = await asyncio.gather(
            self.facts.of(order, fresh, now_seen=_seen(looked, now), checkpoint=checkpoint),
            self.bounds.at_the_write(fresh),
        )
        guards = evaluate_edit(facts, workload=looked.workload is not None)
        if blocked_by(guards) is not None or bound is not None:
            row = blocked(order, index, guards, bound, at=self.clock.now())
            await known(self.audit.append(row), "record")
            return replace(_as_shown(looked), guards=_stopped(guards, bound))
        await self.audit.append(intended(order, index, guards, checkpoint, at=self.clock.now()))
        performed = await self._perform(order, part, looked, key)
        await self.audit.append(settled(order, index, performed, at=self.clock.now()))
        return _settled(looked, performed)

    async def _keep_checkpoint(self, order: EditOrder, index: int, part: ObjectEdit) -> str:
        """Keep what the write will replace; return its id, or nothing when it is not kept."""
        # What is kept for an object is what was there when it was shown: `unchanged` sees to that.
        checkpoint = f"edit/{order.key(index)}"
        capture = self._capture(order.requested.cluster, part, checkpoint)
        kept = await known(capture, "checkpoint", within=CHECKPOINT_PATIENCE)
        return checkpoint if kept else ""

    async def _capture(self, cluster: str, part: ObjectEdit, checkpoint: str) -> bool:
        content = await self.edits.capture(cluster, part)
        await self.checkpoints.keep(checkpoint, content, at=self.clock.now())
        return True

    async def _perform(
        self, order: EditOrder, part: ObjectEdit, looked: Looked, key: str
    ) -> Performed:
        return await answer_to(
            self.edits.perform(order.requested.cluster, part, key=key, seen=looked.seen)
        )


def _took_effect(now: Looked, key: str, *, meant: bool) -> bool:
    """Say whether the cluster already has what a former try, or one just now, meant to write."""
    same = now.outcome is Performing.DONE and not now.differences
    return now.carries == key or (meant and same)


def _seen(looked: Looked, now: Looked | None) -> str:
    """Return what is there now as guards compare it; empty when it could not be read."""
    if now is None:
        return ""
    same = now.differences == looked.differences and now.outcome is Performing.DONE
    return now.seen if same else f"{now.seen} changed"


def _as_shown(looked: Looked) -> EditedObject:
    return EditedObject(looked.ref, looked.differences, exists=looked.exists)


def _settled(looked: Looked, performed: Performed) -> EditedObject:
    return replace(_as_shown(looked), performed=performed.outcome, said=performed.words)


def _stopped(guards: tuple[GuardResult, ...], bound: Bound | None) -> tuple[Message, ...]:
    stood = tuple(
        message(
            "edit.guard",
            guard=each.guard,
            outcome=each.outcome,
            detail=each.detail,
        )
        for each in guards
        if each.outcome is not GuardOutcome.PASSED
    )
    return (*stood, bound_of(bound)) if bound is not None else stood
