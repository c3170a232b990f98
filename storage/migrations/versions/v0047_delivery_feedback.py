"""Keep whether messages were useful to their readers.

Revision ID: 0047
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BY_TIME = "ix_delivery_feedback_at"


def upgrade() -> None:
    op.create_table(
        "delivery_feedback",
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("person_id", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via", WORDS, nullable=False),
    )
    op.create_index(BY_TIME, "delivery_feedback", ["at"])


def downgrade() -> None:
    op.drop_table("delivery_feedback")
