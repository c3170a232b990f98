"""Create the tables of conversations with the assistant.

Revision ID: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner", "changed_at", "id"])
    _create_turns()
    _create_steps()


def downgrade() -> None:
    for table in ("conversation_writes", "conversation_steps", "conversation_turns"):
        op.drop_table(table)
    op.drop_table("conversations")


def _create_turns() -> None:
    op.create_table(
        "conversation_turns",
        _conversation(),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("scopes", sa.Text()),
        sa.Column("via", WORDS, nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "uq_conversation_turns_key",
        "conversation_turns",
        ["owner", "key"],
        unique=True,
        sqlite_where=sa.text("key != ''"),
        postgresql_where=sa.text("key != ''"),
    )


def _create_steps() -> None:
    op.create_table(
        "conversation_steps",
        _conversation(),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("step", sa.Text(), nullable=False),
    )
    op.create_table(
        "conversation_writes",
        _conversation(),
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("thought", sa.Text()),
        sa.Column("asked", sa.Text()),
    )


def _conversation() -> sa.Column[str]:
    key = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    return sa.Column("conversation", WORDS, key, primary_key=True)
