"""What is sent and answered about messages of discussions, as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.bodies import Read
from api.strict import Strict
from application.discussions.views import Said, Saying
from domain.discussions.discussions import SourceType
from domain.discussions.rules import (
    LONGEST_CLIENT_KEY,
    LONGEST_CONTENT,
    LONGEST_TAG,
    LONGEST_TOPIC,
    MOST_TAGS,
)


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
        "json_schema_extra": {
            "examples": [{"from_id": "lingyi", "content": "Got it, I am looking."}]
        }
    }

    @property
    def saying(self) -> Saying:
        """Return it as the service takes it."""
        return Saying(
            self.from_id, self.content, self.reply_to, tuple(self.tags), self.source_type, self.key
        )


class MessageIn(ReplyIn):
    """Something to say under a topic."""

    topic: str = Field(min_length=1, max_length=LONGEST_TOPIC)

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {"from_id": "lingyi", "topic": "Disk of the database", "content": "Nearly full."}
            ]
        }
    }


class MessageOut(Read):
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
