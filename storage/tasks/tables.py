"""Tables of background tasks, of what they watch, and of people's memories."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, Table
from sqlalchemy.sql import expression

from domain.watches.watches import WatchMemory
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

tasks = Table(
    "tasks",
    metadata,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("type", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("config", Typed(dict[str, Any]), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("zone", Words, nullable=False),
    Column("client_key", Words, nullable=False),
    Column("paused_reason", Typed(str), nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("last_event_at", UtcTime),
    Column("last_event_type", Words, nullable=False),
    Index(None, "owner", "id"),
    Index(None, "state", "id"),
)

Index(
    "uq_tasks_client_key",
    tasks.c.owner,
    tasks.c.client_key,
    unique=True,
    sqlite_where=tasks.c.client_key != expression.literal_column("''"),
    postgresql_where=tasks.c.client_key != expression.literal_column("''"),
)

watches = Table(
    "watches",
    metadata,
    Column("task_id", Words, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("reported", BigInteger, nullable=False),
    Column("memory", Typed(WatchMemory), nullable=False),
)

outages = Table(
    "outages",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("source", Words, primary_key=True),  # key of what its watches ask
    Column("id", Words, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("told_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)

looks = Table(
    "looks",
    metadata,
    Column("task_id", Words, primary_key=True),
    Column("slot", Integer, primary_key=True),  # the number of the look modulo those kept
    Column("number", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("value", Double),
    sqlite_with_rowid=False,
)

page_texts = Table(
    "page_texts",
    metadata,
    Column("task_id", Words, primary_key=True),
    Column("url", Words, primary_key=True),
    Column("digest", Words, primary_key=True),
    Column("kept_at", UtcTime, nullable=False),
    Column("text", LargeBinary, nullable=False),  # zlib
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("digest", Words, primary_key=True),  # of (intent, diff)
    Column("matters", Boolean, nullable=False),
    Column("judged_at", UtcTime, nullable=False),
    Index(None, "judged_at"),
)

screenshots = Table(
    "screenshots",
    metadata,
    Column("task_id", Words, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("url", Words, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("png", LargeBinary, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Words, primary_key=True),  # <task id>/<local date>
    Column("task_id", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("title", Typed(str), nullable=False),
    Column("markdown", Typed(str), nullable=False),
    Column("told", Typed(tuple[str, ...]), nullable=False),  # digests of the stories in it
    Index(None, "task_id", "made_at"),
)

memories = Table(
    "memories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("text", Typed(str), nullable=False),
    Column("tags", Typed(tuple[str, ...]), nullable=False),
    Column("terms", Words, nullable=False),  # what the full-text index reads
    Column("kept_at", UtcTime, nullable=False),
    Column("client_key", Words, nullable=False),
    Column("vector_model", Words, nullable=False, server_default=""),  # whose vector; or nobody's
    Column("vector", LargeBinary),  # `domain/people/likeness.py`
    Column("vector_signs", LargeBinary),
    Index(None, "owner", "kept_at"),
    Index(None, "vector_model"),
)

forwarding = Table(
    "forwarding",
    metadata,
    Column("endpoint", Words, primary_key=True),
    Column("sequence", BigInteger, nullable=False),  # of the newest event that arrived there
    Column("at", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),  # of the event after it; 0 when nothing is wrong
    Column("failing_since", UtcTime),
    Column("trouble", Typed(str), nullable=False),  # what the last try said
)
