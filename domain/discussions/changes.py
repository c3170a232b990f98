"""What is done to the document of a discussion: said, closed, annotated (BUS-1, BUS-2).

Every change takes the document as it was read and returns a new one; fields of other programs and
messages that cannot be understood stay where they are.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.discussions.discussions import DiscussionStatus, Message
from domain.discussions.files import messages_in, participants_in, raw_message, text_of


def said(document: Mapping[str, object], message: Message) -> dict[str, object]:
    """Return the document with a message at its end."""
    changed = dict(document)
    changed["messages"] = [*messages_in(document), raw_message(message)]
    changed["participants"] = _with(participants_in(document), message.from_name)
    changed["updated_at"] = later(text_of(document, "updated_at"), message.timestamp)
    return changed


def closed(document: Mapping[str, object], *, at: datetime, stamp: str) -> dict[str, object]:
    """Return the document closed.

    Args:
        document: as it was read.
        at: aware; kept beside the field of others, which say when only by `updated_at`.
        stamp: the same moment as the files have it.
    """
    changed = dict(document)
    changed["status"] = DiscussionStatus.CLOSED.value
    changed["updated_at"] = later(text_of(document, "updated_at"), stamp)
    changed["closed_at"] = at.isoformat(timespec="microseconds")
    return changed


def annotations_for(
    document: Mapping[str, object], wanted: Sequence[Message]
) -> dict[str, dict[str, object]]:
    """Return the fields that differ from what is wanted, by the id of their message."""
    by_id = {message.id: message for message in wanted if message.id}
    fields: dict[str, dict[str, object]] = {}
    for raw in messages_in(document):
        message = by_id.get(text_of(raw, "id"))
        if message is not None and _differs(raw, message):
            source_type = message.source_type.value
            fields[message.id] = {"source_type": source_type, "reason": message.reason}
    return fields


def annotated_with(
    document: Mapping[str, object], fields: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """Return the document with fields of some messages replaced."""
    changed = dict(document)
    changed["messages"] = [
        {**raw, **fields.get(text_of(raw, "id"), {})} for raw in messages_in(document)
    ]
    return changed


def later(one: str, other: str) -> str:
    """Return the later of two times as files have them; a clock that is set back moves nothing."""
    return max(one, other) if one[:2].isdigit() else other


def _differs(raw: Mapping[str, object], message: Message) -> bool:
    kept = (text_of(raw, "source_type"), text_of(raw, "reason"))
    return kept != (message.source_type.value, message.reason)


def _with(names: Sequence[str], name: str) -> list[str]:
    return [*names] if name in names or not name else [*names, name]
