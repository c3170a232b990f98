"""What the workflow of an incident asks its activities; add fields, with defaults, at the end."""

from dataclasses import dataclass, field
from datetime import datetime

from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert, Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.incidents.events import IncidentNote
from domain.incidents.groups.rules import GroupKey
from domain.incidents.incidents import Incident
from domain.incidents.policy.policies import Policy
from domain.incidents.suppression import Suppression


@dataclass(frozen=True)
class Recording:
    """What happened, and the incident as it is after it."""

    incident: Incident
    notes: tuple[IncidentNote, ...]


@dataclass(frozen=True)
class Begun:
    """What an incident keeps for its whole life."""

    policy: Policy
    sandbox: bool = False


@dataclass(frozen=True)
class ConfirmOrder:
    """Asks the source of an alert again; `owner` is where plain alerts look."""

    incident_id: str
    alert: Alert
    owner: WorkloadRef | None


@dataclass(frozen=True)
class ForwardOrder:
    """Hands an alert to the incident that it belongs to."""

    fingerprint: Fingerprint
    alert: Alert


@dataclass(frozen=True)
class LookOrder:
    """Asks what mutes an incident or holds its repair back, now.

    Attributes:
        alert: asks besides what it may share with other incidents; None: that is known.
        opened_at: of the incident; goes with `alert`.
    """

    fingerprint: Fingerprint
    workflow_id: str
    policy: Policy
    alert: Alert | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Outlook:
    """What mutes an incident, or holds its repair back.

    Attributes:
        frozen_by: name of the change freeze; empty without one.
        frozen_until: None when it lasts until somebody ends it.
        group_keys: what the incident may share with others, where that was asked.
    """

    suppression: Suppression | None = None
    frozen_by: str = ""
    frozen_until: datetime | None = None
    group_keys: tuple[GroupKey, ...] = ()


@dataclass(frozen=True)
class GatherOrder:
    """Asks what can be seen of a workload now; add fields, with defaults, at the end.

    Attributes:
        alerted_at: when its alert says that it began; `measures` its numbers.
    """

    owner: WorkloadRef
    at: datetime
    alerted_at: datetime | None = None
    measures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoreOrder:
    """Asks how bad it is."""

    alert: Alert
    owner: WorkloadRef | None
    policy: Policy
    at: datetime


@dataclass(frozen=True)
class CallOrder:
    """Asks who is to be told, and where.

    Attributes:
        people: whom; empty: the people on call.
        beyond: whether every admin is told besides; also when none of them can be reached.
        at: now, for quiet hours; None: they do not matter.
        on_call_at: at which schedules are asked who is on call; None: `at`.
    """

    policy: Policy
    owner: WorkloadRef | None
    people: tuple[str, ...] = ()
    beyond: bool = False
    at: datetime | None = None
    on_call_at: datetime | None = None


@dataclass(frozen=True)
class LeaseRequest:
    """Asks for a lock or a budget."""

    hold: Lease
    run_id: str
    most: int
    most_in_namespace: int = 0
