"""Edits of clusters as results: the differences, and what becomes of them.

What is said to the person is in their language; what the model is asked to do is in English, as its
tools are.
"""

from collections.abc import Sequence

from mcp_types import CallToolResult

from application.briefings.readers import reader_of
from application.cluster_edits.views import EditRecordView, EditView, EditViews
from application.services import Services
from domain.cluster_edits.told import where_of
from domain.clusters.edits import EditOutcome, EditRecord
from domain.common.messages import Called, Command, message
from domain.people.access import Actor
from mcp_server.bounds import shown
from mcp_server.clusters.edit_results import EditRecordShown, EditShown, WaitingEditsShown
from mcp_server.results import mark, told

MOST_PREVIEW = 6_000
"""Characters of differences; what is left out is said, and the digest covers it all."""

LONGEST_LINE = 2_000
"""Characters of one line of a question; a difference has two values of 300 and their path."""

MOST_SAID = 600
MOST_CHANGES = 40
MOST_ASKED = 20
"""Changes of one edit in a question, and in a list of edits."""

MOST_WAITING = 10


async def views_of(services: Services, by: Actor) -> EditViews:
    """Return what shows edits to whoever asks."""
    return EditViews(services.words, await reader_of(services.briefings, by=by))


def question_of_edit(edit: EditView, views: EditViews) -> str:
    """Return what the person is asked before an edit is made."""
    # All of the preview, whose last line says what it leaves out.
    differences = (shown(each, LONGEST_LINE) for each in edit.preview.split("\n"))
    question = views.text(
        message("edit.do", kind=edit.kind, cluster=where_of(edit.kind, edit.cluster))
    )
    return "\n".join(each for each in (question, *differences, edit.will) if each)


def edit_shown(
    edit: EditView, views: EditViews, *, refused: bool = False, sandbox: bool
) -> CallToolResult:
    """Return what an edit would change, what became of it, or that the person said no."""
    again = edit.dry_run and edit.outcome.goes_on and not refused
    result = EditShown(
        edit_id=edit.id,
        kind=edit.kind,
        cluster=edit.cluster,
        done=edit.outcome is EditOutcome.DONE,
        outcome=edit.outcome,
        will=shown(edit.will, MOST_SAID),
        preview=shown(edit.preview, MOST_PREVIEW),
        objects=[shown(each.line, MOST_SAID) for each in edit.objects],
        confirm=edit.confirm if again else "",
        sandbox=sandbox,
    )
    lines = [_head(edit, views, refused=refused), result.preview, result.will]
    if again:
        confirm = Command(f"confirm={result.confirm}")
        lines.append(views.text(message("repair.confirm", confirm=confirm)))
    elif edit.outcome is EditOutcome.AFTER_APPROVAL:
        tool = Called(f"approve_cluster_edit {edit.id}")
        lines.append(views.text(message("edit.who_answers", tool=tool)))
    return told(result, mark(sandbox) + "\n".join(each for each in lines if each))


def question_of_record(record: EditRecordView, views: EditViews) -> str:
    """Return what the person is asked before their yes to somebody's edit."""
    by, cluster = Called(record.by), where_of(record.kind, record.cluster)
    question = message("edit.approve", by=by, cluster=cluster)
    changes = [shown(each, MOST_SAID) for each in record.changes]
    return "\n".join((views.text(question), *changes))


def waiting_edits_shown(
    waiting: Sequence[EditRecord], views: EditViews, *, sandbox: bool
) -> CallToolResult:
    """Return the edits that wait, as far as they fit into an answer."""
    found = [views.record(each, most=MOST_ASKED) for each in waiting[:MOST_WAITING]]
    more = len(waiting) > len(found)
    records = [_record(each, sandbox=sandbox) for each in found]
    result = WaitingEditsShown(edits=records, truncated=more, sandbox=sandbox)
    lines = [_lines(each) for each in found] or [views.text(message("edit.none_waits"))]
    if more:
        lines.append(views.text(message("edit.more")))
    return told(result, mark(sandbox) + "\n".join(lines))


def edit_record_shown(record: EditRecord, views: EditViews, *, sandbox: bool) -> CallToolResult:
    """Return an edit as the audit tells it."""
    view = views.record(record, most=MOST_CHANGES)
    return told(_record(view, sandbox=sandbox), f"{mark(sandbox)}{_lines(view)}")


def _head(edit: EditView, views: EditViews, *, refused: bool) -> str:
    head = message("edit.not_done")
    if edit.outcome is EditOutcome.DONE:
        head = message("edit.done")
    elif not edit.dry_run and any(each.is_done for each in edit.objects):
        head = message("edit.not_all")
    return views.text(message("edit.said_no", head=head) if refused else head)


def _record(record: EditRecordView, *, sandbox: bool) -> EditRecordShown:
    return EditRecordShown(
        edit_id=record.id,
        kind=record.kind,
        cluster=record.cluster,
        state=record.state,
        requested_by=record.by,
        reason=shown(record.reason, MOST_SAID),
        plan=record.plan,
        targets=[shown(each, MOST_SAID) for each in record.targets],
        changes=[shown(each, MOST_SAID) for each in record.changes],
        approved_by=record.approved_by,
        sandbox=sandbox,
    )


def _lines(record: EditRecordView) -> str:
    changes = (shown(each, MOST_SAID) for each in record.changes)
    return "\n".join((shown(record.line, MOST_SAID), *changes, f"plan={record.plan}"))
