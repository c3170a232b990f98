"""Keep the answer to each try of a delivery as a message, and when the next one comes.

Revision ID: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("answer", sa.Text()))
    op.add_column("deliveries", sa.Column("next_try_at", sa.DateTime(timezone=True)))
    op.drop_column("deliveries", "detail")  # sentences, which nobody reads any more


def downgrade() -> None:
    op.add_column("deliveries", sa.Column("detail", sa.Text(), nullable=False, server_default='""'))
    op.drop_column("deliveries", "next_try_at")
    op.drop_column("deliveries", "answer")
