"""What rows of the audit are about, and what was decided in each (RBK-13)."""

from enum import StrEnum

from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.audit.audit import AuditEntry

US = "zhiban"
"""The actor of what nobody asked for; on somebody's behalf their id follows after a stroke."""


class AuditAction(StrEnum):
    """What a row records."""

    REPAIR_INTENDED = "repair.intended"
    REPAIR_PERFORMED = "repair.performed"
    REPAIR_RESTORED = "repair.restored"
    REPAIR_BLOCKED = "repair.blocked"
    REPAIR_REFUSED = "repair.refused"
    REPAIR_CONFLICT = "repair.conflict"
    REPAIR_STORM = "repair.storm"
    APPROVAL_ANSWERED = "approval.answered"
    EDIT_ASKED = "edit.asked"
    EDIT_APPROVED = "edit.approved"
    EDIT_DENIED = "edit.denied"
    EDIT_INTENDED = "edit.intended"
    EDIT_PERFORMED = "edit.performed"
    EDIT_BLOCKED = "edit.blocked"
    EDIT_REFUSED = "edit.refused"
    EDIT_CONFLICT = "edit.conflict"
    EDIT_OVERTAKEN = "edit.overtaken"
    CONTROL_KILL_SWITCH = "control.kill_switch"
    CONTROL_SILENCE = "control.silence"
    CONTROL_MAINTENANCE = "control.maintenance"
    CONTROL_FREEZE = "control.freeze"
    CONTROL_ENDED = "control.ended"
    WEIGHTS_CHANGED = "weights.changed"
    WEIGHTS_REFUSED = "weights.refused"
    INCIDENT_NOTED = "incident.noted"
    ALERT_NOT_CONFIRMED = "alert.not_confirmed"
    ALERT_SOURCE_PROVEN = "alert.source_proven"


class AuditDecision(StrEnum):
    """What was decided, or came of it."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"
    LAPSED = "lapsed"  # no answer in time, or the target had changed
    INTENDED = "intended"  # every guard passed; the write follows
    WRITTEN = "written"
    STOPPED = "stopped"  # by a guard
    FAILED = "failed"  # the cluster refused, or the object was another by then
    CHANGED = "changed"  # what holds repairs back, or what scores count
    NOTED = "noted"


_A, _D = AuditAction, AuditDecision

ACTIONS_OF: dict[AuditDecision, frozenset[AuditAction]] = {
    _D.ASKED: frozenset({_A.EDIT_ASKED}),
    _D.APPROVED: frozenset({_A.EDIT_APPROVED}),
    _D.DENIED: frozenset({_A.EDIT_DENIED, _A.WEIGHTS_REFUSED}),
    _D.LAPSED: frozenset({_A.EDIT_OVERTAKEN}),
    _D.INTENDED: frozenset({_A.REPAIR_INTENDED, _A.EDIT_INTENDED}),
    _D.WRITTEN: frozenset({_A.REPAIR_PERFORMED, _A.REPAIR_RESTORED, _A.EDIT_PERFORMED}),
    _D.STOPPED: frozenset({_A.REPAIR_BLOCKED, _A.REPAIR_STORM, _A.EDIT_BLOCKED}),
    _D.FAILED: frozenset(
        {_A.REPAIR_REFUSED, _A.REPAIR_CONFLICT, _A.EDIT_REFUSED, _A.EDIT_CONFLICT}
    ),
    _D.CHANGED: frozenset(
        {
            *(_A.CONTROL_KILL_SWITCH, _A.CONTROL_SILENCE, _A.CONTROL_MAINTENANCE),
            *(_A.CONTROL_FREEZE, _A.CONTROL_ENDED, _A.WEIGHTS_CHANGED),
        }
    ),
    _D.NOTED: frozenset({_A.INCIDENT_NOTED, _A.ALERT_NOT_CONFIRMED, _A.ALERT_SOURCE_PROVEN}),
}
"""Every action but the answer of an approval, which is decided by its state."""

ANSWERS_OF: dict[AuditDecision, frozenset[ApprovalState]] = {
    _D.APPROVED: frozenset({ApprovalState.APPROVED}),
    _D.DENIED: frozenset({ApprovalState.DENIED}),
    _D.LAPSED: frozenset({ApprovalState.TIMED_OUT, ApprovalState.SUPERSEDED}),
}
"""States of an approval that is answered; its row's id ends with a stroke and the state."""


def decision_of(entry: AuditEntry) -> AuditDecision | None:
    """Return what was decided in a row; None for what a newer release wrote."""
    if entry.action == AuditAction.APPROVAL_ANSWERED:
        state = entry.id.rpartition("/")[2]
        return next((each for each, states in ANSWERS_OF.items() if state in states), None)
    return next((each for each, actions in ACTIONS_OF.items() if entry.action in actions), None)


def action_of(entry: AuditEntry) -> AuditAction | None:
    """Return what a row records; None for what a newer release wrote."""
    return AuditAction(entry.action) if entry.action in set(AuditAction) else None


def person_of(actor: str) -> str:
    """Return who acted, or on whose behalf Zhiban did; empty when it acted by itself."""
    return "" if actor == US else actor.removeprefix(f"{US}/")
