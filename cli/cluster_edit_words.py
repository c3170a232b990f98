"""Edits of clusters in words for the terminal: what would change, what became of it."""

from cli.output import one_line, say, say_json
from domain.cluster_edits import Edit, EditOutcome, EditRecord


def say_edit(edit: Edit, *, as_json: bool) -> None:
    """Write the differences, and what happens or happened, object by object."""
    if as_json:
        say_json(edit)
        return
    for line in edit.preview.splitlines():
        say(one_line(line))
    for each in edit.objects:
        if each.performed is not None:
            say(one_line(f"{each.ref}: {each.performed} {each.detail}".rstrip()))
    say(one_line(edit.will))
    if edit.outcome is EditOutcome.AFTER_APPROVAL and not edit.dry_run:
        say(f"It waits for: zhiban cluster approve-edit {edit.id}; then ask for it again.")


def say_edit_record(record: EditRecord, *, as_json: bool) -> None:
    """Write an edit as the audit tells it."""
    if as_json:
        say_json(record)
        return
    words = f"{record.id} {record.kind} in {record.cluster}: {record.state}"
    say(one_line(f"{words}, asked for by {record.by}: {record.reason}"))
    for each in record.changes:
        say(one_line(f"  {each}"))
    if record.approved_by:
        say(one_line(f"Approved by {record.approved_by}."))
