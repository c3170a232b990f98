"""Find the raw alerts of one incident.

Revision ID: 0015
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ix_alerts_fingerprint"


def upgrade() -> None:
    op.create_index(NAME, "alerts", ["fingerprint", "received_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "alerts")
