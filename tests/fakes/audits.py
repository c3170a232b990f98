"""Rows of an audit, of each decision one."""

from datetime import timedelta

from domain.common.messages import Called, message
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.audit.decisions import AuditAction
from tests.fakes.face_incidents import AT, CHECKOUT, an_approval, an_incident

_A = AuditAction


def decided() -> list[AuditEntry]:
    """Return rows as repairs and people leave them, oldest first."""
    stopped = message("guard.frozen", name=Called("release week"))
    told = [
        (_A.CONTROL_KILL_SWITCH, "u_admin", "kill_switch", "two weeks of watching are over", {}),
        (_A.REPAIR_INTENDED, "zhiban", "", "", {"action": "restart"}),
        (_A.REPAIR_PERFORMED, "zhiban", "", "", {"action": "restart", "verb": "restart"}),
        (_A.REPAIR_BLOCKED, "zhiban/u_mei", "", "", {"said": stopped.recorded}),
        (_A.APPROVAL_ANSWERED, "u_approver", "", "the fix is out", {"digest": "d" * 64}),
        (_A.EDIT_DENIED, "u_approver", "e_" + "0" * 26, "not on a Friday", {}),
    ]
    return [
        AuditEntry(
            id=f"{an_approval().id}/{ApprovalState.APPROVED}"
            if action is _A.APPROVAL_ANSWERED
            else f"row-{number}",
            at=AT + timedelta(minutes=number),
            actor=actor,
            action=action,
            subject=subject or an_incident().id,
            reason=reason,
            data={**data, **({} if subject else {"target": str(CHECKOUT)})},
        )
        for number, (action, actor, subject, reason, data) in enumerate(told)
    ]
