"""Discussions as the terminal writes them: for people in lines, for programs as over HTTP."""

from collections.abc import Mapping, Sequence

from application.common.wording import Localizer
from application.discussions.views import Closed, DiscussionList, DiscussionPage, Marked, Said
from application.ports.discussions import FoundMessages
from cli.output import note, one_line
from domain.common.messages import message as said
from domain.common.messages import named
from domain.discussions.discussions import Anomaly, BrokenFile, Discussion, Message

Fields = Mapping[str, object]


def said_fields(said: Said) -> Fields:
    """Return what was sent, and who will be told."""
    message, where = said.sent.message, said.sent.discussion
    return {
        "id": message.id,
        "discussion_id": where.id,
        "topic": where.topic,
        "from_id": message.from_id,
        "from_name": message.from_name,
        "status": "sent",
        "notified_endpoints": said.notified,
        "source_type": message.source_type,
        "source_reason": said.reason,
        "repeated": not said.sent.fresh,
    }


def closed_fields(done: Closed) -> Fields:
    """Return what is closed, and who will be told."""
    return {
        "discussion_id": done.discussion.id,
        "topic": done.discussion.topic,
        "status": done.discussion.status,
        "closed_at": done.discussion.closed_at,
        "message_count": len(done.discussion.messages),
        "notified_endpoints": done.notified,
    }


def list_fields(listed: DiscussionList) -> Fields:
    """Return one page of a list."""
    return {
        "total": listed.total,
        "open": listed.open,
        "closed": listed.closed,
        "discussions": listed.heads,
        "next_after": listed.next_after,
        "broken": listed.broken,
    }


def page_fields(page: DiscussionPage) -> Fields:
    """Return a discussion with some of its messages."""
    found = page.discussion
    return {
        "id": found.id,
        "topic": found.topic,
        "initiator": found.initiator,
        "initiator_name": found.initiator_name,
        "participants": found.participants,
        "message_count": page.total,
        "status": found.status,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
        "summary": found.summary,
        "messages": [_message_fields(each) for each in found.messages],
        "messages_left_out": page.first,
    }


def found_fields(found: FoundMessages) -> Fields:
    """Return answers to a search."""
    answers = [
        {
            "discussion_id": each.discussion_id,
            "topic": each.topic,
            "score": each.score,
            "message": _message_fields(each.message),
        }
        for each in found.best
    ]
    return {"total": found.total, "found": answers, "broken": found.broken}


def anomaly_fields(discussion: Discussion, anomalies: Sequence[Anomaly]) -> Fields:
    """Return what is odd in a discussion."""
    return {
        "discussion_id": discussion.id,
        "total_messages": len(discussion.messages),
        "anomalies": anomalies,
    }


def marked_fields(done: Marked) -> Fields:
    """Return what is marked, and how much of it was not before."""
    return {
        "discussion_id": done.discussion.id,
        "total_messages": len(done.discussion.messages),
        "anomalies_found": len(done.anomalies),
        "updated": done.updated,
        "details": [
            {"msg_id": each.id, "source_type": each.source_type, "reason": each.reason}
            for each in done.touched
        ],
    }


def message_line(message: Message, reader: Localizer) -> str:
    """Return a message on one line."""
    answer = f" → {message.reply_to}" if message.reply_to else ""
    tags = "".join(f" #{tag}" for tag in message.tags)
    who = f"{message.id}{answer} {message.timestamp} {message.from_name} "
    who += f"({reader.text(named(message.source_type))})"
    return one_line(f"{who}{tags}: {message.content}")


def note_broken(files: Sequence[BrokenFile], reader: Localizer) -> None:
    """Name the files that cannot be read."""
    for each in files:
        note(one_line(f"{reader.text(said('bus.unreadable'))} {each.name}: {each.why}"))


def _message_fields(message: Message) -> Fields:
    names = (
        *("id", "from_id", "from_name", "topic", "content", "timestamp", "sent_at", "reply_to"),
        *("tags", "source_type", "claimed_source_type", "sender", "reason"),
    )
    return {name: getattr(message, name) for name in names}
