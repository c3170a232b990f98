"""The likely causes of what was seen, the likeliest first (RBK-18).

Order: what the cluster reports; a change without which it would be well; what cannot be reached;
a change since which all fail; what fails inside; what is merely near. A rule decides; a model may
word what is here and adds nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.clusters.surroundings import Facet, Surroundings
from domain.incidents.causes.causes import (
    MOST_CAUSES,
    MOST_PROOFS,
    Cause,
    CauseKind,
    Certainty,
    LikelyCauses,
    Standing,
)
from domain.incidents.causes.changes import changes
from domain.incidents.causes.mechanisms import mechanisms
from domain.incidents.causes.scene import Scene
from domain.incidents.causes.signs import signs

_STANDING = {
    Standing.MECHANISM: 0,
    Standing.EXPLAINS: 1,
    Standing.UNCOMPARED: 3,
    Standing.SYMPTOM: 4,
    Standing.NEAR: 5,
}
_OUTSIDE = {CauseKind.DEPENDENCY, CauseKind.DNS, CauseKind.CERTIFICATE, CauseKind.CREDENTIAL}
"""Symptoms that name what is wrong elsewhere."""

_SURE = (Certainty.CONFIRMED, Certainty.PROBABLE, Certainty.POSSIBLE)
_LAST = {CauseKind.CRASH: 2, CauseKind.HANGS: 3, CauseKind.LOAD: 4}
"""What says least of why stands behind its equals."""


def likely_causes(
    seen: Surroundings, *, alerted: datetime, measures: Mapping[str, float] | None = None
) -> LikelyCauses:
    """Return at most three causes, each with what speaks for it.

    Args:
        seen: what was read of the cluster.
        alerted: when the alert says that it began.
        measures: its numbers, e.g. `{"cpu": 0.97}`.
    """
    scene = Scene(seen, alerted, measures or {})
    found = [*mechanisms(scene), *changes(scene), *signs(scene)]
    return LikelyCauses(
        at=seen.at,
        causes=tuple(map(_bounded, _ranked(found)[:MOST_CAUSES])),
        onset=scene.onset,
        looked=tuple(each for each in Facet if each not in seen.unseen),
        unseen=seen.unseen,
    )


def _ranked(found: Iterable[Cause]) -> list[Cause]:
    """Return each kind once, in order."""
    kinds: dict[CauseKind, Cause] = {}
    for each in sorted(found, key=_rank):
        kinds.setdefault(each.kind, each)
    return list(kinds.values())


def _rank(cause: Cause) -> tuple[int, int, int]:
    outside = cause.standing is Standing.SYMPTOM and cause.kind in _OUTSIDE
    return (
        2 if outside else _STANDING[cause.standing],
        _LAST.get(cause.kind, 1),
        _SURE.index(cause.certainty),
    )


def _bounded(cause: Cause) -> Cause:
    if len(cause.proofs) <= MOST_PROOFS:
        return cause
    return Cause(**{**vars(cause), "proofs": cause.proofs[:MOST_PROOFS]})
