"""Keep on-call schedules with their versions, overrides and swaps.

Revision ID: 0041
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "oncall_schedules",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("owner", WORDS, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "oncall_versions",
        sa.Column("schedule", WORDS, primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
    )
    op.create_table(
        "oncall_overrides",
        sa.Column("schedule", WORDS, primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("id", WORDS, nullable=False, unique=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
    )
    op.create_index("ix_oncall_overrides_schedule", "oncall_overrides", ["schedule", "over_at"])
    op.create_table(
        "oncall_swaps",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("schedule", WORDS, nullable=False),
        sa.Column("asked_by", WORDS, nullable=False),
        sa.Column("asked_of", WORDS, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swap", sa.Text(), nullable=False),
    )
    op.create_index("ix_oncall_swaps_schedule", "oncall_swaps", ["schedule", "asked_at"])
    op.create_index("ix_oncall_swaps_open_until", "oncall_swaps", ["open_until"])


def downgrade() -> None:
    op.drop_table("oncall_swaps")
    op.drop_table("oncall_overrides")
    op.drop_table("oncall_versions")
    op.drop_table("oncall_schedules")
