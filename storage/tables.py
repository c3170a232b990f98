"""Every table. `migrations/` creates the same; a test proves that they agree."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from domain.briefings.briefings import Briefing, BriefingSettings
from domain.briefings.facts import BriefingFacts
from domain.briefings.preferences import PendingPreference
from domain.briefings.summaries import Summary
from domain.common.messages import Message
from domain.people.access import Role
from domain.people.people import Person
from storage.codec import Typed, UtcTime, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
_Sequence = BigInteger().with_variant(Integer, "sqlite")

people = Table(
    "people",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("mail", Words, unique=True),  # NULL when unknown, so that many may have none
    Column("phone", Words, nullable=False),
    Column("zone", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("roles", Typed(frozenset[Role]), nullable=False),
    Column("rollback_permission", Boolean, nullable=False),
    Column("voiceprint_id", Words, nullable=False),
    Column("robot_name", Words, nullable=False),
    Column("wake_words", Typed(tuple[str, ...]), nullable=False),
    Column("last_log_trigger_date", Words, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("password_due", Boolean, nullable=False),
    Column("password_hash", Words, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Words, primary_key=True),
    Column("digest", Words, nullable=False, unique=True),
    Column("person_id", Words, ForeignKey("people.id"), nullable=False),
    Column("label", Words, nullable=False),
    Column("scopes", Typed(frozenset[str]), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("last_used_at", UtcTime),
    Index(None, "person_id", "created_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("person_id", Words, ForeignKey("people.id"), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Index(None, "person_id", "expires_at"),
)

password_links = Table(
    "password_links",
    metadata,
    Column("person_id", Words, ForeignKey("people.id"), primary_key=True),
    Column("digest", Words, nullable=False, unique=True),
    Column("expires_at", UtcTime, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("mail", Words),
    Column("person", Typed(Person), nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("decided_at", UtcTime),
    Index(None, "mail"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Words, ForeignKey("people.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # what their app shares with us
    Column("begun_at", UtcTime, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", Words, ForeignKey("people.id"), primary_key=True),
    Column("digest", Words, primary_key=True),
)

throttle = Table(
    "throttle",
    metadata,
    Column("key", Words, primary_key=True),
    Column("hits", Typed(tuple[int, ...]), nullable=False),
    Column("forget_at", UtcTime, nullable=False),
    Index(None, "forget_at"),
)

quotas = Table(
    "quotas",
    metadata,
    Column("person_id", Words, primary_key=True),
    Column("day", Words, nullable=False),
    Column("writes", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Index(None, "day"),
)

events = Table(
    "events",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("id", Words, nullable=False, unique=True),
    Column("type", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("time", UtcTime, nullable=False),
    Column("owner", Words),
    Column("data", Typed(dict[str, object]), nullable=False),
    Index(None, "type", "sequence"),
    Index(None, "owner", "sequence"),
    Index(None, "subject", "sequence"),
    Index(None, "time"),
    sqlite_autoincrement=True,  # a number is never given twice, even after rows have gone
)

briefing_facts = Table(
    "briefing_facts",
    metadata,
    Column("briefing_id", Words, primary_key=True),
    Column("period_end", UtcTime, nullable=False),
    Column("facts", Typed(BriefingFacts), nullable=False),
)

briefing_summaries = Table(
    "briefing_summaries",
    metadata,
    Column("briefing_id", Words, primary_key=True),
    Column("summary", Typed(Summary), nullable=False),
)

briefings = Table(
    "briefings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("person_id", Words, nullable=False),
    Column("day", Words, nullable=False),
    Column("briefing", Typed(Briefing), nullable=False),
    Index(None, "person_id", "day"),
)

briefing_settings = Table(
    "briefing_settings",
    metadata,
    Column("person_id", Words, primary_key=True),
    Column("settings", Typed(BriefingSettings), nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("id", Words, primary_key=True),
    Column("digest", Words, nullable=False, unique=True),
    Column("briefing_id", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("most_views", Integer, nullable=False),
    Column("views", Integer, nullable=False),
    Column("revoked_at", UtcTime),
    Column("viewed_at", UtcTime),
    Index(None, "owner", "created_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("key", Words, nullable=False),
    Column("event_id", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reference", Typed(str), nullable=False),
    Column("extra", Typed(dict[str, str]), nullable=False),
    Column("answer", Typed(Message)),
    Column("next_try_at", UtcTime),
    UniqueConstraint("key", "state", "attempt"),
    Index(None, "key", "sequence"),
    Index(None, "person_id", "at"),
    Index("ix_deliveries_person_event", "person_id", "event_id"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

delivery_feedback = Table(
    "delivery_feedback",
    metadata,
    Column("key", Words, primary_key=True),
    Column("person_id", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("via", Words, nullable=False),
    Index(None, "at"),
)

pace = Table(
    "pace",
    metadata,
    Column("key", Words, primary_key=True),
    Column("taken", Typed(tuple[int, ...]), nullable=False),
)

token_budgets = Table(
    "token_budgets",
    metadata,
    Column("day", Words, primary_key=True),  # UTC, ISO
    Column("spent", BigInteger, nullable=False),
)

progress = Table(
    "progress",
    metadata,
    Column("key", Words, primary_key=True),
    Column("text", Typed(str), nullable=False),
)

pending_preferences = Table(
    "pending_preferences",
    metadata,
    Column("person", Words, primary_key=True),  # one each: a later one takes its place
    Column("id", Words, nullable=False),
    Column("pending", Typed(PendingPreference), nullable=False),
)

installation = Table(
    "installation",
    metadata,
    Column("place", Integer, CheckConstraint("place = 1", name="one"), primary_key=True),
    Column("id", Words, nullable=False),
)

APPEND_ONLY = ("events", "deliveries", "audit")
"""Tables whose rows are never changed or removed; the database itself refuses (EVT-1, PSH-7,
RBK-13)."""
