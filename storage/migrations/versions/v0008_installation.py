"""Create the table that holds the name of this installation.

Revision ID: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", WORDS, nullable=False),
        sa.CheckConstraint("place = 1", name="ck_installation_one"),
    )


def downgrade() -> None:
    op.drop_table("installation")
