"""What is told of discussions, whichever face tells it."""

from application.discussions.views import Closed, DiscussionPage, Said
from application.ports.discussions import StoreStatistics
from domain.common.messages import Called, Message, Names, message


def sent_message(said: Said) -> Message:
    """Return where a message went, how far it is proven, and who will be told."""
    return message(
        "bus.sent",
        fresh=said.sent.fresh,
        message=Called(said.sent.message.id),
        discussion=Called(said.sent.discussion.id),
        source=said.sent.message.source_type,
        reason=said.reason,
        told=_names(said.notified),
    )


def closed_message(done: Closed) -> Message:
    """Return that a discussion is closed, and who will be told."""
    return message(
        "bus.closed",
        discussion=Called(done.discussion.id),
        topic=Called(done.discussion.topic),
        count=len(done.discussion.messages),
        told=_names(done.notified),
    )


def page_message(page: DiscussionPage, left_out: int) -> Message:
    """Return what stands above the messages of a discussion."""
    found = page.discussion
    return message(
        "bus.read",
        topic=Called(found.topic),
        discussion=Called(found.id),
        status=found.status,
        total=page.total,
        left_out=left_out,
    )


def statistics_message(counted: StoreStatistics) -> Message:
    """Return how much is discussed, and since when nothing was."""
    return message(
        "bus.counted",
        messages=counted.messages,
        discussions=counted.discussions,
        open=counted.open,
        latest=Called(counted.latest_activity) if counted.latest_activity else None,
    )


def _names(endpoints: tuple[str, ...]) -> Names | None:
    return Names(tuple(map(Called, endpoints))) if endpoints else None
