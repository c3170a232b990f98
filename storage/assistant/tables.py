"""Tables of conversations with the assistant."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table
from sqlalchemy.sql import expression

from domain.assistant.conversations import Step
from domain.assistant.turn_rules import Asked, Thought
from domain.people.access import Scope
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("title", Typed(str), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", Words, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("steps", Integer, nullable=False),  # how many there are; the number of the newest
    Index(None, "owner", "changed_at", "id"),
)

conversation_turns = Table(
    "conversation_turns",
    metadata,
    Column(
        "conversation", Words, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("owner", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("scopes", Typed(tuple[Scope, ...] | None)),
    Column("via", Words, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("over", Boolean, nullable=False),
)

Index(
    "uq_conversation_turns_key",
    conversation_turns.c.owner,
    conversation_turns.c.key,
    unique=True,
    sqlite_where=conversation_turns.c.key != expression.literal_column("''"),
    postgresql_where=conversation_turns.c.key != expression.literal_column("''"),
)

conversation_steps = Table(
    "conversation_steps",
    metadata,
    Column(
        "conversation", Words, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Typed(Step), nullable=False),
)

conversation_writes = Table(
    "conversation_writes",
    metadata,
    Column(
        "conversation", Words, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("key", Words, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("first", Integer, nullable=False),  # number of the first step; `count` of them
    Column("count", Integer, nullable=False),
    Column("thought", Typed(Thought | None)),
    Column("asked", Typed(Asked | None)),
)
