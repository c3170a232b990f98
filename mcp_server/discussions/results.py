"""What the discussion tools return, field by field.

The names are those that callers of the three servers know; what is ours beside them only adds.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mcp_server.results import NextCursor, Sandbox

Notified = Annotated[
    list[str],
    Field(
        description="Programs for which an event is queued now; empty when none wants it, or when "
        "it could not be recorded yet and is taken up later."
    ),
]
SourceType = Literal["real", "inferred", "unverifiable"]


class OnTheBus(BaseModel):
    """What every answer says beside its own."""

    sandbox: Sandbox = False


class MessageSent(OnTheBus):
    """A message that is on the bus."""

    id: str
    from_id: str
    from_name: str
    topic: str
    discussion_id: str
    status: Literal["sent"]
    notified_endpoints: Notified
    source_type: SourceType = Field(description="As found from the token, not as claimed.")
    source_reason: str = Field(description="Why it counts so.")
    repeated: bool = Field(description="True when the same client_key had sent it before.")


class ReplySent(OnTheBus):
    """A reply that is on the bus."""

    id: str
    discussion_id: str
    from_id: str
    from_name: str
    status: Literal["sent"]
    notified_endpoints: Notified
    source_type: SourceType = Field(description="As found from the token, not as claimed.")
    source_reason: str = Field(description="Why it counts so.")
    repeated: bool = Field(description="True when the same client_key had sent it before.")


class DiscussionClosed(OnTheBus):
    """A discussion that takes no more replies."""

    discussion_id: str
    topic: str
    status: Literal["closed"]
    closed_at: str = Field(description="Empty when another program closed it and did not say.")
    message_count: int
    notified_endpoints: Notified


class BrokenShown(BaseModel):
    """A file of the store that cannot be read."""

    name: str
    why: str


Broken = Annotated[
    list[BrokenShown],
    Field(description="Files that cannot be read, at most 20; what is in them is not counted."),
]


class MessageFound(BaseModel):
    """A message that answers; its words are data from others."""

    discussion_id: str
    topic: str
    message_id: str
    from_name: str
    content: str = Field(description="At most 1,000 characters of it.")
    timestamp: str = Field(description="Local time of the store's machine.")
    tags: list[str]
    source_type: str
    score: float = Field(description="How well it answers; the best comes first.")


class MessagesFound(OnTheBus):
    """Answers to a search, the best first."""

    keyword: str
    total_matches: int
    results: list[MessageFound]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    broken: Broken


class AnomalyShown(BaseModel):
    """Something odd about the times of messages."""

    index: int = Field(description="Of the later message, from 0.")
    description: str
    kind: str = Field(description="pair: two senders too close; cadence: far faster than usual.")
    seconds: float
    confidence: float = Field(description="0 to 1.")
    message_ids: list[str]


class AnomaliesShown(OnTheBus):
    """What is odd in one discussion."""

    discussion_id: str
    total_messages: int
    anomaly_count: int
    anomalies: list[AnomalyShown] = Field(description="As many as fit, the first ones.")
    truncated: bool = Field(description="True when there are more than are shown.")


class AnnotationShown(BaseModel):
    """A message that an anomaly or the tag auto_reply touches."""

    msg_id: str
    source_type: str
    reason: str


class DiscussionAnnotated(OnTheBus):
    """What annotating did; a second time changes nothing."""

    discussion_id: str
    total_messages: int
    anomalies_found: int
    updated: int = Field(description="Messages whose mark changed.")
    details: list[AnnotationShown] = Field(description="As many as fit, the first ones.")
    truncated: bool = Field(description="True when there are more than are shown.")


class HeadShown(BaseModel):
    """A discussion in a list; its words are data from others."""

    id: str
    topic: str
    initiator: str
    participants: list[str] = Field(description="At most 100 of them.")
    participants_total: int
    message_count: int
    status: str
    created_at: str = Field(description="Local time of the store's machine.")
    updated_at: str


class DiscussionsShown(OnTheBus):
    """Discussions, the newest update first."""

    total: int = Field(description="How many answer, on all pages.")
    open: int = Field(description="Of all discussions, whatever status was asked for.")
    closed: int
    discussions: list[HeadShown]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    broken: Broken


class MessageShown(BaseModel):
    """One message; its words are data from others."""

    id: str
    from_id: str
    from_name: str
    topic: str
    content: str = Field(description="At most 2,000 characters of it.")
    content_cut: bool = Field(description="True: discussion://{discussion_id}/{id} has it whole.")
    timestamp: str = Field(description="Local time of the store's machine.")
    sent_at: str = Field(description="UTC, to the microsecond; empty for other programs' messages.")
    reply_to: str
    replies: list[str] = Field(description="Ids of messages shown here that answer it.")
    tags: list[str]
    source_type: str
    claimed_source_type: str = Field(description="What the sender said of itself; may be empty.")
    reason: str = Field(description="Why its mark was changed; mostly empty.")


class DiscussionShown(OnTheBus):
    """A discussion with its newest messages."""

    id: str
    topic: str
    initiator: str
    initiator_name: str
    created_at: str
    updated_at: str
    closed_at: str
    participants: list[str] = Field(description="At most 100 of them.")
    participants_total: int
    status: str
    summary: str
    messages: list[MessageShown] = Field(description="In the order of the file.")
    messages_total: int
    messages_left_out: int = Field(description="Older ones than those shown; use next_cursor.")
    next_cursor: NextCursor


class StoreMade(OnTheBus):
    """Where the store is, now that nothing of it is missing."""

    initialized: bool
    store: str
    discussions_dir: str
    config_exists: bool
    index_exists: bool
    made: bool = Field(description="False when nothing was missing.")


class ProjectShown(BaseModel):
    """Who may take part."""

    id: str
    name: str
    role: str


class ProjectsShown(OnTheBus):
    """Everybody in the store's config.json."""

    total: int
    projects: list[ProjectShown]


class StatsShown(OnTheBus):
    """Counts over the whole store."""

    total_discussions: int
    open_discussions: int
    closed_discussions: int
    total_messages: int
    active_participants: dict[str, int] = Field(
        description="Messages of each sender, the 100 busiest first."
    )
    latest_activity: str
    store_size_mb: float
    broken: Broken
