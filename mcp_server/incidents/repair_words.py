"""Questions and requested repairs as results: the exact patch, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import replace

from mcp_types import CallToolResult

from application.approvals.queue import Question, QuestionPage
from application.common.wording import Localizer, sentences
from application.incidents.requests import RequestedRepair
from domain.common.messages import Called, Prose, message
from domain.common.time_words import in_zone
from domain.incidents.approvals.approvals import Approval
from domain.incidents.approvals.consequences import consequences, difference_of
from domain.incidents.approvals.outcomes import QuestionsShown
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.incidents.results import (
    ApprovalAnswered,
    ApprovalShown,
    ApprovalsShown,
    RepairShown,
)
from mcp_server.results import mark, more, told

MOST_PATCH = 4_000
"""Characters of a patch; as much as is kept of one."""

MOST_SAID = 300
MOST_BECAME = 500


def approvals_shown(
    page: QuestionPage,
    which: QuestionsShown,
    place: Place,
    reader: Localizer,
    *,
    sandbox: bool,
) -> CallToolResult:
    """Return questions, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_approval(each, reader) for each in page.questions]
    texts = [_words(each, reader) for each in page.questions]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    waiting = which is QuestionsShown.PENDING
    truncated = kept < len(all_)
    # Those that wait have one page: what does not fit is listed once some are answered.
    behind = all_[kept - 1].approval_id if kept and truncated else page.next_before
    cursor = write_cursor(replace(place, page=behind)) if behind and not waiting else ""
    result = ApprovalsShown(
        approvals=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox
    )
    if not kept:
        heading = message("repair.nothing_waits" if waiting else "approval.none_such")
    elif waiting:
        heading = message("repair.questions", shown=kept, count=len(all_))
    else:
        heading = message("approval.listed", shown=which, count=kept)
    lines = (f"{mark(sandbox)}{reader.text(heading)}", *texts[:kept], *more(reader, cursor))
    return told(result, "\n".join(lines))


def answered(question: Question, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return a question after it was answered."""
    approval = question.approval
    plain = _approval(question, reader)
    result = ApprovalAnswered(**plain.model_dump(), sandbox=sandbox)
    answer = message(
        "repair.answered",
        action=approval.doing,
        target=Called(approval.about),
        answer=approval.state,
        person=Called(approval.answered_by) if approval.answered_by else None,
    )
    tool = f"get_cluster_edit {approval.id}"
    if approval.edit is None:
        tool = f"get_incident {approval.incident_id}"
    said = sentences(reader.text(answer), _follow(tool, reader))
    return told(result, f"{mark(sandbox)}{said}")


def approval_question(approval: Approval, reader: Localizer) -> str:
    """Return what the person is asked before their yes is given."""
    lines = (
        reader.text(
            message("repair.approve", action=approval.doing, target=Called(approval.about))
        ),
        shown(reader.text(difference_of(approval)), MOST_SAID),
        shown(approval.preview, MOST_PATCH),
        shown(reader.text(approval.why), MOST_SAID),
    )
    return "\n".join(each for each in lines if each)


def question_of(repair: RequestedRepair, reader: Localizer) -> str:
    """Return what the person is asked before a repair is begun."""
    lines = (
        reader.text(message("repair.do", action=repair.action, target=Called(str(repair.target)))),
        shown(repair.preview, MOST_PATCH),
        shown(repair.why, MOST_SAID),
        repair.will,
    )
    return "\n".join(each for each in lines if each)


def repair_shown(
    repair: RequestedRepair, reader: Localizer, *, refused: bool = False, sandbox: bool
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
        begun = message(
            "repair.begun",
            action=repair.action,
            target=Called(result.target),
            will=Prose(result.will),
        )
        said = sentences(reader.text(begun), _follow(f"get_incident {repair.incident_id}", reader))
        return told(result, f"{mark(sandbox)}{said}")
    said = "\n".join(_preview_lines(repair, result, reader))
    no = f"{reader.text(message('repair.declined'))}\n" if refused else ""
    return told(result, f"{mark(sandbox)}{no}{said}")


def _follow(tool: str, reader: Localizer) -> str:
    return reader.text(message("repair.follow", command=Called(tool)))


def _preview_lines(
    repair: RequestedRepair, result: RepairShown, reader: Localizer
) -> Iterator[str]:
    yield reader.text(message("terminal.not_done"))
    target = Called(result.target)
    yield reader.text(message("repair.would_send", action=repair.action, target=target))
    undo = message("repair.undo", undo=Prose(result.undo)) if result.undo else None
    yield from filter(None, (result.preview, result.why, reader.text(undo), result.will))
    if result.confirm:
        confirm = Called(f"confirm={result.confirm}")
        yield reader.text(message("repair.confirm", confirm=confirm))


def _approval(question: Question, reader: Localizer) -> ApprovalShown:
    approval, run, names = question.approval, question.run, question.names
    at = approval.answered_at
    return ApprovalShown(
        approval_id=approval.id,
        incident_id=approval.incident_id,
        action=approval.doing,
        target=approval.about,
        plan=approval.digest,
        preview=shown(approval.preview, MOST_PATCH),
        changes=[shown(reader.text(each), MOST_SAID) for each in approval.changes],
        consequences=[
            shown(reader.text(each), MOST_BECAME) for each in consequences(approval, run, names)
        ],
        why=shown(reader.text(approval.why), MOST_SAID),
        requested_by=approval.requested_by,
        requester=names.get(approval.requested_by, approval.requested_by),
        asked_at=in_zone(approval.asked_at, reader.zone),
        expires_at=in_zone(approval.expires_at, reader.zone),
        state=approval.state,
        answered_by=approval.answered_by,
        answerer=names.get(approval.answered_by, approval.answered_by),
        answered_at=in_zone(at, reader.zone) if at else "",
        reason=shown(approval.reason, MOST_SAID),
        outcome=run.outcome if run else "",
    )


def _words(question: Question, reader: Localizer) -> str:
    approval, names = question.approval, question.names
    by = names.get(approval.requested_by, approval.requested_by)
    then = (
        shown(reader.text(each), MOST_BECAME)
        for each in consequences(approval, question.run, names)
    )
    if not approval.is_open:
        asked = message(
            "approval.was_asked",
            question=Called(approval.id),
            action=approval.doing,
            target=Called(approval.about),
            person=Called(by) if by else None,
            at=approval.asked_at,
        )
        return sentences(reader.text(asked), *then)
    asked = message(
        "repair.question",
        question=Called(approval.id),
        action=approval.doing,
        target=Called(approval.about),
        person=Called(by) if by else None,
        until=approval.expires_at,
    )
    why = shown(reader.text(approval.why), MOST_SAID)
    difference = shown(reader.text(difference_of(approval)), MOST_SAID)
    said = sentences(reader.text(asked), why, difference, *then)
    return f"{said} {shown(approval.preview, MOST_PATCH)}"
