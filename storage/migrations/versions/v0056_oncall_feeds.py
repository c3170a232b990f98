"""Keep the addresses at which calendar programs read on-call schedules.

Revision ID: 0056
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0055"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "oncall_feeds",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("digest", WORDS, nullable=False, unique=True),
        sa.Column("schedule", WORDS, nullable=False),
        sa.Column("person_id", WORDS, nullable=False),
        sa.Column("only_own", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_oncall_feeds_person_id", "oncall_feeds", ["person_id"])


def downgrade() -> None:
    op.drop_table("oncall_feeds")
