"""What came of a question that was approved, read from the rows of the audit (RBK-13, RBK-17)."""

from collections.abc import Sequence

from domain.common.messages import Clauses, Foreign, Message, message, message_of, named
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.outcomes import Run, RunOutcome
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.audit.decisions import AuditAction
from domain.incidents.guards.guards import GuardName

_A = AuditAction

RUNNING = frozenset(
    {
        *(_A.REPAIR_INTENDED, _A.REPAIR_PERFORMED, _A.REPAIR_RESTORED, _A.REPAIR_BLOCKED),
        *(_A.REPAIR_REFUSED, _A.REPAIR_CONFLICT),
        *(_A.EDIT_INTENDED, _A.EDIT_PERFORMED, _A.EDIT_BLOCKED, _A.EDIT_REFUSED, _A.EDIT_CONFLICT),
    }
)
"""Actions of rows that say how far something approved has come."""

_WRITTEN = (_A.REPAIR_PERFORMED, _A.EDIT_PERFORMED)
_STOPPED = (_A.REPAIR_BLOCKED, _A.EDIT_BLOCKED)
_RESTORE = "restore"


def subject_of(asked: Approval) -> str:
    """Return what rows about a question's run have as their subject."""
    return asked.id if asked.edit is not None else asked.incident_id


def run_of(asked: Approval, rows: Sequence[AuditEntry]) -> Run | None:
    """Return what came of a question; None when it was not approved.

    Args:
        asked: the question.
        rows: about its subject, oldest first; those of other plans of an incident are told apart
            by the digest that each repair keeps of what was approved.
    """
    if asked.state is not ApprovalState.APPROVED:
        return None
    mine = [each for each in rows if each.action in RUNNING and _is_of(asked, each)]
    if not mine:
        return Run(RunOutcome.UNKNOWN)
    last = mine[-1]
    written = sum(each.action in _WRITTEN for each in mine)
    if last.action == _A.REPAIR_RESTORED:
        return Run(RunOutcome.PUT_BACK, last.at)
    if last.action in _WRITTEN:
        whole = asked.edit is None or written >= len(asked.objects)
        return Run(RunOutcome.WRITTEN if whole else RunOutcome.UNDER_WAY, last.at)
    if last.action in (_A.REPAIR_INTENDED, _A.EDIT_INTENDED):
        return Run(RunOutcome.UNDER_WAY, last.at)
    outcome = RunOutcome.STOPPED if last.action in _STOPPED else RunOutcome.FAILED
    return Run(RunOutcome.PARTLY if written else outcome, last.at, _why(last))


def _is_of(asked: Approval, row: AuditEntry) -> bool:
    if asked.edit is None and row.data.get("approved") != asked.digest:
        return False
    # That a checkpoint could not be put back changes nothing about what was written.
    return row.data.get("verb") != _RESTORE or row.action == _A.REPAIR_RESTORED


def _why(row: AuditEntry) -> Message | None:
    performed = row.data.get("performed")
    performed = performed if isinstance(performed, dict) else {}
    said = message_of(row.data.get("said")) or message_of(performed.get("said"))
    if said is not None:
        return said
    guards = row.reason.split("; ") if row.action == _A.EDIT_BLOCKED else []
    if guards and set(guards) <= set(GuardName):
        names = tuple(named(GuardName(each)) for each in guards)
        return message("guard.stopped", guards=Clauses(names))
    text = str(performed.get("detail") or row.reason)
    return message("error.foreign", text=Foreign(text)) if text else None
