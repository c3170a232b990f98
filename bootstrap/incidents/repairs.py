"""Alerts, incidents and repairs on their ports: what workers, the API and the terminal share."""

from dataclasses import dataclass

from activities.approvals import ApprovalActivities
from application.analytics.effect import EffectService
from application.cluster_edits.approvals import EditApprovals
from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.notices import EditNotices
from application.incidents.alerts import SENDERS, AlertIntake
from application.incidents.back_testing import BackTester
from application.incidents.incidents import IncidentService
from application.incidents.policies import PolicyService
from application.incidents.repairs.approvals import RepairApprovals
from application.incidents.repairs.repairs import Repairs
from application.incidents.sources import AlertSources
from application.incidents.stopped import StoppedIncidents
from application.incidents.threshold_alerts import IncidentOpening
from application.incidents.trials.alerts import TrialAlerts
from application.incidents.weights import WeightService
from application.oncall.duty_book import DutyBook
from bootstrap.foundation import Foundation
from bootstrap.outside import alert_forms
from bootstrap.system import clocks_version
from domain.alerts.forms import FormSettings
from integrations.fluent_words import read_lexicon
from orchestration.approvals import TemporalApprovals
from orchestration.deliveries import TemporalDeliveries
from orchestration.incident_groups import TemporalIncidentGroups
from orchestration.incidents import TemporalIncidents
from orchestration.leases import TemporalLeases


@dataclass(frozen=True, kw_only=True)
class RepairWork:
    """Each field is one service.

    Attributes:
        lives: the incidents in Temporal.
    """

    lives: TemporalIncidents
    groups: TemporalIncidentGroups
    holds: TemporalLeases
    asking: TemporalApprovals
    sources: AlertSources
    intake: AlertIntake
    repairs: Repairs
    opening: IncidentOpening


def repair_work(foundation: Foundation) -> RepairWork:
    """Return what takes alerts and repairs."""
    client, queue = foundation.client, foundation.settings.temporal.queue
    kept, outside, clock = foundation.incidents, foundation.outside, foundation.clock
    people = foundation.stores.people
    lives, holds = TemporalIncidents(client, queue), TemporalLeases(client, queue)
    asking = TemporalApprovals(client, queue)
    sources = AlertSources(
        outside.alert_readers,
        outside.clusters,
        foundation.stores.watches,
        clock,
        kept.audit,
        kept.heartbeats,
    )
    alerts = foundation.settings.alerts
    intake = AlertIntake(
        outside.clusters,
        kept.alerts,
        lives,
        clock,
        ignored=frozenset(alerts.ignored),
        heartbeats=kept.heartbeats if alerts.silence_seconds else None,
        beats=frozenset(alerts.heartbeats),
    )
    repairs = Repairs(
        outside.clusters,
        outside.cluster_writes,
        outside.cluster_writes,
        kept.checkpoints,
        kept.configs,
        kept.controls,
        kept.audit,
        people,
        holds,
        sources,
        clock,
    )
    opening = IncidentOpening(people, intake, FormSettings(read_lexicon().faults))
    return RepairWork(
        lives=lives,
        groups=TemporalIncidentGroups(client, queue),
        holds=holds,
        asking=asking,
        sources=sources,
        intake=intake,
        repairs=repairs,
        opening=opening,
    )


def cluster_edit_service(foundation: Foundation, work: RepairWork) -> ClusterEditService:
    """Return the service for what people edit in clusters themselves."""
    kept, outside, stores = foundation.incidents, foundation.outside, foundation.stores
    return ClusterEditService(
        outside.clusters,
        outside.cluster_edits,
        work.holds,
        kept.controls,
        kept.audit,
        kept.checkpoints,
        stores.people,
        kept.policies,
        foundation.clock,
        kept.approvals,
        work.asking,
    )


def approval_activities(
    foundation: Foundation, work: RepairWork, edits: ClusterEditService
) -> ApprovalActivities:
    """Return what questions ask of the world; only workers run it."""
    stores, kept = foundation.stores, foundation.incidents
    starts = TemporalDeliveries(foundation.client, foundation.settings.temporal.queue)
    duty = DutyBook(stores.oncall, clocks_version())
    notices = EditNotices(stores.events, stores.people, stores.briefings, starts, duty)
    return ApprovalActivities(
        EditApprovals(edits.requests, kept.checkpoints, kept.approvals, notices),
        RepairApprovals(
            work.repairs, kept.approvals, kept.incidents, kept.audit, stores.people, duty
        ),
    )


def incident_service(foundation: Foundation, work: RepairWork) -> IncidentService:
    """Return the service for incidents."""
    kept, stores = foundation.incidents, foundation.stores
    return IncidentService(
        kept.incidents,
        work.lives,
        foundation.outside.clusters,
        kept.policies,
        kept.approvals,
        work.asking,
        stores.people,
        stores.events,
        kept.controls,
        foundation.clock,
        foundation.ids,
        work.repairs,
        foundation.words,
    )


def stopped_incidents(foundation: Foundation, work: RepairWork) -> StoppedIncidents:
    """Return what closes incidents whose workflow is gone."""
    kept = foundation.incidents
    return StoppedIncidents(
        kept.incidents, kept.approvals, work.lives, work.asking, foundation.clock
    )


def effect_service(foundation: Foundation) -> EffectService:
    """Return the service for what became of incidents, briefings and messages."""
    stores, kept = foundation.stores, foundation.incidents
    return EffectService(
        kept.incidents,
        stores.events,
        stores.deliveries,
        policy_service(foundation),
        foundation.clock,
    )


def trial_alerts(foundation: Foundation, work: RepairWork) -> TrialAlerts:
    """Return what tries whether alerts come in; through the forms of the doors that are open."""
    alerts, stores = foundation.settings.alerts, foundation.stores
    open_ = SENDERS if alerts.secret.get_secret_value() else ()
    return TrialAlerts(
        work.intake,
        dict.fromkeys(open_, alert_forms(alerts)),
        foundation.incidents.incidents,
        stores.events,
        stores.pace,
        foundation.clock,
        foundation.ids,
    )


def policy_service(foundation: Foundation) -> PolicyService:
    """Return the service for policies."""
    kept = foundation.incidents
    return PolicyService(kept.policies, BackTester(kept.incidents, kept.weights))


def weight_service(foundation: Foundation) -> WeightService:
    """Return the service for the weights of scores."""
    kept = foundation.incidents
    return WeightService(
        kept.weights,
        kept.incidents,
        foundation.clock,
        foundation.ids,
        by_policy=foundation.settings.repairs.weights_learn,
    )
