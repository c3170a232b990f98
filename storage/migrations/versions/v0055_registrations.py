"""Keep people who asked for an account themselves until an admin decides.

Revision ID: 0055
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("mail", WORDS),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("password_hash", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_registrations_mail", "registrations", ["mail"])


def downgrade() -> None:
    op.drop_table("registrations")
