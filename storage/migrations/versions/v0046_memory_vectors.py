"""Keep beside a memory the vector by which it is found by meaning.

Revision ID: 0046
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NAME = "ix_memories_vector_model"


def upgrade() -> None:
    op.add_column("memories", sa.Column("vector_model", WORDS, nullable=False, server_default=""))
    op.add_column("memories", sa.Column("vector", sa.LargeBinary()))
    op.add_column("memories", sa.Column("vector_signs", sa.LargeBinary()))
    op.create_index(NAME, "memories", ["vector_model"])


def downgrade() -> None:
    op.drop_index(NAME, "memories")
    for name in ("vector_signs", "vector", "vector_model"):
        op.drop_column("memories", name)
