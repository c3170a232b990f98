"""Edits of clusters as results: the differences, and what becomes of them."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from domain.cluster_edits.words import change_words, guard_said, reason_words
from domain.clusters.edit_names import (
    EDIT_KINDS,
    EDIT_RECORD,
    EDIT_STATES,
    NO_EDIT_WAITS,
    PERFORMED,
)
from domain.clusters.edits import Edit, EditedObject, EditOutcome, EditRecord
from domain.common.readers import Language
from domain.incidents.words.names import short
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

PHRASES: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "do?": "{kind} in {cluster}: do exactly this?",
        "approve?": "Approve exactly this edit of {by} in {cluster}?",
        "done": "Done.",
        "not_done": "Nothing was done.",
        "partly": "Not all of it was done.",
        "said_no": "The person said no. {head}",
        "answer": "Somebody who may approve answers with approve_cluster_edit {id}.",
        "more": "… and more",
        "more_lines": "… and {count} lines more, not listed here",
        "object": "{object}: {performed}",
        "object_why": "{object}: {performed} ({why})",
        "semicolon": "; ",
    },
    Language.CHINESE: {
        "do?": "集群 {cluster}，{kind}：就这样执行吗？",
        "approve?": "就这样批准 {by} 对集群 {cluster} 的这个编辑吗？",
        "done": "已完成。",
        "not_done": "什么都没有做。",
        "partly": "没有全部完成。",
        "said_no": "本人没有同意。{head}",
        "answer": "有审批权限的人用 approve_cluster_edit {id} 答复。",
        "more": "……还有更多",
        "more_lines": "……另有 {count} 行没有列在这里",
        "object": "{object}：{performed}",
        "object_why": "{object}：{performed}（{why}）",
        "semicolon": "；",
    },
}
"""What is said to the person; what the model is asked to do is in English, as its tools are."""


def phrase(language: Language, name: str, **facts: object) -> str:
    """Return a sentence by its name."""
    return PHRASES[language][name].format(**facts)


def question_of_edit(edit: Edit, language: Language) -> str:
    """Return what the person is asked before an edit is made."""
    # All of the preview, whose last line says what it leaves out.
    differences = (shown(each, LONGEST_LINE) for each in edit.preview.split("\n"))
    kind = short(EDIT_KINDS, edit.kind, language)
    lines = (phrase(language, "do?", kind=kind, cluster=edit.cluster), *differences, edit.will)
    return "\n".join(each for each in lines if each)


def edit_shown(
    edit: Edit, language: Language, *, refused: bool = False, sandbox: bool
) -> CallToolResult:
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
        objects=[shown(_object(each, language), MOST_SAID) for each in edit.objects],
        confirm=edit.confirm if again else "",
        sandbox=sandbox,
    )
    lines = [_head(edit, language, refused=refused), result.preview, result.will]
    if again:
        lines.append(
            "Show this to the person; when they agree, call again with the same arguments and "
            f"confirm={result.confirm}"
        )
    elif edit.outcome is EditOutcome.AFTER_APPROVAL:
        lines.append(phrase(language, "answer", id=edit.id))
    return told(result, mark(sandbox) + "\n".join(each for each in lines if each))


def _head(edit: Edit, language: Language, *, refused: bool) -> str:
    name = "done" if edit.outcome is EditOutcome.DONE else "not_done"
    if not edit.dry_run and name == "not_done" and any(each.is_done for each in edit.objects):
        name = "partly"
    head = phrase(language, name)
    return phrase(language, "said_no", head=head) if refused else head


def question_of_record(record: EditRecord, language: Language) -> str:
    """Return what the person is asked before their yes to somebody's edit."""
    question = phrase(language, "approve?", by=record.by, cluster=record.cluster)
    changes = [shown(each, MOST_SAID) for each in _first(record.changes, MOST_ASKED, language)]
    return "\n".join((question, *changes))


def waiting_edits_shown(
    waiting: Sequence[EditRecord], language: Language, *, sandbox: bool
) -> CallToolResult:
    """Return the edits that wait, as far as they fit into an answer."""
    found = [
        _record(each, MOST_ASKED, language, sandbox=sandbox) for each in waiting[:MOST_WAITING]
    ]
    more = len(waiting) > len(found)
    result = WaitingEditsShown(edits=found, truncated=more, sandbox=sandbox)
    lines = [record_words(each, language) for each in found]
    lines = lines or [NO_EDIT_WAITS[language]]
    if more:
        lines.append(phrase(language, "more"))
    return told(result, mark(sandbox) + "\n".join(lines))


def edit_record_shown(record: EditRecord, language: Language, *, sandbox: bool) -> CallToolResult:
    """Return an edit as the audit tells it."""
    result = _record(record, MOST_CHANGES, language, sandbox=sandbox)
    return told(result, f"{mark(sandbox)}{record_words(result, language)}")


def _first(changes: Sequence[str], most: int, language: Language) -> list[str]:
    """Return so many changes at most; a cut is said, for nobody approves what is hidden."""
    if len(changes) <= most:
        return [change_words(each, language) for each in changes]
    left = len(changes) - most + 1
    return [*changes[: most - 1], phrase(language, "more_lines", count=left)]


def _record(record: EditRecord, most: int, language: Language, *, sandbox: bool) -> EditRecordShown:
    return EditRecordShown(
        edit_id=record.id,
        kind=record.kind,
        cluster=record.cluster,
        state=record.state,
        requested_by=record.by,
        reason=shown(record.reason, MOST_SAID),
        plan=record.digest,
        targets=[shown(each, MOST_SAID) for each in record.targets],
        changes=[shown(each, MOST_SAID) for each in _first(record.changes, most, language)],
        approved_by=record.approved_by,
        sandbox=sandbox,
    )


def record_words(record: EditRecordShown, language: Language) -> str:
    """Return an edit's record as lines."""
    said = EDIT_RECORD[language].format(
        id=record.edit_id,
        kind=short(EDIT_KINDS, record.kind, language),
        cluster=record.cluster,
        state=short(EDIT_STATES, record.state, language),
        by=record.requested_by,
        reason=record.reason,
    )
    return "\n".join((said, *record.changes, f"plan={record.plan}"))


def _object(edited: EditedObject, language: Language) -> str:
    state = edited.performed or ("blocked" if edited.guards else "not tried")
    reasons = [guard_said(each, language) for each in edited.guards]
    reasons += [reason_words(edited.detail, language)] if edited.detail else []
    why = phrase(language, "semicolon").join(reasons)
    performed = short(PERFORMED, state, language)
    name = "object_why" if why else "object"
    return phrase(language, name, object=edited.ref, performed=performed, why=why)
