"""How many replicas an edit may ask for: as many as a scale may, and no more (RBK-2, RBK-7).

What a person may not do by scaling they may not do by a manifest either, nor by letting an
autoscaler or a job do it. Counts that an edit leaves as they are were somebody else's to choose;
those of an autoscaler were so for the workload that it pointed at, and for no other one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.clusters.clusters import ObjectRef, Workload, WorkloadKind, WorkloadRef
from domain.clusters.edits import Difference, Looked, Shade
from domain.clusters.repairs import ActionKind, SkipReason
from domain.common.messages import Called, message
from domain.incidents.incidents import Request
from domain.incidents.ladder.scaling import why_not_scale
from domain.incidents.ladder.views import View, Why
from domain.incidents.policy.policies import Policy

REPLICAS = "spec.replicas"
AUTOSCALED = ("spec.minReplicas", "spec.maxReplicas")
AUTOSCALER = "HorizontalPodAutoscaler"
POINTED_AT = "spec.scaleTargetRef."
CRON_JOB = "CronJob"
PARALLELISM = "spec.jobTemplate.spec.parallelism"
"""How many pods one run of a job has at a time; Jobs themselves are not edited."""

USUAL = "1"
"""Pods that Kubernetes gives what does not say how many it wants."""


@dataclass(frozen=True)
class Bound:
    """A bound of scaling that an edit would break.

    Attributes:
        wanted: how many replicas the object asks for, as the server wrote it.
        why: the reason for which a scale would be passed over.
    """

    ref: ObjectRef
    wanted: str
    why: Why


def asks_for_replicas(looked: Looked) -> bool:
    """Say whether an edit changes how many pods there are to be, or may be."""
    return any(_counts(looked))


def counted_on(looked: Looked) -> WorkloadRef | None:
    """Return the workload whose count an edit asks for; None when it is none that we know.

    Of an autoscaler it is the one that the edit points it at, if it does.
    """
    if not _is_pointed(looked):
        return looked.workload
    kind, name = (_written(looked.after.get(f"{POINTED_AT}{part}")) for part in ("kind", "name"))
    if kind not in {each.value for each in WorkloadKind}:
        return None
    return WorkloadRef(looked.ref.cluster, looked.ref.namespace, WorkloadKind(kind), name)


def why_not_so_many(looked: Looked, workload: Workload | None, policy: Policy) -> Bound | None:
    """Return which bound an edit of one object would break; None when it breaks none.

    Args:
        looked: what the server said of the edit.
        workload: the one that is `counted_on` as it is now, with its autoscaler and quota; None
            when it is not there yet, or there is none.
        policy: whose `most_replicas` counts.
    """
    for difference in _counts(looked):
        why = _why(looked, difference, workload, policy)
        if why is not None:
            return Bound(looked.ref, _written(difference.after), why)
    return None


def why_not_known(looked: Looked) -> Bound | None:
    """Return what stops an edit whose bounds could not be read; None when it asks for no count."""
    asked = next(_counts(looked), None)
    if asked is None:
        return None
    return Bound(looked.ref, _written(asked.after), Why(SkipReason.NOT_READABLE))


def _counts(looked: Looked) -> Iterator[Difference]:
    """Yield the counts that an edit asks for: those that it changes, or gives another workload."""
    if _is_pointed(looked):
        before, after = looked.before, looked.after
        yield from (Difference(each, before.get(each), after.get(each)) for each in AUTOSCALED)
        return
    paths: tuple[str, ...] = (REPLICAS,) if looked.workload is not None else ()
    paths = {AUTOSCALER: AUTOSCALED, CRON_JOB: (PARALLELISM,)}.get(looked.ref.kind, paths)
    yield from (each for each in looked.differences if each.path in paths)


def _is_pointed(looked: Looked) -> bool:
    """Say whether an edit points an autoscaler at something, or at something else."""
    changed = any(each.path.startswith(POINTED_AT) for each in looked.differences)
    return looked.ref.kind == AUTOSCALER and changed


def _why(
    looked: Looked, difference: Difference, workload: Workload | None, policy: Policy
) -> Why | None:
    written = _written(difference.after)
    if not written.isdecimal():
        return Why(SkipReason.NOT_READABLE)
    wanted, autoscaled = int(written), looked.ref.kind == AUTOSCALER
    if wanted == 0 and (autoscaled or workload is not None):
        # A scale cannot ask for none either: nothing here takes a service away. A job of none is
        # one that is suspended, which is no count.
        return Why(SkipReason.LAST_HEALTHY_REPLICA)
    if autoscaled and (other := _other_owner(looked, workload)) is not None:
        return other
    return _why_not(difference, wanted, None if autoscaled else workload, policy)


def _other_owner(looked: Looked, workload: Workload | None) -> Why | None:
    """Return why a count is not an autoscaler's to take: another one has it."""
    held = workload.autoscaler if workload is not None else None
    if held is None or held.name == looked.ref.name:
        return None
    name, least, most = Called(held.name), held.minimum, held.maximum
    bounds = message("skip.autoscaler", name=name, least=least, most=most)
    return Why(SkipReason.AUTOSCALER_OWNS_COUNT, bounds)


def _why_not(
    difference: Difference, wanted: int, workload: Workload | None, policy: Policy
) -> Why | None:
    most = policy.most_replicas
    if workload is None:
        now = difference.before.shown if difference.before is not None else "0"
        bound = message("skip.of_most", count=Called(now), most=most)
        over = Why(SkipReason.AT_MOST_REPLICAS, bound)
        return over if wanted > most else None
    request = Request(action=ActionKind.SCALE_OUT, by="", reason="", only=True, replicas=wanted)
    why = why_not_scale(View(workload=workload, policy=policy, request=request))
    # The count may have moved since the dry run; that it is right already is no bound.
    return None if why is not None and why.reason is SkipReason.NOTHING_TO_CHANGE else why


def _written(shade: Shade | None) -> str:
    return shade.shown if shade is not None else USUAL
