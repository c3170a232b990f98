"""What approvers are told of an edit that waits for one of them (RBK-8)."""

from datetime import datetime

from domain.cluster_edits.words import change_words
from domain.clusters.edit_names import EDIT_KINDS
from domain.clusters.edits import EditRecord
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.incidents.words.names import short

MOST_TOLD = 20
"""Changes in a message; all that are kept are in the edit's record."""

_WORDS = {
    Language.CHINESE: (
        "请批准 {by} 对集群 {cluster} 的编辑（{kind}）",
        (
            "{by} 要编辑集群 {cluster}：{reason}\n\n```\n{changes}\n```\n\n"
            "查看并答复：get_cluster_edit {id}，或 `zhiban cluster approve-edit {id}`。"
            "24 小时内无人答复即失效，不会执行。"
        ),
    ),
    Language.ENGLISH: (
        "Please approve an edit of cluster {cluster} by {by} ({kind})",
        (
            "{by} wants to edit cluster {cluster}: {reason}\n\n```\n{changes}\n```\n\n"
            "Look at it and answer: get_cluster_edit {id}, or `zhiban cluster approve-edit {id}`. "
            "Without an answer within 24 hours it lapses and is not done."
        ),
    ),
}


def waiting_event(record: EditRecord, *, at: datetime) -> Event:
    """Return the event that tells of an edit that waits; asked for twice it is the same one."""
    words = {language.value: _said(record, language) for language in _WORDS}
    data = {
        "edit": record.id,
        "kind": record.kind,
        "cluster": record.cluster,
        "by": record.by,
        "reason": record.reason,
        "targets": list(record.targets),
        **words[Language.ENGLISH.value],
        "words": words,
    }
    return Event(
        f"cluster-edit/{record.id}/waiting",
        EventType.CLUSTER_EDIT_WAITING,
        f"/cluster-edits/{record.id}",
        record.id,
        at,
        data=data,
    )


def _said(record: EditRecord, language: Language) -> dict[str, str]:
    changes = [_harmless(change_words(each, language)) for each in record.changes]
    if len(changes) > MOST_TOLD:
        changes = [*changes[:MOST_TOLD], f"… +{len(changes) - MOST_TOLD}"]
    facts = {
        "id": record.id,
        "kind": short(EDIT_KINDS, record.kind, language),
        "cluster": record.cluster,
        "by": record.by,
        "reason": _harmless(record.reason),
        "changes": "\n".join(changes),
    }
    title, text = (each.format(**facts) for each in _WORDS[language])
    return {"title": title, "text": text}


def _harmless(words: str) -> str:
    """Return words on one line that end no block of code and make no link."""
    return " ".join(words.translate(_MARKS).split())


_MARKS = str.maketrans({"`": "'", "[": "(", "]": ")"})
