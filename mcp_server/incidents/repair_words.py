"""Questions and requested repairs as results: the exact patch, and what becomes of it."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.incidents.requests import RequestedRepair
from domain.common.time_words import in_zone
from domain.incidents.approvals.approvals import Approval
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.incidents.results import (
    ApprovalAnswered,
    ApprovalShown,
    ApprovalsShown,
    RepairShown,
)
from mcp_server.results import mark, told

MOST_PATCH = 4_000
"""Characters of a patch; as much as is kept of one."""

MOST_SAID = 300


def approvals_shown(
    approvals: Sequence[Approval], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the questions that wait, as many as fit."""
    all_ = [_approval(each, reader) for each in approvals]
    texts = [_words(each) for each in all_]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    result = ApprovalsShown(approvals=all_[:kept], truncated=kept < len(all_), sandbox=sandbox)
    heading = f"{kept} of {len(all_)} questions wait:" if kept else "Nothing waits for an answer."
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *texts[:kept])))


def answered(approval: Approval, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return a question after it was answered."""
    plain = _approval(approval, reader)
    result = ApprovalAnswered(**plain.model_dump(), sandbox=sandbox)
    words = f"{approval.state}: {approval.action} of {approval.target}"
    return told(result, f"{mark(sandbox)}{words}. See get_incident {approval.incident_id}.")


def approval_question(approval: Approval, reader: Localizer) -> str:
    """Return what the person is asked before their yes is given."""
    lines = (
        f"{approval.action} of {approval.target}: approve exactly this?",
        shown(approval.preview, MOST_PATCH),
        shown(reader.text(approval.why), MOST_SAID),
    )
    return "\n".join(each for each in lines if each)


def question_of(repair: RequestedRepair) -> str:
    """Return what the person is asked before a repair is begun."""
    lines = (
        f"{repair.action} of {repair.target}: do exactly this?",
        shown(repair.preview, MOST_PATCH),
        shown(repair.why, MOST_SAID),
        repair.will,
    )
    return "\n".join(each for each in lines if each)


def repair_shown(
    repair: RequestedRepair, *, refused: bool = False, sandbox: bool
) -> CallToolResult:
    """Return what a repair would do, that it was begun, or that the person said no."""
    result = RepairShown(
        target=str(repair.target),
        action=repair.action,
        done=not repair.dry_run,
        outcome=repair.outcome,
        will=repair.will,
        preview=shown(repair.preview, MOST_PATCH),
        why=shown(repair.why, MOST_SAID),
        undo=shown(repair.undo, MOST_SAID),
        confirm=repair.confirm if repair.dry_run and repair.outcome.goes_on and not refused else "",
        incident_id=repair.incident_id,
        sandbox=sandbox,
    )
    if result.done:
        words = f"Begun: {result.action} of {result.target}. {result.will}"
        return told(result, f"{mark(sandbox)}{words} Follow it with get_incident.")
    no = "The person said no. " if refused else ""
    return told(result, f"{mark(sandbox)}{no}{_preview_words(result)}")


def _preview_words(repair: RepairShown) -> str:
    lines = [f"Nothing was done. {repair.action} of {repair.target} would send:", repair.preview]
    lines += [repair.why, f"To undo it: {repair.undo}" if repair.undo else "", repair.will]
    if repair.confirm:
        lines.append(
            "Show this to the person; when they agree, call again with the same arguments and "
            f"confirm={repair.confirm}"
        )
    return "\n".join(each for each in lines if each)


def _approval(approval: Approval, reader: Localizer) -> ApprovalShown:
    return ApprovalShown(
        approval_id=approval.id,
        incident_id=approval.incident_id,
        action=approval.action,
        target=str(approval.target),
        plan=approval.digest,
        preview=shown(approval.preview, MOST_PATCH),
        why=shown(reader.text(approval.why), MOST_SAID),
        requested_by=approval.requested_by,
        asked_at=in_zone(approval.asked_at, reader.zone),
        expires_at=in_zone(approval.expires_at, reader.zone),
        state=approval.state,
        answered_by=approval.answered_by,
    )


def _words(approval: ApprovalShown) -> str:
    who = f"asked for by {approval.requested_by}" if approval.requested_by else "proposed by Zhiban"
    return (
        f"{approval.approval_id} {approval.action} of {approval.target}, {who}, until "
        f"{approval.expires_at}. {approval.why} Patch: {approval.preview}"
    )
