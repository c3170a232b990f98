"""Keep desk robots, and which process holds the connection of each.

Revision ID: 0040
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("owner", WORDS, primary_key=True),
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("revision", WORDS, nullable=False),
        sa.Column("robot", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("holder", WORDS, nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_robots_holder", "robots", ["holder"])
    op.create_index("ix_robots_held_until", "robots", ["held_until"])


def downgrade() -> None:
    op.drop_table("robots")
