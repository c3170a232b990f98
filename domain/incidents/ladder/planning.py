"""Turning a chosen action into exact steps: resolved once, then never re-thought (RBK-9).

"The previous revision" is a UID from here on, "some pods" are names, "more" is a number: a step
that is tried twice does the same thing or nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from domain.clusters.changes import Step, Verb, digest_of
from domain.clusters.clusters import Workload, WorkloadRef
from domain.clusters.repairs import ActionKind, Plan
from domain.common.messages import Called, Message, Names, message
from domain.incidents.ladder.config import configs_to_restore
from domain.incidents.ladder.differences import differences
from domain.incidents.ladder.pods import pods_to_isolate, pods_to_shift
from domain.incidents.ladder.revisions import earlier_revision, full_rollback
from domain.incidents.ladder.scaling import replicas_wanted
from domain.incidents.ladder.views import View


def plan(action: ActionKind, view: View, *, at: datetime) -> Plan:
    """Return the steps of an action whose preconditions hold.

    Args:
        action: any but calling a person.
        view: what `domain/incidents/ladder/ladder.py::view_of` gave for it.
        at: taken in the workflow; restarts write it, in whole seconds.

    Raises:
        ValueError: nothing can be done, so the preconditions were not asked.
    """
    steps = _STEPS[action](view, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    if not steps:
        raise ValueError(f"{action} has nothing to do on {view.workload.ref}")
    return Plan(
        action,
        steps,
        digest_of(steps),
        seen=view.workload.resource_version,
        why=_why(action, view, steps),
        undo=_UNDO[action],
        changes=differences(view, steps),
    )


def targets_of(planned: Plan) -> tuple[WorkloadRef, ...]:
    """Return every workload that the plan writes to, sorted: each has to be locked, in this order.

    Everybody locking in one order is what keeps two full rollbacks from waiting for each other.
    """
    return tuple(sorted({step.target for step in planned.steps}, key=str))


def _restart(view: View, at: str) -> tuple[Step, ...]:
    return (
        Step(
            verb=Verb.RESTART, target=view.workload.ref, generation=view.workload.generation, at=at
        ),
    )


def _refresh_config(view: View, at: str) -> tuple[Step, ...]:
    workload = view.workload
    restored = tuple(
        Step(
            verb=Verb.RESTORE_CONFIG,
            target=workload.ref,
            generation=workload.generation,
            config=config.name,
            config_version=config.version,
            config_digest=view.kept_configs[config.name],
        )
        for config in configs_to_restore(view)
    )
    # Programs read their configuration when they start.
    return (*restored, *_restart(view, at)) if restored else ()


def _scale_out(view: View, _: str) -> tuple[Step, ...]:
    workload, wanted = view.workload, replicas_wanted(view)
    if wanted == workload.replicas:
        return ()
    return (
        Step(verb=Verb.SCALE, target=workload.ref, generation=workload.generation, replicas=wanted),
    )


def _shift_load(view: View, _: str) -> tuple[Step, ...]:
    return _on_pods(Verb.EVICT, view.workload, tuple(pod.name for pod in pods_to_shift(view)))


def _isolate(view: View, _: str) -> tuple[Step, ...]:
    names = tuple(pod.name for pod in pods_to_isolate(view.workload))
    return _on_pods(Verb.ISOLATE, view.workload, names)


def _on_pods(verb: Verb, workload: Workload, names: tuple[str, ...]) -> tuple[Step, ...]:
    return (
        (Step(verb=verb, target=workload.ref, generation=workload.generation, pods=names),)
        if names
        else ()
    )


def _rollback(view: View, _: str) -> tuple[Step, ...]:
    number = view.request.revision if view.request else 0
    revision = earlier_revision(view.workload, began=view.began, number=number)
    return () if revision is None else (_undo(view.workload, revision.uid, revision.number),)


def _full_rollback(view: View, _: str) -> tuple[Step, ...]:
    return tuple(
        _undo(each.workload, each.revision.uid, each.revision.number)
        for each in full_rollback(view)
    )


def _undo(workload: Workload, uid: str, number: int) -> Step:
    return Step(
        verb=Verb.UNDO,
        target=workload.ref,
        generation=workload.generation,
        revision_uid=uid,
        revision=number,
    )


_STEPS: dict[ActionKind, Callable[[View, str], tuple[Step, ...]]] = {
    ActionKind.RESTART: _restart,
    ActionKind.REFRESH_CONFIG: _refresh_config,
    ActionKind.SCALE_OUT: _scale_out,
    ActionKind.SHIFT_LOAD: _shift_load,
    ActionKind.ROLLBACK: _rollback,
    ActionKind.ISOLATE: _isolate,
    ActionKind.FULL_ROLLBACK: _full_rollback,
    ActionKind.CALL_PERSON: lambda *_: (),
}

_UNDO = {
    ActionKind.RESTART: message("undo.restart"),
    ActionKind.REFRESH_CONFIG: message("undo.refresh_config"),
    ActionKind.SCALE_OUT: message("undo.scale_out"),
    ActionKind.SHIFT_LOAD: message("undo.shift_load"),
    ActionKind.ROLLBACK: message("undo.rollback"),
    ActionKind.ISOLATE: message("undo.isolate"),
    ActionKind.FULL_ROLLBACK: message("undo.full_rollback"),
}


def _why(action: ActionKind, view: View, steps: tuple[Step, ...]) -> Message:
    """Return what it does, of names and numbers of the cluster only."""
    workload, first = view.workload, steps[0]
    name, pods = Called(workload.ref.name), len(first.pods)
    match action:
        case ActionKind.RESTART:
            said = message("plan.restart", name=name)
        case ActionKind.REFRESH_CONFIG:
            configs = Names(tuple(Called(step.config) for step in steps if step.config))
            said = message("plan.refresh_config", name=name, configs=configs)
        case ActionKind.SCALE_OUT:
            now, wanted = workload.replicas, first.replicas
            said = message("plan.scale_out", name=name, now=now, wanted=wanted)
        case ActionKind.SHIFT_LOAD:
            said = message("plan.shift_load", name=name, pods=pods)
        case ActionKind.ROLLBACK:
            now, then = workload.revision, first.revision
            said = message("plan.rollback", name=name, now=now, then=then)
        case ActionKind.ISOLATE:
            said = message("plan.isolate", name=name, pods=pods)
        case _:
            application = Called(workload.application)
            targets = Names(tuple(Called(step.target.name) for step in steps))
            said = message("plan.full_rollback", application=application, targets=targets)
    return said
