"""How many replicas each ReplicaSet of a Deployment gets next: pure arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.kubernetes.quantities import round_up


@dataclass(frozen=True)
class Bounds:
    """What a rolling update must keep within.

    Attributes:
        replicas: how many are wanted.
        surge: how many there may be beyond that.
        unavailable: how many of them may be unavailable.
    """

    replicas: int
    surge: int
    unavailable: int


@dataclass(frozen=True)
class Set:
    """One ReplicaSet in numbers, `wanted` and `available` replicas."""

    name: str
    wanted: int
    available: int


def bounds_of(spec: Mapping[str, Any]) -> Bounds:
    """Return the bounds of a Deployment; without a rolling update, nothing is to spare."""
    replicas = spec["replicas"]
    rolling = spec["strategy"].get("rollingUpdate")
    if spec["strategy"]["type"] != "RollingUpdate" or rolling is None:
        return Bounds(replicas, 0, 0)
    surge = round_up(rolling["maxSurge"], replicas, up=True)
    unavailable = round_up(rolling["maxUnavailable"], replicas, up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return Bounds(replicas, surge, min(unavailable, replicas))


def next_new(bounds: Bounds, new: Set, old: Sequence[Set]) -> int:
    """Return how many replicas the new ReplicaSet gets."""
    if new.wanted >= bounds.replicas:
        return bounds.replicas
    free = bounds.replicas + bounds.surge - new.wanted - sum(one.wanted for one in old)
    return new.wanted + max(0, min(free, bounds.replicas - new.wanted))


def next_old(bounds: Bounds, new: Set, old: Sequence[Set]) -> dict[str, int]:
    """Return the old ReplicaSets that get fewer replicas, oldest first, and how many."""
    least = bounds.replicas - bounds.unavailable
    everything = new.wanted + sum(one.wanted for one in old)
    spare = everything - least - (new.wanted - new.available)
    if spare <= 0 or not any(one.wanted for one in old):
        return {}
    # Replicas that do not serve anyway go first.
    left: dict[str, int] = {}
    for one in old:
        idle = max(0, min(spare, one.wanted - one.available))
        left[one.name] = one.wanted - idle
        spare -= idle
    free = new.available + sum(one.available for one in old) - least
    for one in old:
        fewer = max(0, min(free, left[one.name]))
        left[one.name] -= fewer
        free -= fewer
    return {one.name: left[one.name] for one in old if left[one.name] != one.wanted}


def share(total: int, current: Sequence[Set], bounds: Bounds) -> dict[str, int]:
    """Return how replicas are spread over several ReplicaSets when the total changes.

    Args:
        total: replicas that had been wanted, surge included.
        current: the active ReplicaSets, newest first.
        bounds: of the Deployment as it is wanted now.
    """
    allowed = bounds.replicas + bounds.surge if bounds.replicas > 0 else 0
    spread = sum(one.wanted for one in current)
    to_add = allowed - spread
    result = {one.name: one.wanted for one in current}
    added = 0
    for one in sorted(current, key=lambda each: each.wanted, reverse=True):
        fraction = round(one.wanted * allowed / max(total, 1)) - one.wanted
        part = min(fraction, to_add - added) if to_add > 0 else max(fraction, to_add - added)
        part = max(part, 0) if to_add > 0 else min(part, 0)
        result[one.name] = max(one.wanted + part, 0)
        added += part
    if current and to_add != added:
        # What rounding left over goes to the largest.
        largest = max(current, key=lambda each: each.wanted).name
        result[largest] = max(result[largest] + to_add - added, 0)
    return result
