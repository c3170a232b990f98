"""Create the tables of background tasks, of what they watch, and of people's memories.

Revision ID: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_tasks()
    _create_watches()
    _create_digests()
    _create_memories()
    _make_memories_searchable()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE memory_words")
    for table in (
        *("forwarding", "memories", "digests", "screenshots", "verdicts"),
        *("page_texts", "watches", "tasks"),
    ):
        op.drop_table(table)


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("zone", WORDS, nullable=False),
        sa.Column("client_key", WORDS, nullable=False),
        sa.Column("paused_reason", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", TIME),
        sa.Column("last_event_type", WORDS, nullable=False),
    )
    _index("tasks", "owner", "id")
    _index("tasks", "state", "id")
    given = sa.text("client_key != ''")
    op.create_index(
        "uq_tasks_client_key",
        "tasks",
        ["owner", "client_key"],
        unique=True,
        sqlite_where=given,
        postgresql_where=given,
    )


def _create_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("task_id", WORDS, primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
    )
    op.create_table(
        "page_texts",
        sa.Column("task_id", WORDS, primary_key=True),
        sa.Column("url", WORDS, primary_key=True),
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("kept_at", TIME, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("matters", sa.Boolean(), nullable=False),
        sa.Column("judged_at", TIME, nullable=False),
    )
    _index("verdicts", "judged_at")
    op.create_table(
        "screenshots",
        sa.Column("task_id", WORDS, primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("taken_at", TIME, nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
    )


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("task_id", WORDS, nullable=False),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )
    _index("digests", "task_id", "made_at")


def _create_memories() -> None:
    op.create_table(
        "memories",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("terms", WORDS, nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
        sa.Column("client_key", WORDS, nullable=False),
    )
    _index("memories", "owner", "kept_at")
    op.create_table(
        "forwarding",
        sa.Column("endpoint", WORDS, primary_key=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failing_since", TIME),
        sa.Column("trouble", sa.Text(), nullable=False),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{columns[0]}", table, list(columns))


def _make_memories_searchable() -> None:
    """Index the words of memories; kept by the database, so in the transaction of each row."""
    if op.get_bind().dialect.name == "postgresql":
        # The words are cut by us: the parser of to_tsvector would join Chinese by the locale.
        op.execute(
            "ALTER TABLE memories ADD COLUMN words tsvector "
            "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED"
        )
        op.execute("CREATE INDEX ix_memories_words ON memories USING gin (words)")
        return
    # Row numbers of `memories` may change with VACUUM, so rows are found by their id, a word too.
    op.execute(
        "CREATE VIRTUAL TABLE memory_words USING fts5"
        "(id, owner, kind, terms, tokenize=\"ascii tokenchars '_-'\")"
    )
    op.execute(
        "CREATE TRIGGER memories_remembered AFTER INSERT ON memories BEGIN "
        "INSERT INTO memory_words (id, owner, kind, terms) "
        "VALUES (new.id, new.owner, new.kind, new.terms); END"
    )
    op.execute(
        "CREATE TRIGGER memories_forgotten AFTER DELETE ON memories BEGIN "
        "DELETE FROM memory_words WHERE rowid IN (SELECT rowid FROM memory_words "
        "WHERE memory_words MATCH 'id : \"' || old.id || '\"'); END"
    )
