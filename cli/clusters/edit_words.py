"""Edits of clusters in words for the terminal: what would change, what became of it.

With `--json` nothing of this is said: programs get names.
"""

from cli.output import one_line, say, say_json
from domain.cluster_edits.words import change_words, reason_words
from domain.clusters.edit_names import EDIT_KINDS, EDIT_RECORD, EDIT_STATES, PERFORMED
from domain.clusters.edits import Edit, EditOutcome, EditRecord
from domain.common.readers import Language
from domain.incidents.words.names import short

PHRASES: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "object": "{object}: {performed} {detail}",
        "waits": "It waits for: zhiban cluster approve-edit {id}; then ask for it again.",
        "approved": "Approved by {by}.",
        "approve?": "Approve this edit of {by} in {cluster}?",
        "do?": "Do exactly this?",
        "value?": "Value of {key}",
    },
    Language.CHINESE: {
        "object": "{object}：{performed} {detail}",
        "waits": "等待批准：zhiban cluster approve-edit {id}；批准之后请再执行一次。",
        "approved": "由 {by} 批准。",
        "approve?": "批准 {by} 对集群 {cluster} 的这个编辑吗？",
        "do?": "就这样执行吗？",
        "value?": "{key} 的值",
    },
}


def phrase(language: Language, name: str, **facts: object) -> str:
    """Return a sentence by its name."""
    return PHRASES[language][name].format(**facts)


def say_edit(edit: Edit, language: Language, *, as_json: bool) -> None:
    """Write the differences, and what happens or happened, object by object."""
    if as_json:
        say_json(edit)
        return
    for line in edit.preview.splitlines():
        say(one_line(line))
    for each in edit.objects:
        if each.performed is not None:
            said = phrase(
                language,
                "object",
                object=each.ref,
                performed=short(PERFORMED, each.performed, language),
                detail=reason_words(each.detail, language),
            )
            say(one_line(said.rstrip()))
    say(one_line(edit.will))
    if edit.outcome is EditOutcome.AFTER_APPROVAL and not edit.dry_run:
        say(phrase(language, "waits", id=edit.id))


def say_edit_record(record: EditRecord, language: Language, *, as_json: bool) -> None:
    """Write an edit as the audit tells it."""
    if as_json:
        say_json(record)
        return
    said = EDIT_RECORD[language].format(
        id=record.id,
        kind=short(EDIT_KINDS, record.kind, language),
        cluster=record.cluster,
        state=short(EDIT_STATES, record.state, language),
        by=record.by,
        reason=record.reason,
    )
    say(one_line(said))
    for each in record.changes:
        say(one_line(f"  {change_words(each, language)}"))
    if record.approved_by:
        say(one_line(phrase(language, "approved", by=record.approved_by)))
