"""Edits of clusters at the terminal: what would change, what became of it."""

from application.cluster_edits.views import EditRecordView, EditView, EditViews
from application.services import Services
from cli.output import one_line, say, say_json
from cli.terminal import Terminal
from domain.clusters.edits import EditOutcome
from domain.common.messages import Called, message


async def views_of(terminal: Terminal, services: Services, person: str | None = None) -> EditViews:
    """Return what shows edits to whoever sits here, or to the person named."""
    return EditViews(services.words, await terminal.reader_of(services, person))


def say_edit(edit: EditView, views: EditViews, *, as_json: bool) -> None:
    """Write the differences, and what happens or happened, object by object."""
    if as_json:
        say_json(edit)
        return
    for line in edit.preview.splitlines():
        say(one_line(line))
    for each in edit.objects:
        if each.performed is not None:
            say(one_line(each.line))
    say(one_line(edit.will))
    if edit.outcome is EditOutcome.AFTER_APPROVAL and not edit.dry_run:
        command = Called(f"zhiban cluster approve-edit {edit.id}")
        say(views.text(message("edit.runs_then", command=command)))


def say_edit_record(record: EditRecordView, views: EditViews, *, as_json: bool) -> None:
    """Write an edit as the audit tells it."""
    if as_json:
        say_json(record)
        return
    say(one_line(record.line))
    for each in record.changes:
        say(one_line(f"  {each}"))
    if record.approved_by:
        approved = message("edit.approved_by", by=Called(record.approved_by))
        say(one_line(views.text(approved)))
