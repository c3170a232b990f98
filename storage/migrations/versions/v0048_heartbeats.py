"""Keep when each source that always sends alerts was heard last.

Revision ID: 0048
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gap_seconds", sa.Float()),
        sa.Column("counted_from", sa.DateTime(timezone=True)),
        sa.Column("silent_since", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("heartbeats")
