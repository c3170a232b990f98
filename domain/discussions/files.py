"""The files of the bus: the fields that other programs read and write, and our types (BUS-2).

Reading is lenient about a field and strict about the whole: a number where a name belongs is shown
as text, but what is not a discussion at all is refused with a reason. Nothing here is written from
our types alone: a file is changed as it was read, so what others put there stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from domain.common.errors import Rejected
from domain.common.messages import Called, message
from domain.discussions.discussions import (
    Discussion,
    DiscussionHead,
    DiscussionStatus,
    Message,
    Project,
    SourceType,
)
from domain.discussions.json import on_one_line

_MESSAGE_FIELDS = (
    "id", "from_id", "from_name", "topic", "content", "timestamp", "reply_to", "tags",
    "source_type", "sent_at", "claimed_source_type", "sender", "reason",
)  # fmt: skip
_DISCUSSION_FIELDS = (
    "id", "topic", "initiator", "initiator_name", "created_at", "updated_at", "participants",
    "status", "summary", "messages", "closed_at",
)  # fmt: skip


def discussion_in(document: object) -> dict[str, object]:
    """Return the document of a discussion whose messages can be read, or raise `Rejected`."""
    if not isinstance(document, dict):
        raise Rejected(message("discussion.no_object"))
    messages = document.get("messages", [])
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise Rejected(message("discussion.no_messages", field=Called("messages")))
    return document


def messages_in(document: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the messages of a document that `discussion_in` has passed, as they are."""
    messages = document.get("messages", [])
    return messages if isinstance(messages, list) else []


def discussion_of(document: Mapping[str, object], name: str) -> Discussion:
    """Return the discussion.

    Args:
        document: from `discussion_in`.
        name: of its file without the ending; that is its id, whatever the file says.
    """
    topic = _told(document, "topic")
    messages = tuple(message_of(one, topic=topic) for one in messages_in(document))
    return Discussion(
        id=name,
        topic=topic,
        initiator=_told(document, "initiator"),
        initiator_name=_told(document, "initiator_name") or _told(document, "initiator"),
        created_at=_told(document, "created_at"),
        updated_at=_told(document, "updated_at") or _told(document, "created_at"),
        participants=_whole(participants_in(document)),
        status=status_in(document),
        summary=_told(document, "summary"),
        messages=messages,
        closed_at=moment_of(document, "closed_at"),
        extra=_extra(document, _DISCUSSION_FIELDS),
    )


def message_of(raw: Mapping[str, object], *, topic: str = "") -> Message:
    """Return one message; `topic` is that of its discussion, for messages that bear none.

    Programs of today write `real` because their sender said so. Without the person whose token
    proved it, that is a claim, and is told as one (BUS-3); the file stays as it is.
    """
    found, claimed = _source_type(raw.get("source_type")), _told(raw, "claimed_source_type")
    if found is SourceType.REAL and not _told(raw, "sender"):
        found, claimed = SourceType.UNVERIFIABLE, claimed or SourceType.REAL.value
    return Message(
        id=_told(raw, "id"),
        from_id=_told(raw, "from_id"),
        from_name=_told(raw, "from_name") or _told(raw, "from_id"),
        topic=_told(raw, "topic") or topic,
        content=_told(raw, "content"),
        timestamp=_told(raw, "timestamp"),
        sent_at=moment_of(raw, "sent_at"),
        reply_to=_told(raw, "reply_to"),
        tags=_whole(_texts(raw.get("tags"))),
        source_type=found,
        claimed_source_type=claimed,
        sender=_told(raw, "sender"),
        reason=_told(raw, "reason"),
        extra=_extra(raw, _MESSAGE_FIELDS),
    )


def raw_notice(message: Message, discussion_id: str) -> dict[str, object]:
    """Return a message as it lies in an inbox until the program of its reader has read it."""
    return {
        "discussion_id": discussion_id,
        "message_id": message.id,
        "topic": message.topic,
        "from_id": message.from_id,
        "from_name": message.from_name,
        "content": message.content,
        "timestamp": message.timestamp,
        "status": "sent",
        "read": False,
    }


def raw_message(message: Message) -> dict[str, object]:
    """Return a message as a file has it: the fields of everybody, then ours where they say more."""
    raw: dict[str, object] = {
        "id": message.id,
        "from_id": message.from_id,
        "from_name": message.from_name,
        "topic": message.topic,
        "content": message.content,
        "timestamp": message.timestamp,
        "reply_to": message.reply_to or None,
        "tags": list(message.tags),
        "source_type": message.source_type.value,
    }
    if message.sent_at is not None:
        raw["sent_at"] = message.sent_at.isoformat(timespec="microseconds")
    ours = ("claimed_source_type", "sender", "reason")
    raw |= {name: getattr(message, name) for name in ours if getattr(message, name)}
    return raw | dict(message.extra)


def raw_discussion(discussion: Discussion) -> dict[str, object]:
    """Return a discussion as a file has it."""
    raw: dict[str, object] = {
        "id": discussion.id,
        "topic": discussion.topic,
        "initiator": discussion.initiator,
        "initiator_name": discussion.initiator_name,
        "created_at": discussion.created_at,
        "updated_at": discussion.updated_at,
        "participants": list(discussion.participants),
        "status": discussion.status.value,
        "summary": discussion.summary,
        "messages": [raw_message(message) for message in discussion.messages],
    }
    if discussion.closed_at is not None:
        raw["closed_at"] = discussion.closed_at.isoformat(timespec="microseconds")
    return raw | dict(discussion.extra)


def head_of(discussion: Discussion) -> DiscussionHead:
    """Return a discussion as a list shows it."""
    return DiscussionHead(
        id=discussion.id,
        topic=discussion.topic,
        initiator=discussion.initiator,
        participants=discussion.participants,
        message_count=len(discussion.messages),
        status=discussion.status,
        created_at=discussion.created_at,
        updated_at=discussion.updated_at,
        summary=discussion.summary,
        last_at=_last_at(discussion.closed_at, discussion.messages[-1:]),
    )


def head_in(document: Mapping[str, object], name: str) -> DiscussionHead:
    """Return a document as a list shows it, without looking at each of its messages."""
    bare = {**document, "messages": [], "participants": list(participants_in(document))}
    head = head_of(discussion_of(bare, name))
    last = [message_of(one) for one in messages_in(document)[-1:]]
    return replace(
        head,
        message_count=len(messages_in(document)),
        last_at=_last_at(moment_of(document, "closed_at"), last),
    )


def _last_at(closed_at: datetime | None, last: Sequence[Message]) -> str:
    moments = [closed_at, *(message.sent_at for message in last)]
    known = [moment.astimezone(UTC) for moment in moments if moment is not None]
    return max(known).isoformat(timespec="microseconds") if known else ""


def projects_in(config: object) -> list[Project]:
    """Return who takes part, as `config.json` says; nobody when it says nothing of the kind."""
    listed = config.get("projects") if isinstance(config, dict) else None
    if not isinstance(listed, dict):
        return []
    return [
        Project(str(key), text_of(said, "name") or str(key), text_of(said, "role"))
        for key, said in listed.items()
        if isinstance(said, dict)
    ]


def new_config(projects: Sequence[Project], *, created_at: str) -> dict[str, object]:
    """Return the `config.json` of a store that is made."""
    listed = {one.id: {"name": one.name, "role": one.role} for one in projects}
    return {"version": "1.0", "created_at": created_at, "projects": listed}


def participants_in(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of all who take part, each once; from the messages where none are listed."""
    listed = _texts(document.get("participants"))
    if not listed:
        listed = tuple(
            text_of(one, "from_name") or text_of(one, "from_id") for one in messages_in(document)
        )
    return tuple(dict.fromkeys(name for name in listed if name))


def status_in(document: Mapping[str, object]) -> DiscussionStatus:
    """Return the status; what is neither open nor closed takes no replies, so it is closed."""
    said = document.get("status")
    if said is None or str(said).strip().lower() == DiscussionStatus.OPEN:
        return DiscussionStatus.OPEN
    return DiscussionStatus.CLOSED


def text_of(raw: object, name: str) -> str:
    """Return a field as text; empty where there is none."""
    value = raw.get(name) if isinstance(raw, Mapping) else None
    return _text(value)


def moment_of(raw: Mapping[str, object], name: str) -> datetime | None:
    """Return a field as an aware moment, or None where it is not one."""
    value = raw.get(name)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else on_one_line(value)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(_text(one) for one in value) if isinstance(value, list) else ()


def _told(raw: Mapping[str, object], name: str) -> str:
    """Return a field as text that can travel: half a surrogate pair, which JSON knows, cannot."""
    text = text_of(raw, name)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _whole(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_told({"": text}, "") for text in texts)


def _source_type(value: object) -> SourceType:
    try:
        return SourceType(str(value))
    except ValueError:
        return SourceType.UNVERIFIABLE


def _extra(raw: Mapping[str, object], ours: tuple[str, ...]) -> Mapping[str, object]:
    return MappingProxyType({name: value for name, value in raw.items() if name not in ours})
