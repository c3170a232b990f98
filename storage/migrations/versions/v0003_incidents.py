"""Create the tables of alerts, incidents and their repairs, and of the audit.

Revision ID: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_alerts()
    _create_incidents()
    _create_approvals()
    _create_controls()
    _create_kept()
    _create_audit()
    _refuse_changes("audit")


def downgrade() -> None:
    for table in (
        *("audit_head", "audit", "config_versions", "checkpoints"),
        *("weight_proposals", "weights", "policies"),
        *("kill_switch", "controls", "approval_links", "approvals", "incidents", "alerts"),
    ):
        op.drop_table(table)


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("fingerprint", WORDS, nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
    )
    _index("alerts", "source", "key", "state", "started_at")
    _index("alerts", "received_at", "id")


def _create_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("workflow_id", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("cluster", WORDS, nullable=False),
        sa.Column("namespace", WORDS, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
    )
    _index("incidents", "workflow_id", "opened_at")
    _index("incidents", "opened_at", "id")
    _index("incidents", "state", "opened_at")
    _index("incidents", "cluster", "namespace", "opened_at")


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("incident_id", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
    )
    _index("approvals", "state", "asked_at")
    _index("approvals", "incident_id")
    op.create_table(
        "approval_links",
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("approval_id", WORDS, nullable=False),
        sa.Column("person_id", WORDS, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("used_at", TIME),
    )
    _index("approval_links", "until")


def _create_controls() -> None:
    op.create_table(
        "controls",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("over_at", TIME),
        sa.Column("control", sa.Text(), nullable=False),
    )
    _index("controls", "kind", "created_at")
    _index("controls", "over_at")
    op.create_table(
        "kill_switch",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("switch", sa.Text(), nullable=False),
    )


def _create_kept() -> None:
    op.create_table(
        "policies",
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("kept_at", TIME, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
    )
    op.create_table(
        "weights",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", WORDS, nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.UniqueConstraint("version"),
    )
    op.create_table(
        "weight_proposals",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
    )
    _index("weight_proposals", "state")
    _index("weight_proposals", "proposed_at", "id")
    op.create_table(
        "checkpoints",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("kept_at", TIME, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    _index("checkpoints", "kept_at")
    op.create_table(
        "config_versions",
        sa.Column("target", WORDS, primary_key=True),
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("kept_at", TIME, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    _index("config_versions", "kept_at")


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("action", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous", WORDS, nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.UniqueConstraint("id"),
    )
    _index("audit", "subject", "sequence")
    _index("audit", "target", "sequence")
    op.create_table(
        "audit_head",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{columns[0]}", table, list(columns))


def _refuse_changes(table: str) -> None:
    """Make the database itself refuse to change or remove rows; 0001 made the function."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
