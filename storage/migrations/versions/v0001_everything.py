"""Create everything.

Revision ID: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("events", "deliveries")


def upgrade() -> None:
    _create_people()
    _create_events()
    _create_briefings()
    _create_deliveries()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in (
        *(
            "progress",
            "token_budgets",
            "pace",
            "deliveries",
            "shares",
            "briefing_settings",
            "briefings",
        ),
        *("briefing_summaries", "briefing_facts", "events", "throttle", "sessions"),
        *("tokens", "people"),
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("mail", WORDS),
        sa.Column("phone", WORDS, nullable=False),
        sa.Column("zone", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("rollback_permission", sa.Boolean(), nullable=False),
        sa.Column("voiceprint_id", WORDS, nullable=False),
        sa.Column("robot_name", WORDS, nullable=False),
        sa.Column("wake_words", sa.Text(), nullable=False),
        sa.Column("last_log_trigger_date", WORDS, nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("password_hash", WORDS, nullable=False),
        sa.UniqueConstraint("mail"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("person_id", WORDS, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME),
        sa.Column("revoked_at", TIME),
        sa.Column("last_used_at", TIME),
        sa.UniqueConstraint("digest"),
    )
    _index("tokens", "person_id", "created_at")
    op.create_table(
        "sessions",
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("person_id", WORDS, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
    )
    _index("sessions", "person_id", "expires_at")
    op.create_table(
        "throttle",
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("forget_at", TIME, nullable=False),
    )
    _index("throttle", "forget_at")


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("time", TIME, nullable=False),
        sa.Column("owner", WORDS),
        sa.Column("data", sa.Text(), nullable=False),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("events", "type", "sequence")
    _index("events", "owner", "sequence")
    _index("events", "subject", "sequence")
    _index("events", "time")


def _create_briefings() -> None:
    op.create_table(
        "briefing_facts",
        sa.Column("briefing_id", WORDS, primary_key=True),
        sa.Column("period_end", TIME, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
    )
    op.create_table(
        "briefing_summaries",
        sa.Column("briefing_id", WORDS, primary_key=True),
        sa.Column("summary", sa.Text(), nullable=False),
    )
    op.create_table(
        "briefings",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("person_id", WORDS, nullable=False),
        sa.Column("day", WORDS, nullable=False),
        sa.Column("briefing", sa.Text(), nullable=False),
    )
    _index("briefings", "person_id", "day")
    op.create_table(
        "briefing_settings",
        sa.Column("person_id", WORDS, primary_key=True),
        sa.Column("settings", sa.Text(), nullable=False),
    )
    op.create_table(
        "shares",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("briefing_id", WORDS, nullable=False),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("most_views", sa.Integer(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("revoked_at", TIME),
        sa.UniqueConstraint("digest"),
    )
    _index("shares", "owner", "created_at")
    op.create_table(
        "progress",
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("sequence", SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("event_id", WORDS, nullable=False),
        sa.Column("person_id", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.UniqueConstraint("key", "state", "attempt"),
        sqlite_autoincrement=True,
    )
    _index("deliveries", "key", "sequence")
    _index("deliveries", "person_id", "at")
    _index("deliveries", "at")
    op.create_table(
        "pace",
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("taken", sa.Text(), nullable=False),
    )
    op.create_table(
        "token_budgets",
        sa.Column("day", WORDS, primary_key=True),
        sa.Column("spent", sa.BigInteger(), nullable=False),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{columns[0]}", table, list(columns))


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
