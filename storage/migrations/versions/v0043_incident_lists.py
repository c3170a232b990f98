"""Find incidents by severity, source, and the people whom they concern.

Revision ID: 0043
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS = ("severity", "source", "acknowledged_by", "requested_by")
AT_ONCE = 200
INDEXES = (
    ("ix_incidents_severity", "incidents", ["severity", "opened_at"]),
    ("ix_incidents_acknowledged_by", "incidents", ["acknowledged_by", "opened_at"]),
    ("ix_incidents_requested_by", "incidents", ["requested_by"]),
    ("ix_deliveries_person_event", "deliveries", ["person_id", "event_id"]),
)


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("incidents", sa.Column(name, WORDS, nullable=False, server_default=""))
    _fill()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for name in COLUMNS:
        op.drop_column("incidents", name)


def _fill() -> None:
    """Take what is kept already from each incident's JSON."""
    bind, after = op.get_bind(), ""
    table = sa.table("incidents", *map(sa.column, ("id", "incident", *COLUMNS)))
    while True:
        page = sa.select(table.c.id, table.c.incident).where(table.c.id > after)
        rows = bind.execute(page.order_by(table.c.id).limit(AT_ONCE)).all()
        for row in rows:
            kept = json.loads(row.incident)
            newest, asked = kept.get("newest") or {}, kept.get("request") or {}
            values = {
                "severity": newest.get("severity") or "",
                "source": newest.get("source") or "",
                "acknowledged_by": kept.get("acknowledged_by") or "",
                "requested_by": asked.get("by") or "",
            }
            bind.execute(sa.update(table).where(table.c.id == row.id).values(values))
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id
