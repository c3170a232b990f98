"""Tables of alerts, incidents and their repairs, of what holds repairs back, and of the audit."""

from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, Table

from application.ports.incidents.weights import KeptProposal, KeptWeights
from domain.alerts.alerts import Alert
from domain.incidents.approvals.approvals import Approval
from domain.incidents.controls import Control, KillSwitch
from domain.incidents.groups.rules import GroupKey
from domain.incidents.incidents import Incident
from domain.incidents.policy.policies import Policy
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("source", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("alert", Typed(Alert), nullable=False),
    Index(None, "source", "key", "state", "started_at"),
    Index(None, "received_at", "id"),
    Index(None, "fingerprint", "received_at", "id"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workflow_id", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("cluster", Words, nullable=False),  # of the owner, else of what the source named
    Column("namespace", Words, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("incident", Typed(Incident), nullable=False),
    # What lists are narrowed by; empty: nobody.
    Column("severity", Words, nullable=False, server_default=""),
    Column("source", Words, nullable=False, server_default=""),
    Column("acknowledged_by", Words, nullable=False, server_default=""),
    Column("requested_by", Words, nullable=False, server_default=""),
    Column("score", Integer, nullable=False, server_default="-1"),  # -1: not scored
    Column("rank", Integer, nullable=False, server_default="0"),  # of the severity
    Index(None, "score", "opened_at", "id"),
    Index(None, "rank", "opened_at", "id"),
    Index(None, "workflow_id", "opened_at"),
    Index(None, "severity", "opened_at"),
    Index(None, "acknowledged_by", "opened_at"),
    Index(None, "requested_by"),
    Index(None, "opened_at", "id"),
    Index(None, "state", "opened_at"),
    Index(None, "cluster", "namespace", "opened_at"),
)

incident_words = Table(
    "incident_words",
    metadata,
    Column("word", Words, primary_key=True),
    Column("incident_id", Words, primary_key=True),
    Index(None, "incident_id"),
    sqlite_with_rowid=False,
)

incident_group_keys = Table(
    "incident_group_keys",
    metadata,
    Column("incident_id", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("workflow_id", Words, nullable=False),
    Column("workload", Words, nullable=False),
    Column("fault", Words, nullable=False),
    Column("onset", UtcTime, nullable=False),
    Column("kept_at", UtcTime, nullable=False),
    Column("shared", Typed(GroupKey), nullable=False),
    Index(None, "key", "kept_at"),
    Index(None, "kept_at"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Words, primary_key=True),
    Column("incident_id", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("hop", Integer, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("approval", Typed(Approval), nullable=False),
    Index(None, "state", "asked_at"),
    Index(None, "asked_at", "id"),
    Index(None, "incident_id"),
)

approval_links = Table(
    "approval_links",
    metadata,
    Column("digest", Words, primary_key=True),  # SHA-256 of the token
    Column("approval_id", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Index(None, "until"),
)

controls = Table(
    "controls",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("over_at", UtcTime),  # NULL: until somebody ends it
    Column("control", Typed(Control), nullable=False),
    Index(None, "kind", "created_at"),
    Index(None, "over_at"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Words, primary_key=True),
    Column("last_at", UtcTime, nullable=False),
    Column("gap_seconds", Float),  # NULL: heard once
    Column("counted_from", UtcTime),
    Column("silent_since", UtcTime),  # NULL: it is heard
)

kill_switch = Table(
    "kill_switch",
    metadata,
    Column("name", Words, primary_key=True),  # one row; none at all means engaged
    Column("switch", Typed(KillSwitch), nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("kept_at", UtcTime, nullable=False),
    Column("policy", Typed(Policy), nullable=False),
)

weights = Table(
    "weights",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),  # order of keeping
    Column("version", Words, nullable=False, unique=True),
    Column("kept", Typed(KeptWeights), nullable=False),
)

weight_proposals = Table(
    "weight_proposals",
    metadata,
    Column("id", Words, primary_key=True),
    Column("state", Words, nullable=False),
    Column("proposed_at", UtcTime, nullable=False),
    Column("proposal", Typed(KeptProposal), nullable=False),
    Index(None, "state"),
    Index(None, "proposed_at", "id"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kept_at", UtcTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "kept_at"),
)

config_versions = Table(
    "config_versions",
    metadata,
    Column("target", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("digest", Words, primary_key=True),
    Column("kept_at", UtcTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "kept_at"),
)

audit = Table(
    "audit",
    metadata,
    # Given by us, not by the database: a transaction that fails must leave no gap.
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("target", Words, nullable=False),  # the workload that `data` names; else empty
    Column("reason", Typed(str), nullable=False),
    Column("data", Typed(dict[str, Any]), nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Index(None, "subject", "sequence"),
    Index(None, "target", "sequence"),
    Index(None, "actor", "sequence"),
    Index(None, "action", "sequence"),
    Index(None, "at", "sequence"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", Words, primary_key=True),  # one row
    Column("sequence", BigInteger, nullable=False),
    Column("hash", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
)
