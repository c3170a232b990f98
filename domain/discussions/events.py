"""What the record of events says of discussions (BUS-4).

The id of an event is made of the message's own, so telling of a message again, after a crash or by
another process, adds nothing: the record keeps the first of an id.
"""

from datetime import datetime

from domain.discussions.discussions import Discussion, Message
from domain.discussions.ids import LONGEST_ID
from domain.discussions.rules import LONGEST_TAG, LONGEST_TOPIC, MOST_TAGS
from domain.events.events import Event, EventType

MOST_CONTENT = 2_000
"""Characters of a message that an event repeats. With them, and with bounds for all that other
programs may have put into a file or `config.json`, it stays below 64 KiB (EVT-1); an event that is
refused would be tried again for ever, before all others."""

SOURCE = "/discussions"


def message_event(
    type_: EventType, discussion_id: str, topic: str, message: Message, *, at: datetime
) -> Event:
    """Return the event that a message was sent.

    Args:
        type_: `DISCUSSION_SENT` or `DISCUSSION_REPLIED`.
        discussion_id: where it stands.
        topic: what that is about.
        message: as it is in its file.
        at: when, for messages that do not say so to the microsecond themselves.
    """
    return Event(
        id=f"discussion/{discussion_id}/{message.id}",
        type=type_,
        source=SOURCE,
        subject=discussion_id,
        time=message.sent_at or at,
        data={
            "discussion_id": discussion_id,
            "topic": topic[:LONGEST_TOPIC],
            "message_id": message.id[:LONGEST_ID],
            "from_id": message.from_id[:LONGEST_ID],
            "from_name": message.from_name[:LONGEST_ID],
            "reply_to": message.reply_to[:LONGEST_ID],
            "tags": [tag[:LONGEST_TAG] for tag in message.tags[:MOST_TAGS]],
            "source_type": message.source_type.value,
            "content": message.content[:MOST_CONTENT],
            "content_cut": len(message.content) > MOST_CONTENT,
        },
    )


def closing_event(discussion: Discussion, *, at: datetime) -> Event:
    """Return the event that a discussion was closed.

    Another program may open it again, so the moment is part of the id.

    Args:
        discussion: as it is in its file.
        at: when, for those that do not say so themselves.
    """
    closed_at = discussion.closed_at or at
    return Event(
        id=f"discussion/{discussion.id}/closed/{closed_at.isoformat()}",
        type=EventType.DISCUSSION_CLOSED,
        source=SOURCE,
        subject=discussion.id,
        time=closed_at,
        data={
            "discussion_id": discussion.id,
            "topic": discussion.topic[:LONGEST_TOPIC],
            "message_count": len(discussion.messages),
        },
    )
