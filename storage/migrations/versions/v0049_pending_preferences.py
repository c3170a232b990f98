"""Keep what people want set otherwise until they confirm it.

Revision ID: 0049
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pending_preferences",
        sa.Column("person", WORDS, primary_key=True),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("pending_preferences")
