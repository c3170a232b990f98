"""Edits of clusters as results: the differences, and what becomes of them."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from domain.cluster_edits import Edit, EditedObject, EditOutcome, EditRecord
from mcp_server.bounds import shown
from mcp_server.cluster_edit_results import EditRecordShown, EditShown, WaitingEditsShown
from mcp_server.incident_words import mark
from mcp_server.results import told

MOST_PREVIEW = 6_000
"""Characters of differences; what is left out is said, and the digest covers it all."""

LONGEST_LINE = 2_000
"""Characters of one line of a question; a difference has two values of 300 and their path."""

MOST_SAID = 600
MOST_CHANGES = 40
MOST_ASKED = 20
"""Changes of one edit in a question, and in a list of edits."""

MOST_WAITING = 10


def question_of_edit(edit: Edit) -> str:
    """Return what the person is asked before an edit is made."""
    # All of the preview, whose last line says what it leaves out.
    differences = (shown(each, LONGEST_LINE) for each in edit.preview.split("\n"))
    lines = (f"{edit.kind} in {edit.cluster}: do exactly this?", *differences, edit.will)
    return "\n".join(each for each in lines if each)


def edit_shown(edit: Edit, *, refused: bool = False, sandbox: bool) -> CallToolResult:
    """Return what an edit would change, what became of it, or that the person said no."""
    done = edit.outcome is EditOutcome.DONE
    again = edit.dry_run and edit.outcome.goes_on and not refused
    result = EditShown(
        edit_id=edit.id,
        kind=edit.kind,
        cluster=edit.cluster,
        done=done,
        outcome=edit.outcome,
        will=shown(edit.will, MOST_SAID),
        preview=shown(edit.preview, MOST_PREVIEW),
        objects=[shown(_object(each), MOST_SAID) for each in edit.objects],
        confirm=edit.confirm if again else "",
        sandbox=sandbox,
    )
    head = "Done." if done else "Nothing was done."
    if not edit.dry_run and not done and any(each.is_done for each in edit.objects):
        head = "Not all of it was done."
    lines = [f"{'The person said no. ' if refused else ''}{head}", result.preview, result.will]
    if again:
        lines.append(
            "Show this to the person; when they agree, call again with the same arguments and "
            f"confirm={result.confirm}"
        )
    elif edit.outcome is EditOutcome.AFTER_APPROVAL:
        lines.append(f"Somebody who may approve answers with approve_cluster_edit {edit.id}.")
    return told(result, mark(sandbox) + "\n".join(each for each in lines if each))


def question_of_record(record: EditRecord) -> str:
    """Return what the person is asked before their yes to somebody's edit."""
    changes = [shown(each, MOST_SAID) for each in _first(record.changes, MOST_ASKED)]
    return "\n".join((f"Approve exactly this edit of {record.by} in {record.cluster}?", *changes))


def waiting_edits_shown(waiting: Sequence[EditRecord], *, sandbox: bool) -> CallToolResult:
    """Return the edits that wait, as far as they fit into an answer."""
    found = [_record(each, MOST_ASKED, sandbox=sandbox) for each in waiting[:MOST_WAITING]]
    more = len(waiting) > len(found)
    result = WaitingEditsShown(edits=found, truncated=more, sandbox=sandbox)
    lines = [record_words(each) for each in found] or ["No edit waits for an answer."]
    return told(result, mark(sandbox) + "\n".join((*lines, *(["… and more"] if more else []))))


def edit_record_shown(record: EditRecord, *, sandbox: bool) -> CallToolResult:
    """Return an edit as the audit tells it."""
    result = _record(record, MOST_CHANGES, sandbox=sandbox)
    return told(result, f"{mark(sandbox)}{record_words(result)}")


def _first(changes: Sequence[str], most: int) -> list[str]:
    """Return so many changes at most; a cut is said, for nobody approves what is hidden."""
    if len(changes) <= most:
        return list(changes)
    return [*changes[: most - 1], f"… and {len(changes) - most + 1} lines more, not listed here"]


def _record(record: EditRecord, most: int, *, sandbox: bool) -> EditRecordShown:
    return EditRecordShown(
        edit_id=record.id,
        kind=record.kind,
        cluster=record.cluster,
        state=record.state,
        requested_by=record.by,
        reason=shown(record.reason, MOST_SAID),
        plan=record.digest,
        targets=[shown(each, MOST_SAID) for each in record.targets],
        changes=[shown(each, MOST_SAID) for each in _first(record.changes, most)],
        approved_by=record.approved_by,
        sandbox=sandbox,
    )


def record_words(record: EditRecordShown) -> str:
    """Return an edit's record as lines."""
    what = f"{record.edit_id} {record.kind} in {record.cluster}: {record.state}"
    who = f"asked for by {record.requested_by}: {record.reason}"
    return "\n".join((f"{what}, {who}", *record.changes, f"plan={record.plan}"))


def _object(edited: EditedObject) -> str:
    state = edited.performed or ("blocked" if edited.guards else "not tried")
    why = "; ".join((*edited.guards, *([edited.detail] if edited.detail else [])))
    return f"{edited.ref}: {state}{f' ({why})' if why else ''}"
