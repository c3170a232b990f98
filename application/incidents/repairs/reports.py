"""What an attempt found and left, and the reports that are made of it; nothing is asked here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.incidents.repairs.orders import (
    AttemptOrder,
    AttemptReport,
    ConfigPrint,
    Restored,
    RestoreReport,
    Snapshot,
)
from application.incidents.repairs.samples import writer_mark
from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import Workload
from domain.clusters.repairs import AttemptState
from domain.common.messages import Message, message
from domain.incidents.guards.guards import GuardName, GuardOutcome, GuardResult

DONE = frozenset({Performing.DONE, Performing.ALREADY})

_STOPPED = {
    Performing.REFUSED: AttemptState.REFUSED,
    Performing.CONFLICT: AttemptState.CONFLICT,
    Performing.GONE: AttemptState.CONFLICT,
}
_RESTORED = {
    Performing.REFUSED: Restored.REFUSED,
    Performing.CONFLICT: Restored.CONFLICT,
    Performing.GONE: Restored.LOST,
}
_RESTORABLE = frozenset({Verb.SCALE, Verb.UNDO, Verb.RESTORE_CONFIG})


@dataclass(frozen=True)
class Stepped:
    """What became of one step: an answer, or the guard that stopped it.

    Attributes:
        performed: None when a guard stopped it.
        footprint: of its target; None when nothing was sent.
    """

    performed: Performed | None
    guards: tuple[GuardResult, ...] = ()
    blocked: GuardResult | None = None
    snapshot: Snapshot | None = None

    @property
    def is_done(self) -> bool:
        """Whether the next step may follow."""
        return self.performed is not None and self.performed.outcome in DONE


def before_write(workload: Workload, step: Step, checkpoint: str) -> Snapshot:
    """Return a target as it is before a write."""
    digests = {each.name: each.digest for each in workload.configs if each.kind == "ConfigMap"}
    config = ConfigPrint(step.config, f"{checkpoint}/config", digests.get(step.config, ""), "")
    return Snapshot(
        target=workload.ref,
        checkpoint=checkpoint,
        template=workload.template_digest,
        replicas=workload.replicas,
        generation=workload.generation,
        progress_at=workload.progress_at,
        restarts={pod.uid: pod.restarts for pod in workload.pods if pod.restarts},
        writers=tuple(writer_mark(each.manager, each.at) for each in workload.writers),
        restorable=False,
        configs=(config,) if step.verb is Verb.RESTORE_CONFIG else (),
    )


def after_write(
    step: Step, workload: Workload | None, performed: Performed, before: Snapshot
) -> Snapshot:
    """Return a target as our write leaves it, which is known without looking at it again.

    Args:
        step: what was sent.
        workload: any reading of the target, for its revisions.
        performed: the answer.
        before: the target as it was.
    """
    template, revisions = before.template, workload.revisions if workload else ()
    if step.verb is Verb.UNDO:
        gone_back = [each for each in revisions if each.uid == step.revision_uid]
        template = gone_back[0].template_digest if gone_back else ""
    # An answer about a ConfigMap says nothing of the workload; one about pods is about the workload
    # that they were bound on, and a Deployment counts that as a change.
    counts = step.verb is not Verb.RESTORE_CONFIG and performed.generation > 0
    return replace(
        before,
        template=template,
        replicas=step.replicas if step.verb is Verb.SCALE else before.replicas,
        generation=performed.generation if counts else before.generation,
        configs=tuple(replace(each, version=performed.after) for each in before.configs),
        restorable=step.verb in _RESTORABLE and performed.outcome in DONE,
    )


def report(order: AttemptOrder, steps: Sequence[Stepped], *, at: datetime) -> AttemptReport:
    """Return what became of an attempt: of its steps up to the first that was not done."""
    performed = tuple(each.performed for each in steps if each.performed is not None)
    last = steps[-1]
    wrote = any(each.is_done for each in steps)
    snapshots = merged([each.snapshot for each in steps if each.snapshot and each.is_done])
    guards = next((each.guards for each in reversed(steps) if each.guards), ())
    return AttemptReport(
        key=order.key,
        state=None if wrote else _ended(last),
        performed=performed,
        guards=guards,
        blocked=last.blocked,
        checkpoint=snapshots[0].checkpoint if snapshots else "",
        acted_at=at if wrote else None,
        snapshots=snapshots,
        detail=_detail(last),
    )


def unread(order: AttemptOrder) -> AttemptReport:
    """Return that nothing was done because nobody could say what was done before."""
    detail = message("guard.audit_unread")
    blocked = GuardResult(GuardName.FREQUENCY, GuardOutcome.UNKNOWN, detail)
    return AttemptReport(
        key=order.key, state=AttemptState.BLOCKED, guards=(blocked,), blocked=blocked, detail=detail
    )


def merged(snapshots: Sequence[Snapshot]) -> tuple[Snapshot, ...]:
    """Return one footprint per target: found as by its first step, left as by its last."""
    found: dict[str, Snapshot] = {}
    for each in snapshots:
        first = found.get(str(each.target))
        found[str(each.target)] = (
            each
            if first is None
            else replace(
                first,
                template=each.template,
                replicas=each.replicas,
                generation=each.generation,
                configs=(*first.configs, *each.configs),
                restorable=first.restorable or each.restorable,
            )
        )
    return tuple(found.values())


def restore_report(
    performed: Sequence[Performed],
    guards: tuple[GuardResult, ...],
    blocked: GuardResult | None,
) -> RestoreReport:
    """Return what became of a restore: the worst of everything."""
    if blocked is not None:
        return RestoreReport(Restored.BLOCKED, tuple(performed), guards, blocked, blocked.said)
    if not performed:
        return RestoreReport(Restored.NOTHING_WRITTEN, (), guards)
    outcome = _RESTORED.get(performed[-1].outcome, Restored.DONE)
    return RestoreReport(outcome, tuple(performed), guards, None, performed[-1].words)


def _ended(last: Stepped) -> AttemptState:
    if last.performed is not None:
        return _STOPPED[last.performed.outcome]
    stop = last.blocked
    if stop is not None and (stop.guard, stop.outcome) == (
        GuardName.UNCHANGED,
        GuardOutcome.FAILED,
    ):
        return AttemptState.CONFLICT
    return AttemptState.BLOCKED


def _detail(last: Stepped) -> Message | None:
    if last.blocked is not None:
        return last.blocked.said
    return last.performed.words if last.performed is not None else None
