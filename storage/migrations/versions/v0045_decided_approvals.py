"""List approvals with what became of them, the newest first.

Revision ID: 0045
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ix_approvals_asked_at"


def upgrade() -> None:
    op.create_index(NAME, "approvals", ["asked_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "approvals")
