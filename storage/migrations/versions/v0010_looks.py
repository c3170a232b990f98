"""Create the table of how the newest looks of each watch went.

Revision ID: 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("task_id", WORDS, primary_key=True),
        sa.Column("slot", sa.Integer(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("value", sa.Double()),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("looks")
