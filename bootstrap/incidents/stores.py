"""The ports of alerts, incidents and repairs that the database keeps, in one bundle."""

from dataclasses import dataclass
from datetime import timedelta

from application.ports.clock import Clock
from bootstrap.configuration.settings import Settings
from bootstrap.incidents.policy_file import PolicyFile
from bootstrap.sealing import KeySealing
from storage.database import Database
from storage.events.events import SqlEvents
from storage.incidents.alerts import SqlAlerts
from storage.incidents.approvals import SqlApprovals
from storage.incidents.audit import SqlAudit
from storage.incidents.checkpoints import SqlCheckpoints
from storage.incidents.config_versions import SqlConfigVersions
from storage.incidents.controls import SqlControls
from storage.incidents.group_keys import SqlGroupKeys
from storage.incidents.heartbeats import SqlHeartbeats
from storage.incidents.incidents import SqlIncidents
from storage.incidents.policies import SqlPolicies
from storage.incidents.weights import SqlWeights


@dataclass(frozen=True, kw_only=True)
class IncidentStores:
    """Each field is one port."""

    incidents: SqlIncidents
    group_keys: SqlGroupKeys
    alerts: SqlAlerts
    heartbeats: SqlHeartbeats
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
        incidents=SqlIncidents(events),
        group_keys=SqlGroupKeys(database),
        alerts=SqlAlerts(database),
        heartbeats=SqlHeartbeats(database),
        audit=SqlAudit(events),
        controls=SqlControls(events.with_reserve()),
        approvals=SqlApprovals(database),
        checkpoints=SqlCheckpoints(database, sealing, kept_for),
        configs=SqlConfigVersions(database, sealing),
        policies=SqlPolicies(database, PolicyFile(settings.repairs.policy), clock),
        weights=SqlWeights(events),
    )
