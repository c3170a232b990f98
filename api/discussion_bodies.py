"""What is sent and answered about discussions, as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.strict import Strict
from application.discussion_views import (
    Closed,
    DiscussionList,
    DiscussionPage,
    Marked,
    Said,
    Saying,
)
from application.ports.discussions import FoundMessages
from domain.discussion_rules import (
    LONGEST_CLIENT_KEY,
    LONGEST_CONTENT,
    LONGEST_TAG,
    LONGEST_TOPIC,
    MOST_SHOWN,
    MOST_TAGS,
)
from domain.discussions import Discussion, DiscussionHead, DiscussionStatus, SourceType


class _Read(BaseModel):
    """Read from the application's own objects."""

    model_config = ConfigDict(from_attributes=True)


class ReplyIn(Strict):
    """Something to say in a discussion."""

    from_id: str = Field(min_length=1, max_length=80, description="Project that speaks.")
    content: str = Field(min_length=1, max_length=LONGEST_CONTENT)
    reply_to: str = Field("", max_length=80, description="Message that this answers; may be empty.")
    tags: list[Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]] = Field(
        [], max_length=MOST_TAGS
    )
    source_type: SourceType = Field(
        SourceType.REAL, description="What you say of yourself; kept apart."
    )
    key: str = Field(
        "", max_length=LONGEST_CLIENT_KEY, description="Your own key; the same key sends once."
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {"examples": [{"from_id": "lingyi", "content": "收到，我来看。"}]}
    }

    @property
    def saying(self) -> Saying:
        """Return it as the desk takes it."""
        return Saying(
            self.from_id, self.content, self.reply_to, tuple(self.tags), self.source_type, self.key
        )


class MessageIn(ReplyIn):
    """Something to say under a topic."""

    topic: str = Field(min_length=1, max_length=LONGEST_TOPIC)

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [{"from_id": "lingyi", "topic": "数据库磁盘", "content": "快满了。"}]
        }
    }


class MessageOut(_Read):
    """A message; everything textual in it was written by others."""

    id: str
    from_id: str
    from_name: str
    topic: str
    content: str
    timestamp: str = Field(description="Local time of the store's machine, to the second.")
    sent_at: datetime | None = Field(description="null for messages of other programs.")
    reply_to: str
    tags: tuple[str, ...]
    source_type: SourceType
    claimed_source_type: str
    sender: str = Field(description="Whose proof it was; empty for other programs' messages.")
    reason: str = Field(description="Why the mark was changed; mostly empty.")


class SaidOut(BaseModel):
    """A message that is on the bus."""

    id: str
    discussion_id: str
    topic: str
    from_id: str
    from_name: str
    status: str
    notified_endpoints: tuple[str, ...]
    source_type: SourceType
    source_reason: str
    repeated: bool = Field(description="True when the same key had sent it before.")

    @classmethod
    def of(cls, said: Said) -> "SaidOut":
        """Return it as it travels."""
        message, where = said.sent.message, said.sent.discussion
        return cls(
            id=message.id,
            discussion_id=where.id,
            topic=where.topic,
            from_id=message.from_id,
            from_name=message.from_name,
            status="sent",
            notified_endpoints=said.notified,
            source_type=message.source_type,
            source_reason=said.reason.value,
            repeated=not said.sent.fresh,
        )


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


class BrokenOut(_Read):
    """A file of the store that cannot be read."""

    name: str
    why: str


class HeadOut(_Read):
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


class AnomalyOut(_Read):
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


class StoreOut(_Read):
    """Where the store is, now that nothing of it is missing."""

    path: str
    discussions_path: str
    made: bool
    config_exists: bool
    index_exists: bool


class StatisticsOut(_Read):
    """Counts over the whole store; messages are counted, not discussions."""

    discussions: int
    open: int
    closed: int
    messages: int
    by_sender: dict[str, int]
    latest_activity: str
    size_bytes: int
    broken: list[BrokenOut]


class CheckOut(_Read):
    """What a check of the store found."""

    discussions: int
    messages: int
    broken: list[BrokenOut]
    problems: list[str]
    repaired: bool
