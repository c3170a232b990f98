"""How many replicas an edit may ask for: as many as a scale may, and no more (RBK-2, RBK-7).

What a person may not do by scaling they may not do by a manifest either, nor by letting an
autoscaler do it. Counts that an edit leaves as they are were somebody else's to choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cluster_edits import Difference, Looked, Shade
from domain.clusters import ObjectRef, Workload
from domain.incidents import Request
from domain.ladder_scaling import why_not_scale
from domain.ladder_views import View, Why
from domain.policies import Policy
from domain.repairs import ActionKind, SkipReason

REPLICAS = "spec.replicas"
AUTOSCALED = ("spec.minReplicas", "spec.maxReplicas")
AUTOSCALER = "HorizontalPodAutoscaler"

USUAL = "1"
"""Replicas that Kubernetes gives what does not say how many it wants."""


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
    """Say whether an edit changes how many pods there are to be."""
    return any(_counts(looked))


def why_not_so_many(looked: Looked, workload: Workload | None, policy: Policy) -> Bound | None:
    """Return which bound an edit of one object would break; None when it breaks none.

    Args:
        looked: what the server said of the edit.
        workload: the object as it is now, with its autoscaler and quota; None when it is not there
            yet, or is no workload.
        policy: whose `most_replicas` counts.
    """
    for difference in _counts(looked):
        why = _why(difference, workload, policy)
        if why is not None:
            return Bound(looked.ref, _written(difference.after), why)
    return None


def _counts(looked: Looked) -> Iterator[Difference]:
    """Yield the changes of a workload's replicas, or of how many an autoscaler may choose."""
    paths = AUTOSCALED if looked.ref.kind == AUTOSCALER else (REPLICAS,)
    if looked.workload is not None or looked.ref.kind == AUTOSCALER:
        yield from (each for each in looked.differences if each.path in paths)


def _why(difference: Difference, workload: Workload | None, policy: Policy) -> Why | None:
    written, most = _written(difference.after), policy.most_replicas
    if not written.isdecimal():
        return Why(SkipReason.NOT_READABLE)
    wanted = int(written)
    if workload is None:
        now = difference.before.shown if difference.before is not None else "0"
        over = Why(SkipReason.AT_MOST_REPLICAS, f"{now} of at most {most}")
        return over if wanted > most else None
    if wanted == 0:
        # A scale cannot ask for none either: nothing here takes a service away.
        return Why(SkipReason.LAST_HEALTHY_REPLICA)
    request = Request(ActionKind.SCALE_OUT, "", "", only=True, replicas=wanted)
    why = why_not_scale(View(workload, policy, request=request))
    # The count may have moved since the dry run; that it is right already is no bound.
    return None if why is not None and why.reason is SkipReason.NOTHING_TO_CHANGE else why


def _written(shade: Shade | None) -> str:
    return shade.shown if shade is not None else USUAL
