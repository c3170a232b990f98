"""The ports of alerts, incidents and repairs that the database keeps, in one bundle."""

from dataclasses import dataclass
from datetime import timedelta

from application.ports.clock import Clock
from bootstrap.policy_file import PolicyFile
from bootstrap.sealing import KeySealing
from bootstrap.settings import Settings
from storage.alerts import SqlAlerts
from storage.approvals import SqlApprovals
from storage.audit import SqlAudit
from storage.checkpoints import SqlCheckpoints
from storage.config_versions import SqlConfigVersions
from storage.controls import SqlControls
from storage.database import Database
from storage.events import SqlEvents
from storage.incidents import SqlIncidents
from storage.policies import SqlPolicies
from storage.weights import SqlWeights


@dataclass(frozen=True)
class IncidentStores:
    """Each field is one port."""

    incidents: SqlIncidents
    alerts: SqlAlerts
    audit: SqlAudit
    controls: SqlControls
    approvals: SqlApprovals
    checkpoints: SqlCheckpoints
    configs: SqlConfigVersions
    policies: SqlPolicies
    weights: SqlWeights


def incident_stores(
    settings: Settings, database: Database, events: SqlEvents, clock: Clock
) -> IncidentStores:
    """Return every store on one database."""
    sealing = KeySealing(settings.encryption_keys)
    kept_for = timedelta(days=settings.repairs.checkpoint_days)
    return IncidentStores(
        SqlIncidents(events),
        SqlAlerts(database),
        SqlAudit(events),
        SqlControls(events.with_reserve()),
        SqlApprovals(database),
        SqlCheckpoints(database, sealing, kept_for),
        SqlConfigVersions(database, sealing),
        SqlPolicies(database, PolicyFile(settings.repairs.policy), clock),
        SqlWeights(events),
    )
