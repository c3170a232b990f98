"""Create the table of what processes counted at people's plugins.

Revision ID: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plugin_figures",
        sa.Column("owner", WORDS, primary_key=True),
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("process", WORDS, primary_key=True),
        sa.Column("noted_at", TIME, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
    )
    op.create_index("ix_plugin_figures_noted_at", "plugin_figures", ["noted_at"])


def downgrade() -> None:
    op.drop_table("plugin_figures")
