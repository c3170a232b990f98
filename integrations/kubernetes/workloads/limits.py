"""What stands around a workload and limits repairs: autoscaler, disruption budgets, quotas."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from domain.clusters.clusters import Autoscaler, WorkloadRef
from integrations.kubernetes.client.objects import Json, each, inside, mapping, number, text, texts
from integrations.kubernetes.workloads.selectors import matches

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("0.001"),
    "": Decimal(1),
    **{name: Decimal(1000) ** power for power, name in enumerate("kMGTPE", start=1)},
    **{f"{name}i": Decimal(1024) ** power for power, name in enumerate("KMGTPE", start=1)},
}
"""Suffixes of quantities, as Kubernetes' API conventions list them."""

_LARGEST_EXPONENT = 30
"""Quantities stop at 2^63; a larger exponent is a way to make us compute."""

_COUNTS = ("pods", "count/pods")
_AMOUNTS = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}
_SERVICES = {"NotTerminating"}
"""Scopes of quotas that hold for every workload; other scopes hold for some pods only."""


def autoscaler_of(ref: WorkloadRef, found: Iterable[Json]) -> Autoscaler | None:
    """Return the autoscaler that owns the count of a workload."""
    for one in found:
        target = mapping(one, "spec", "scaleTargetRef")
        group = text(target, "apiVersion").partition("/")[0]
        aimed = (group or "apps", text(target, "kind"), text(target, "name"))
        if aimed == ("apps", ref.kind.value, ref.name):
            return Autoscaler(
                text(one, "metadata", "name"),
                number(one, "spec", "minReplicas", default=1),
                number(one, "spec", "maxReplicas"),
            )
    return None


def disruptions_allowed(
    found: Iterable[Json], labels: dict[str, str], *, version: str
) -> int | None:
    """Return what the strictest matching budget allows, None without one.

    A budget whose controller has not looked at its newest form allows nothing yet.
    """
    allowed = [
        0
        if number(one, "metadata", "generation") > number(one, "status", "observedGeneration")
        else number(one, "status", "disruptionsAllowed")
        for one in found
        if _covers(mapping(one, "spec", "selector"), labels, version=version)
    ]
    return min(allowed) if allowed else None


def pods_left(found: Iterable[Json], template: Json) -> int | None:
    """Return how many more pods of a template the quotas admit, None without a limit on them."""
    left = [room for quota in found if _applies(quota) for room in _rooms(quota, template)]
    return min(left) if left else None


def quantity(written: object) -> Decimal | None:
    """Return a quantity such as `500m` or `1Gi` as a number, None when it is none."""
    said = str(written)
    digits = said.rstrip("numkKMGTPEi")
    try:
        read = Decimal(digits)
    except InvalidOperation:
        return None
    factor = _SUFFIXES.get(said[len(digits) :])
    sane = read.is_finite() and abs(read.adjusted()) <= _LARGEST_EXPONENT
    return read * factor if factor is not None and sane else None


def _covers(selector: Json, labels: dict[str, str], *, version: str) -> bool:
    # An empty selector means every pod, but meant none in v1beta1.
    return matches(selector, labels) if selector else version == "policy/v1"


def _applies(quota: Json) -> bool:
    scopes = inside(quota, "spec", "scopes")
    named = {str(scope) for scope in scopes} if isinstance(scopes, list) else set()
    return not mapping(quota, "spec", "scopeSelector") and named <= _SERVICES


def _rooms(quota: Json, template: Json) -> Iterable[int]:
    used, counted = mapping(quota, "status", "used"), mapping(quota, "status", "hard")
    for name, hard in mapping(quota, "spec", "hard").items():
        each_takes = _of_one_pod(name, template)
        most, taken = quantity(hard), quantity(used.get(name))
        if not each_takes:
            continue
        if most is None or taken is None or quantity(counted.get(name)) != most:
            yield 0  # the server, too, admits nothing until it has counted what is there
        else:
            room = ((most - taken) / each_takes).to_integral_value(ROUND_FLOOR)
            yield max(0, int(room))


def _of_one_pod(name: str, template: Json) -> Decimal:
    """Return what one pod takes of a resource; 0 when the template does not say it."""
    if name in _COUNTS:
        return Decimal(1)
    if name not in _AMOUNTS:
        return Decimal(0)
    spec = mapping(template, "spec")
    together = sum((_of_container(one, name) for one in each(spec, "containers")), Decimal(0))
    initial = (_of_container(one, name) for one in each(spec, "initContainers"))
    return max(together, *initial, Decimal(0))


def _of_container(container: Json, name: str) -> Decimal:
    kind, resource = _AMOUNTS[name]
    resources = mapping(container, "resources")
    said = texts(resources, kind).get(resource) or texts(resources, "limits").get(resource)
    return (quantity(said) if said else None) or Decimal(0)
