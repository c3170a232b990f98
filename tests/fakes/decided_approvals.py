"""A question of each end, with what the audit holds of it, and how each end reads."""

from datetime import timedelta

from domain.clusters.edits import EditKind
from domain.common.messages import Called, Names, message
from domain.common.readers import Language
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.audit.decisions import AuditAction
from tests.fakes.face_incidents import AT, an_approval
from tests.fakes.face_services import FaceWorld

ASKER, DECIDER = "u_mei", "u_approver"
EDIT = "e_00000000000000aa"
OBJECT = "cls-1/payments/ConfigMap/checkout"

DENIED = an_approval(
    11,
    requested_by=ASKER,
    state=ApprovalState.DENIED,
    answered_by=DECIDER,
    answered_at=AT + timedelta(minutes=20),
    reason="release under way",
)
EXPIRED = an_approval(
    12,
    requested_by=ASKER,
    state=ApprovalState.TIMED_OUT,
    asked_at=AT + timedelta(minutes=11),
    answered_at=AT + timedelta(hours=1),
)
SUPERSEDED = an_approval(
    13,
    requested_by=ASKER,
    state=ApprovalState.SUPERSEDED,
    asked_at=AT + timedelta(minutes=12),
    answered_at=AT + timedelta(minutes=22),
    void=message("edit.objects_changed", objects=Names((Called(OBJECT),))),
)
APPROVED = an_approval(
    14,
    digest="c" * 64,
    requested_by=ASKER,
    state=ApprovalState.APPROVED,
    answered_by=DECIDER,
    asked_at=AT + timedelta(minutes=13),
    answered_at=AT + timedelta(minutes=23),
)
EDITED = an_approval(
    15,
    id=EDIT,
    incident_id="",
    edit=EditKind.SET_CONFIG,
    objects=(OBJECT,),
    requested_by=ASKER,
    state=ApprovalState.APPROVED,
    answered_by=DECIDER,
    asked_at=AT + timedelta(minutes=14),
    answered_at=AT + timedelta(minutes=24),
)
SETTLED = (DENIED, EXPIRED, SUPERSEDED, APPROVED, EDITED)
"""The newest asked last."""

READS = {
    Language.ENGLISH: {
        DENIED.id: ("Denied by", "nothing was written", "release under way"),
        EXPIRED.id: ("Expired: nobody answered; nothing was written.",),
        SUPERSEDED.id: ("Void; nothing was written.", OBJECT),
        APPROVED.id: ("Approved by", "it ran and was written"),
        EDITED.id: ("Approved by", "a guard stopped it, nothing was written", "kill switch"),
    },
    Language.CHINESE: {
        DENIED.id: ("已拒绝，什么都没有写。", "release under way"),
        EXPIRED.id: ("已过期：没人答复，什么都没有写。",),
        SUPERSEDED.id: ("已作废，什么都没有写。", OBJECT),
        APPROVED.id: ("已批准", "已执行并写入"),
        EDITED.id: ("已批准", "被守卫拦下，什么都没有写", "总开关"),
    },
}
"""What has to stand in the words of each."""


def row_of(
    asked: Approval, action: AuditAction, *, minutes: int = 25, reason: str = "", **data: object
) -> AuditEntry:
    """Return a row of the audit about what was approved."""
    repair = {"approved": asked.digest} if asked.edit is None else {}
    return AuditEntry(
        id=f"{asked.id}/{action}/{minutes}",
        at=AT + timedelta(minutes=minutes),
        actor="zhiban",
        action=action,
        subject=asked.incident_id or asked.id,
        reason=reason,
        data=repair | data,
    )


async def settle(world: FaceWorld) -> None:
    """Keep all of them, and nothing else."""
    world.questions.kept.clear()
    for each in SETTLED:
        await world.questions.keep(each)
    for row in (
        row_of(APPROVED, AuditAction.REPAIR_INTENDED),
        row_of(APPROVED, AuditAction.REPAIR_PERFORMED, minutes=26),
        row_of(EDITED, AuditAction.EDIT_BLOCKED, reason="kill_switch"),
    ):
        await world.audit.append(row)


def reads_true(found: dict[str, str], language: Language) -> None:
    """Check the words of each end.

    Args:
        found: what is said of each question, by its id.
        language: in which.
    """
    for question, parts in READS[language].items():
        for part in parts:
            assert part in found[question], (question, part, found[question])
