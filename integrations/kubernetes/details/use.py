"""What nodes and pods use now, as `metrics.k8s.io/v1beta1` measures it.

The forms are those of `NodeMetrics` and `PodMetrics` in k8s.io/metrics: quantities such as
`312457893n` and `1362696Ki`, one set for a node and one for each container of a pod.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from domain.clusters.details import ResourceUse
from integrations.kubernetes.client.objects import Json, each, moment, text, texts
from integrations.kubernetes.workloads.limits import quantity

METRICS = "apis/metrics.k8s.io/v1beta1"
_MEBI = Decimal(2) ** 20
_RESOURCES = ("cpu", "memory")

Amounts = tuple[Decimal | None, Decimal | None]
"""Of processors in cores and of memory in bytes; None where nobody says."""


def use_of_nodes(nodes: Iterable[Json], measured: Iterable[Json]) -> list[ResourceUse]:
    """Return what each node uses, those that are not measured too."""
    return _fullest_first(nodes, measured, _given, lambda one: _amounts(texts(one, "usage")))


def use_of_pods(pods: Iterable[Json], measured: Iterable[Json]) -> list[ResourceUse]:
    """Return what each pod that is not over uses; shares are of its limits."""
    going_on = [one for one in pods if text(one, "status", "phase") not in {"Succeeded", "Failed"}]
    return _fullest_first(going_on, measured, _limits, _of_containers)


def _fullest_first(
    found: Iterable[Json],
    measured: Iterable[Json],
    most: Callable[[Json], Amounts],
    used: Callable[[Json], Amounts],
) -> list[ResourceUse]:
    by_name = {text(one, "metadata", "name"): one for one in measured}
    uses = [_use(one, by_name.get(text(one, "metadata", "name")), most(one), used) for one in found]
    return sorted(
        uses,
        key=lambda use: (
            -max(use.cpu_percent or 0, use.memory_percent or 0),
            -(use.memory_mebibytes or 0),
            use.name,
        ),
    )


def _use(
    found: Json, measured: Json | None, most: Amounts, used: Callable[[Json], Amounts]
) -> ResourceUse:
    cpu, memory = used(measured) if measured is not None else (None, None)
    return ResourceUse(
        namespace=text(found, "metadata", "namespace"),
        name=text(found, "metadata", "name"),
        cpu_millicores=None if cpu is None else round(cpu * 1_000),
        memory_mebibytes=None if memory is None else round(memory / _MEBI),
        cpu_percent=_share(cpu, most[0]),
        memory_percent=_share(memory, most[1]),
        at=moment(measured, "timestamp"),
    )


def _share(used: Decimal | None, most: Decimal | None) -> int | None:
    return round(100 * used / most) if used is not None and most else None


def _given(node: Json) -> Amounts:
    """Return what a node can give to pods."""
    return _amounts(texts(node, "status", "allocatable") or texts(node, "status", "capacity"))


def _limits(pod: Json) -> Amounts:
    """Return the limits of a pod, None where a container has none."""
    return _sum(
        _amounts(texts(one, "resources", "limits")) for one in each(pod, "spec", "containers")
    )


def _of_containers(measured: Json) -> Amounts:
    return _sum(_amounts(texts(one, "usage")) for one in each(measured, "containers"))


def _amounts(said: dict[str, str]) -> Amounts:
    cpu, memory = (quantity(said[name]) if name in said else None for name in _RESOURCES)
    return cpu, memory


def _sum(amounts: Iterable[Amounts]) -> Amounts:
    known = list(amounts)
    cpu, memory = [one[0] for one in known], [one[1] for one in known]
    return _together(cpu), _together(memory)


def _together(parts: list[Decimal | None]) -> Decimal | None:
    said = [part for part in parts if part is not None]
    return sum(said, Decimal(0)) if said and len(said) == len(parts) else None
