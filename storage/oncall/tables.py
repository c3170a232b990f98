"""Tables of on-call schedules; rows of versions are never changed."""

from sqlalchemy import Boolean, Column, Index, Integer, Table

from domain.oncall.schedules import Override, ScheduleVersion
from domain.oncall.swaps import Swap
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

oncall_schedules = Table(
    "oncall_schedules",
    metadata,
    Column("name", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

oncall_versions = Table(
    "oncall_versions",
    metadata,
    Column("schedule", Words, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version", Typed(ScheduleVersion), nullable=False),
)

oncall_overrides = Table(
    "oncall_overrides",
    metadata,
    Column("schedule", Words, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("over_at", UtcTime, nullable=False),
    Column("override", Typed(Override), nullable=False),
    Index(None, "schedule", "over_at"),
)

oncall_swaps = Table(
    "oncall_swaps",
    metadata,
    Column("id", Words, primary_key=True),
    Column("schedule", Words, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("asked_of", Words, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("open_until", UtcTime, nullable=True, index=True),
    Column("swap", Typed(Swap), nullable=False),
    Index(None, "schedule", "asked_at"),
)

oncall_feeds = Table(
    "oncall_feeds",
    metadata,
    Column("id", Words, primary_key=True),
    Column("digest", Words, nullable=False, unique=True),
    Column("schedule", Words, nullable=False),
    Column("person_id", Words, nullable=False, index=True),
    Column("only_own", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("read_at", UtcTime, nullable=True),
    Column("revoked_at", UtcTime, nullable=True),
)
