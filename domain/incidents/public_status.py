"""What the public may know: parts with a name that somebody chose, and a level (CON-2).

A part stands for one watch, or for the open incidents of some workloads. Nothing of either is ever
shown beside the level: no id, no text, no number, no place.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain.alerts.alerts import OURS
from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.field_rules import Text
from domain.common.messages import Called, Localized, message
from domain.common.shapes import Shape, read
from domain.incidents.incidents import Incident, IncidentState
from domain.monitoring.alarms import Severity
from domain.tasks.tasks import Task, TaskState
from domain.watches.metric_memory import Level
from domain.watches.watches import WatchMemory

MOST_PARTS = 50
LONGEST_TITLE = 60

_EXAMPLE = Called("t_01jd5v9x3m8q7w2r4t6y0pkhbn")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TASK = re.compile(r"t_[a-z0-9]{26}")
_PLACE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}/[a-z0-9][a-z0-9.-]{0,252}(/[a-z0-9][a-z0-9.-]{0,252})?"
)


class PublicLevel(StrEnum):
    """How a part is, the worst last."""

    WELL = "well"
    UNKNOWN = "unknown"
    DISTURBED = "disturbed"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class PublicTarget:
    """One line of the page.

    Attributes:
        title: what the public calls it.
        task_id: the watch that it stands for; else empty.
        cluster: where its workloads run; else empty, as are `namespace` and `workload`.
        workload: only this one; empty: all of the namespace.
    """

    title: Localized
    task_id: str = ""
    cluster: str = ""
    namespace: str = ""
    workload: str = ""


class _Written(Shape):
    """A part, as the settings write it."""

    title: dict[str, Annotated[str, Text(LONGEST_TITLE)]] | None = None
    task: Annotated[str, Text(28)] = ""
    workloads: Annotated[str, Text(600)] = ""

    def check(self) -> None:
        """Refuse none and both, and what can be neither."""
        if bool(self.task) == bool(self.workloads):
            raise BrokenRule(
                message("status_page.task_or_workloads", other=Called("workloads")), "task"
            )
        if self.task and not _TASK.fullmatch(self.task):
            raise BrokenRule(message("status_page.task_id", example=_EXAMPLE), "task")
        if self.workloads and not _PLACE.fullmatch(self.workloads):
            example = Called("cls-3f1k2m9q/shop/checkout")
            raise BrokenRule(message("status_page.place", example=example), "workloads")


def read_parts(raw: object) -> tuple[PublicTarget, ...]:
    """Return the parts of a settings object `{name: {title{tag: words}, task | workloads}}`.

    Raises:
        InvalidRequest: a name or a field breaks a rule; names the part and the field.
    """
    if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
        raise InvalidRequest("parts", message("rule.object"))
    if len(raw) > MOST_PARTS:
        raise InvalidRequest("parts", message("rule.object_at_most", most=MOST_PARTS))
    for name in raw:
        if not _NAME.fullmatch(name):
            raise InvalidRequest(f"parts.{name[:60]}", message("status_page.name"))
    return tuple(_part(name, each) for name, each in raw.items())


def _part(name: str, raw: object) -> PublicTarget:
    given = read(_Written, raw, f"parts.{name}")
    cluster, namespace, workload = (*given.workloads.split("/"), "", "", "")[:3]
    return PublicTarget(
        title=Localized(given.title or {"": name}),
        task_id=given.task,
        cluster=cluster,
        namespace=namespace,
        workload=workload,
    )


def level_of_watch(task: Task | None, memory: WatchMemory | None) -> PublicLevel:
    """Return how a watch says that its part is; what nobody looks at is unknown, never well."""
    if task is None or memory is None or task.state is not TaskState.ACTIVE:
        return PublicLevel.UNKNOWN
    if memory.last_success_at is None or memory.failing_told or memory.silent_told:
        return PublicLevel.UNKNOWN
    match memory.standing.level:
        case Level.BREACHED:
            return PublicLevel.DISTURBED
        case Level.NO_DATA | Level.UNKNOWN | Level.LEARNING:
            return PublicLevel.UNKNOWN
        case _:
            return PublicLevel.WELL


_LEVEL_OF = {Severity.CRITICAL: PublicLevel.DOWN, Severity.WARNING: PublicLevel.DISTURBED}


def level_of_incidents(part: PublicTarget, incidents: Iterable[Incident]) -> PublicLevel:
    """Return how bad the worst open incident of a part's workloads is; those that are tests apart.

    What is over and only watched for a relapse counts as well; what is silenced was planned.
    """
    levels = [
        _LEVEL_OF.get(each.newest.severity, PublicLevel.WELL)
        for each in incidents
        if _is_of(part, each)
    ]
    return worst(levels)


_QUIET = frozenset({IncidentState.CLOSED, IncidentState.RELAPSE_WATCH, IncidentState.SUPPRESSED})


def _is_of(part: PublicTarget, incident: Incident) -> bool:
    at = incident.owner or incident.newest.object
    return (
        at is not None
        and incident.state not in _QUIET
        and incident.fault not in OURS
        and (at.cluster, at.namespace) == (part.cluster, part.namespace)
        and part.workload in {"", at.name}
    )


def worst(levels: Iterable[PublicLevel]) -> PublicLevel:
    """Return the worst; well when there is none."""
    order = list(PublicLevel)
    return max(levels, key=order.index, default=PublicLevel.WELL)
