"""What keeps an incident quiet, or a target unwritten, right now, and until when (ALR-6).

Four things that are not the same: a silence and a maintenance window mute what they cover, a
parent that fires mutes its children, and a change freeze mutes nothing but holds writes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.alerts.alerts import FaultClass, Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.incidents.controls import Control, ControlKind, Scope
from domain.incidents.incidents import WORKFLOW, Incident, IncidentState
from domain.incidents.policy.patterns import Place, covers, fits, place_of
from domain.incidents.policy.policies import InhibitionRule, Policy
from domain.schedules.timetables import runs_between, upcoming_runs

LOOK_AGAIN = timedelta(minutes=5)
"""How long a suppressed incident may trust its `until`: somebody may end the control before, and a
parent's end is not known in advance."""


class SuppressedBy(StrEnum):
    """What mutes it."""

    SILENCE = "silence"
    MAINTENANCE = "maintenance"
    INHIBITION = "inhibition"


@dataclass(frozen=True)
class Suppression:
    """Why an incident is quiet.

    Attributes:
        by: name of the control, or the workflow id of the parent's incident.
        until: when to look at it again, which then happens once; None when nobody knows.
        control: id of the control; empty for an inhibition.
    """

    reason: SuppressedBy
    by: str
    until: datetime | None
    control: str = ""


@dataclass(frozen=True)
class OpenIncident:
    """Another incident, as far as it can be a parent.

    Attributes:
        firing: it is confirmed, and neither muted itself nor believed to be over.
    """

    workflow_id: str
    fault: FaultClass
    place: Place
    firing: bool = True


_FIRING = frozenset(
    {
        IncidentState.REPAIRING,
        IncidentState.WAITING,
        IncidentState.AWAITING_APPROVAL,
        IncidentState.PAUSED,
        IncidentState.FLAPPING,
        IncidentState.HANDED_OVER,
    }
)
"""A muted parent mutes nobody: two that name each other would leave nobody to be heard."""


def scope_of(incident: Incident) -> Scope:
    """Return what a silence of an incident covers: its class of fault of what it is about.

    Raises:
        InvalidRequest: it names nothing, so only its class of fault everywhere would be left.
    """
    about = incident.owner or incident.newest.object
    if about is None:
        raise InvalidRequest("incident", message("control.names_nothing"))
    return Scope(about.cluster, about.namespace, about.name, (incident.fault,))


def open_incident(incident: Incident) -> OpenIncident:
    """Return an incident of the read model as a possible parent."""
    fingerprint = Fingerprint(incident.fault, incident.owner, incident.newest.object)
    return OpenIncident(
        incident.workflow_id, incident.fault, place_of(fingerprint), incident.state in _FIRING
    )


def suppressed(
    fingerprint: Fingerprint,
    controls: Sequence[Control],
    others: Sequence[OpenIncident],
    policy: Policy,
    *,
    now: datetime,
) -> Suppression | None:
    """Return what mutes an incident, or None.

    Of several controls the one that ends last counts, so that what still fires is looked at once,
    when all of them are over. What a person asks for is no alert and is never muted; a freeze still
    holds its writes.
    """
    if fingerprint.fault is FaultClass.REQUESTED:
        return None
    muting = [
        (control, window)
        for control in controls
        if control.kind in {ControlKind.SILENCE, ControlKind.MAINTENANCE}
        and concerns(control, fingerprint)
        and (window := window_at(control, now)) is not None
    ]
    if muting:
        control, window = max(muting, key=lambda each: _lasting(each[1]))
        reason = SuppressedBy(control.kind.value)
        return Suppression(reason, control.name, window.until, control.id)
    parent = _parent_of(fingerprint, others, policy)
    if parent is None:
        return None
    return Suppression(SuppressedBy.INHIBITION, parent.workflow_id, None)


def frozen(target: WorkloadRef, controls: Sequence[Control], now: datetime) -> Control | None:
    """Return the change freeze that covers a target, the one that ends last; None without one.

    Classes of faults in a freeze's scope are passed over: what must not be written must not be
    written for any reason.
    """
    found = [
        (control, window)
        for control in controls
        if control.kind is ControlKind.FREEZE
        and covers(control.scope, place_of(target))
        and (window := window_at(control, now)) is not None
    ]
    return max(found, key=lambda each: _lasting(each[1]))[0] if found else None


@dataclass(frozen=True)
class Window:
    """That a control is in force.

    Attributes:
        until: when this window ends; None when it lasts until somebody ends it.
    """

    until: datetime | None


def window_at(control: Control, now: datetime) -> Window | None:
    """Return the window of a control that `now` lies in; its start is included, its end is not.

    A recurring window lasts its minutes as a stopwatch counts them, also over a night in which
    the clocks change; when it begins is the wall clock's matter (`domain/schedules/timetables.py`).
    """
    if control.ended_at is not None and control.ended_at <= now:
        return None
    if control.recurring is None:
        if control.start <= now and (control.end is None or now < control.end):
            return Window(control.end)
        return None
    lasting = timedelta(minutes=control.minutes)
    begun = [
        run
        for run in runs_between(control.recurring, start=now - lasting, end=now)
        if now < run + lasting
        and control.start <= run
        and (control.end is None or run < control.end)
    ]
    return Window(begun[-1] + lasting) if begun else None


class ControlState(StrEnum):
    """Where a control is at a moment."""

    IN_FORCE = "in_force"
    PLANNED = "planned"
    OVER = "over"


@dataclass(frozen=True)
class ControlStanding:
    """Where a control is at a moment, and when that changes.

    Attributes:
        at: when the window ends, when the next one begins, or when it was over; None when it lasts
            until somebody ends it.
    """

    state: ControlState
    at: datetime | None


def standing_at(control: Control, now: datetime) -> ControlStanding:
    """Return whether a control is in force, will be, or is over."""
    if control.ended_at is not None and control.ended_at <= now:
        return ControlStanding(ControlState.OVER, control.ended_at)
    if (window := window_at(control, now)) is not None:
        return ControlStanding(ControlState.IN_FORCE, window.until)
    begins = _next_of(control, now)
    if begins is None or (control.end is not None and begins >= control.end):
        return ControlStanding(ControlState.OVER, control.end)
    return ControlStanding(ControlState.PLANNED, begins)


def _next_of(control: Control, now: datetime) -> datetime | None:
    if control.recurring is None:
        return control.start if control.start > now else None
    # A window may begin at the very start, which `after` leaves out.
    after = max(now, control.start - timedelta(microseconds=1))
    return next(iter(upcoming_runs(control.recurring, after=after, count=1)), None)


def _lasting(window: Window) -> datetime:
    return window.until or datetime.max.replace(tzinfo=UTC)


def concerns(control: Control, fingerprint: Fingerprint) -> bool:
    """Say whether an incident of this fingerprint lies in what a control covers."""
    faults = control.scope.faults
    return (not faults or fingerprint.fault in faults) and covers(
        control.scope, place_of(fingerprint)
    )


def _parent_of(
    fingerprint: Fingerprint, others: Sequence[OpenIncident], policy: Policy
) -> OpenIncident | None:
    own, place = f"{WORKFLOW}{fingerprint}", place_of(fingerprint)
    for rule in policy.inhibitions:
        if not (fits(rule.child_namespace, place.namespace) and _is_child(rule, place)):
            continue
        for other in others:
            if other.workflow_id != own and other.firing and _mutes(rule, other, place):
                return other
    return None


def _is_child(rule: InhibitionRule, place: Place) -> bool:
    return fits(rule.child_workload, place.workload)


def _mutes(rule: InhibitionRule, other: OpenIncident, place: Place) -> bool:
    shared = all(_part(other.place, name) == _part(place, name) != "" for name in rule.same)
    return (
        shared
        and (not rule.parent_faults or other.fault in rule.parent_faults)
        and fits(rule.parent_namespace, other.place.namespace)
        and fits(rule.parent_workload, other.place.workload)
    )


def _part(place: Place, name: str) -> str:
    return {"cluster": place.cluster, "namespace": place.namespace}.get(name, "")
