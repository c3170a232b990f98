"""What is answered about discussions, as it travels."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.bodies import Read
from api.discussions.message_bodies import MessageOut
from application.discussions.views import Closed, DiscussionList, DiscussionPage, Marked
from application.ports.discussions import FoundMessages
from domain.discussions.discussions import Discussion, DiscussionHead, DiscussionStatus, SourceType
from domain.discussions.rules import MOST_SHOWN


class ClosedOut(BaseModel):
    """A discussion that takes no more replies."""

    discussion_id: str
    topic: str
    status: DiscussionStatus
    closed_at: datetime | None = Field(description="null when another program did not say.")
    message_count: int
    notified_endpoints: tuple[str, ...]

    @classmethod
    def of(cls, done: Closed) -> "ClosedOut":
        """Return it as it travels."""
        return cls(
            discussion_id=done.discussion.id,
            topic=done.discussion.topic,
            status=done.discussion.status,
            closed_at=done.discussion.closed_at,
            message_count=len(done.discussion.messages),
            notified_endpoints=done.notified,
        )


class BrokenOut(Read):
    """A file of the store that cannot be read."""

    name: str
    why: str


class HeadOut(Read):
    """A discussion in a list."""

    id: str
    topic: str
    initiator: str
    participants: tuple[str, ...] = Field(description="At most 100 of them.")
    participants_total: int
    message_count: int
    status: DiscussionStatus
    created_at: str
    updated_at: str
    summary: str

    @classmethod
    def of(cls, head: DiscussionHead | Discussion, message_count: int) -> "HeadOut":
        """Return it as it travels."""
        return cls(
            id=head.id,
            topic=head.topic,
            initiator=head.initiator,
            participants=head.participants[:MOST_SHOWN],
            participants_total=len(head.participants),
            message_count=message_count,
            status=head.status,
            created_at=head.created_at,
            updated_at=head.updated_at,
            summary=head.summary,
        )


class DiscussionsOut(BaseModel):
    """Discussions, the newest update first; pass `next_after` as `after`, empty at the end."""

    total: int = Field(description="How many answer, on all pages.")
    open: int
    closed: int
    discussions: list[HeadOut]
    next_after: str
    broken: list[BrokenOut]

    @classmethod
    def of(cls, listed: DiscussionList) -> "DiscussionsOut":
        """Return them as they travel."""
        return cls(
            total=listed.total,
            open=listed.open,
            closed=listed.closed,
            discussions=[HeadOut.of(each, each.message_count) for each in listed.heads],
            next_after=listed.next_after,
            broken=[BrokenOut.model_validate(each) for each in listed.broken],
        )


class DiscussionOut(HeadOut):
    """A discussion with its newest messages; pass `messages_left_out` as `before` for older."""

    initiator_name: str
    closed_at: datetime | None
    messages: list[MessageOut]
    messages_left_out: int = Field(description="Older ones than those shown.")

    @classmethod
    def page(cls, page: DiscussionPage) -> "DiscussionOut":
        """Return it as it travels."""
        head = HeadOut.of(page.discussion, page.total)
        return cls(
            **head.model_dump(),
            initiator_name=page.discussion.initiator_name,
            closed_at=page.discussion.closed_at,
            messages=[MessageOut.model_validate(each) for each in page.discussion.messages],
            messages_left_out=page.first,
        )


class MessageFoundOut(BaseModel):
    """A message that answers, and how well."""

    discussion_id: str
    topic: str
    score: float
    message: MessageOut


class MessagesFoundOut(BaseModel):
    """Answers, the best first."""

    total: int
    found: list[MessageFoundOut]
    broken: list[BrokenOut]

    @classmethod
    def of(cls, found: FoundMessages) -> "MessagesFoundOut":
        """Return them as they travel."""
        return cls(
            total=found.total,
            found=[
                MessageFoundOut(
                    discussion_id=each.discussion_id,
                    topic=each.topic,
                    score=each.score,
                    message=MessageOut.model_validate(each.message),
                )
                for each in found.best
            ],
            broken=[BrokenOut.model_validate(each) for each in found.broken],
        )


class AnomalyOut(Read):
    """Something odd about the times of messages."""

    index: int
    kind: str
    description: str
    seconds: float
    confidence: float
    message_ids: tuple[str, ...]


class AnomaliesOut(BaseModel):
    """What is odd in one discussion."""

    discussion_id: str
    total_messages: int
    anomalies: list[AnomalyOut]


class AnnotationOut(BaseModel):
    """A message that is marked."""

    msg_id: str
    source_type: SourceType
    reason: str


class AnnotatedOut(BaseModel):
    """What annotating did; a second time changes nothing."""

    discussion_id: str
    total_messages: int
    anomalies_found: int
    updated: int
    details: list[AnnotationOut]

    @classmethod
    def of(cls, done: Marked) -> "AnnotatedOut":
        """Return it as it travels."""
        return cls(
            discussion_id=done.discussion.id,
            total_messages=len(done.discussion.messages),
            anomalies_found=len(done.anomalies),
            updated=done.updated,
            details=[
                AnnotationOut(msg_id=each.id, source_type=each.source_type, reason=each.reason)
                for each in done.touched
            ],
        )
