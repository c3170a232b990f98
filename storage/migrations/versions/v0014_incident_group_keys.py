"""Keep what open incidents may share with others.

Revision ID: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "incident_group_keys",
        sa.Column("incident_id", WORDS, primary_key=True),
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("workflow_id", WORDS, nullable=False),
        sa.Column("workload", WORDS, nullable=False),
        sa.Column("fault", WORDS, nullable=False),
        sa.Column("onset", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
    )
    op.create_index("ix_incident_group_keys_key", "incident_group_keys", ["key", "kept_at"])
    op.create_index("ix_incident_group_keys_kept_at", "incident_group_keys", ["kept_at"])


def downgrade() -> None:
    op.drop_table("incident_group_keys")
