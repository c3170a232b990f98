"""What an incident is about that a watch opens: its owner writes it, no data says it (THR-4)."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from domain.alerts.alerts import OURS, FaultClass
from domain.alerts.forms import KINDS, object_ref
from domain.clusters.clusters import ObjectRef
from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Choice, Text
from domain.common.messages import Called, message, one_of
from domain.common.shapes import Group

_KINDS = list(KINDS.values())


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in _KINDS:
        raise BrokenRule(one_of(_KINDS))
    return value


@dataclass(frozen=True)
class IncidentTarget(Group):
    """The object, and the class of fault when the metric's name does not tell it."""

    cluster: Annotated[str, Text(63), Field(description="Id of the cluster.")]
    kind: Annotated[str, By(_kind, {"type": "string", "enum": _KINDS})]
    name: Annotated[str, Text(253), Field(description="The object's name.")]
    namespace: Annotated[str, Text(63), Field(description="Left out for a Node.")] = ""
    fault: Annotated[
        FaultClass | None,
        Choice(FaultClass),
        Field(description="What is wrong with it; the metric's name tells it when left out."),
    ] = None

    @property
    def object(self) -> ObjectRef:
        """The object that is meant."""
        found = object_ref(self.cluster, self.namespace, self.kind, self.name)
        if found is None:
            raise BrokenRule(message("rule.kubernetes_object"))
        return found

    def check(self) -> None:
        """Refuse what is no object, and the fault that only people name."""
        _ = self.object
        if self.fault in OURS:
            raise BrokenRule(message("rule.people_only", value=Called(self.fault.value)), "fault")
