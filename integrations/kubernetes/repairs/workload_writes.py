"""Changes of one workload: read, check, one guarded patch, and a few more tries.

Another try follows only a patch that the server refused because something else about the object
moved (its annotations, its status): nothing was written, and it is read and checked anew.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, message
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import Json, action_key, inside, mapping, number, text
from integrations.kubernetes.client.paths import of_workload
from integrations.kubernetes.client.sending import MOVED, PAUSES, Sending, as_found, done, refused
from integrations.kubernetes.repairs.patches import (
    Change,
    guarded,
    restarted,
    scaled,
    shown,
    template_of,
    undone,
)
from integrations.kubernetes.workloads.gathering import revisions_and_pods
from integrations.kubernetes.workloads.ownership import last_writer

Planning = Callable[[Json], Awaitable[Change | Performed]]


@dataclass(frozen=True)
class Aim:
    """What a change is bound to.

    Attributes:
        generation: the one that the change was planned for; None when the plan itself judges.
        key: of the action.
    """

    target: WorkloadRef
    generation: int | None
    key: str


async def change_workload(sending: Sending, aim: Aim, plan: Planning) -> Performed:
    """Make the planned change of a workload, once."""
    path = of_workload(aim.target.kind, aim.target.namespace, aim.target.name)
    moved: Refused | None = None
    for pause in PAUSES:
        await asyncio.sleep(pause)
        found = await sending.asking.get(path)
        stop = standing(found, aim)
        if stop is not None or found is None:
            return stop or Performed(outcome=Performing.GONE)
        planned = await plan(found)
        if isinstance(planned, Performed):
            return planned
        patch = guarded(found, aim.key, planned)
        try:
            return done(found, await sending.patch(path, patch), patch=shown(patch))
        except Refused as refusal:
            moved = refusal
            if refusal.code not in MOVED or not await _has_moved(sending, path, found):
                return refused(refusal)
    return Performed(outcome=Performing.CONFLICT, detail=moved.words if moved else "")


def standing(found: Json | None, aim: Aim) -> Performed | None:
    """Return why a workload must be left alone as it stands, None when it may be changed."""
    if found is None or inside(found, "metadata", "deletionTimestamp") is not None:
        return Performed(outcome=Performing.GONE, said=_gone(aim.target))
    if action_key(found) == aim.key:
        return as_found(Performing.ALREADY, found)
    generation = number(found, "metadata", "generation")
    if aim.generation not in (None, generation):
        writer = Called(last_writer(found)) if last_writer(found) else None
        said = message("cluster.changed_by", now=generation, planned=aim.generation, writer=writer)
        return as_found(Performing.CONFLICT, found, said)
    return None


def _gone(target: WorkloadRef) -> Message:
    return message("cluster.gone", kind=Called(target.kind), name=Called(target.name))


async def change_step(sending: Sending, step: Step, key: str) -> Performed:
    """Restart, scale or undo.

    Raises:
        InvalidRequest: the step lacks what its verb needs.
    """
    plans = {Verb.RESTART: _restart, Verb.SCALE: _scale, Verb.UNDO: _undo}
    plan = plans[step.verb]

    async def planned(found: Json) -> Change | Performed:
        return await plan(sending, step, found)

    return await change_workload(sending, Aim(step.target, step.generation, key), planned)


async def _restart(_sending: Sending, step: Step, found: Json) -> Change | Performed:
    if not step.at:
        raise InvalidRequest("at", message("cluster_rule.restart_time"))
    return _paused(found) or restarted(found, step.at)


async def _scale(_sending: Sending, step: Step, found: Json) -> Change | Performed:
    if step.target.kind is WorkloadKind.DAEMON_SET:
        return as_found(Performing.REFUSED, found, message("cluster.no_count"))
    if step.replicas < 0:
        raise InvalidRequest("replicas", message("cluster_rule.negative"))
    return scaled(step.replicas)


async def _undo(sending: Sending, step: Step, found: Json) -> Change | Performed:
    revisions, _ = await revisions_and_pods(sending.asking, step.target, found)
    past = next((one for one in revisions if _uid(one) == step.revision_uid), None)
    if past is None:
        said = message("cluster.no_revision", revision=step.revision)
        return as_found(Performing.REFUSED, found, said)
    if template_of(past) == mapping(found, "spec", "template"):
        said = message("cluster.same_revision", revision=step.revision)
        return as_found(Performing.REFUSED, found, said)
    return _paused(found) or undone(step.target.kind, found, past)


def _paused(found: Json) -> Performed | None:
    """Refuse as kubectl does: a paused rollout would take the change, and do nothing."""
    if inside(found, "spec", "paused") is not True:
        return None
    return as_found(Performing.REFUSED, found, message("cluster.paused"))


async def _has_moved(sending: Sending, path: str, before: Json) -> bool:
    """Say whether the object is another than the patch was made for."""
    now = await sending.asking.get(path)
    version = text(now, "metadata", "resourceVersion")
    return version != text(before, "metadata", "resourceVersion")


def _uid(found: Json) -> str:
    return text(found, "metadata", "uid")
