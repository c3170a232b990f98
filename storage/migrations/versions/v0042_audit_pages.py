"""Find rows of the audit by who acted, by what was done, and by when.

Revision ID: 0042
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("actor", "action", "at")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_audit_{column}", "audit", [column, "sequence"])


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_audit_{column}", "audit")
