"""Remember when a shared page was opened last: its sound plays for a while after.

Revision ID: 0051
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("shares", sa.Column("viewed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("shares", "viewed_at")
