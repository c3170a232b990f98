"""What an incident is about that a watch opens: its owner writes it, no data says it (THR-4)."""

from dataclasses import dataclass

from domain.alerts.alerts import FaultClass
from domain.alerts.forms import KINDS, object_ref
from domain.clusters.clusters import ObjectRef
from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest


@dataclass(frozen=True)
class IncidentTarget:
    """The object, and the class of fault when the metric's name does not tell it."""

    object: ObjectRef
    fault: FaultClass | None = None


def read_incident_target(fields: Fields) -> IncidentTarget | None:
    """Return the group `incident` of a configuration; None when it is not given.

    Raises:
        InvalidRequest: a field breaks a rule; names its path and the rule.
    """
    inner = fields.group("incident")
    if inner is None:
        return None
    kind = inner.text("kind", longest=20)
    if kind not in KINDS.values():
        raise inner.refuse("kind", f"must be one of {', '.join(KINDS.values())}")
    namespace = inner.text("namespace", longest=63) if inner.has("namespace") else ""
    named = object_ref(
        inner.text("cluster", longest=63), namespace, kind, inner.text("name", longest=253)
    )
    fault = inner.choice("fault", FaultClass) if inner.has("fault") else None
    inner.done()
    if named is None:
        rule = "must be named as Kubernetes names objects (RFC 1123), in a namespace"
        raise InvalidRequest(inner.path, rule)
    if fault is FaultClass.REQUESTED:
        raise inner.refuse("fault", "must be another than requested, which only people say")
    return IncidentTarget(named, fault)
