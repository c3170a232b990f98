"""What incidents and the sweep of alerts do, put together; only workers run it."""

from activities.alerts import AlertActivities
from activities.incident_groups import GroupActivities
from activities.incident_mornings import MorningActivities
from activities.incidents import IncidentActivities
from application.cluster_edits.edits import ClusterEditService
from application.incidents.score_inputs import ScoreInputs
from application.incidents.sweeps import Sweep
from application.oncall.duty_book import DutyBook
from application.oncall.mornings import Mornings
from application.ports.incidents.opinions import OpinionModel
from bootstrap.foundation import Foundation
from bootstrap.incidents.repairs import (
    RepairWork,
    approval_activities,
    stopped_incidents,
    weight_service,
)
from bootstrap.running.worker import Activities
from bootstrap.system import clocks_version
from orchestration.deliveries import TemporalDeliveries


def incident_activities(
    foundation: Foundation, work: RepairWork, opinions: OpinionModel | None
) -> Activities:
    """Return what incidents ask of the world, bound to their ports."""
    kept, stores = foundation.incidents, foundation.stores
    done = IncidentActivities(
        kept.incidents,
        work.sources,
        foundation.outside.clusters,
        work.repairs,
        ScoreInputs(opinions),
        kept.weights,
        kept.controls,
        kept.policies,
        kept.audit,
        stores.people,
        stores.briefings,
        work.holds,
        work.lives,
        foundation.clock,
        DutyBook(stores.oncall, clocks_version()),
        foundation.settings.sandbox,
    )
    groups = GroupActivities(kept.group_keys, work.groups, foundation.clock, stores.pace)
    mornings = MorningActivities(
        Mornings(
            kept.incidents,
            stores.events,
            stores.people,
            stores.briefings,
            TemporalDeliveries(foundation.client, foundation.settings.temporal.queue),
            stores.deliveries,
        )
    )
    return [
        done.begin,
        done.confirm,
        done.resolve,
        done.forward,
        done.look,
        done.score,
        done.plan,
        done.attempt,
        done.sample,
        done.restore,
        done.record,
        done.hold,
        done.release,
        done.gather,
        done.who_to_call,
        groups.find,
        groups.join,
        groups.leave,
        groups.page,
        groups.turn,
        mornings.morning,
        groups.check,
    ]


def question_activities(
    foundation: Foundation, work: RepairWork, edits: ClusterEditService
) -> Activities:
    """Return what questions to people ask of the world, bound to their ports."""
    done = approval_activities(foundation, work, edits)
    return [done.ask, done.recheck, done.settle, done.carry_out, done.tell]


def alert_activities(foundation: Foundation, work: RepairWork) -> Activities:
    """Return what looks for alerts that nobody sent, bound to their ports."""
    kept = foundation.incidents
    readers = foundation.outside.alert_polls
    done = AlertActivities(
        Sweep(
            kept.alerts,
            kept.incidents,
            work.sources,
            readers,
            work.intake,
            foundation.stores.events,
            foundation.clock,
            stopped_incidents(foundation, work),
        ),
        weight_service(foundation),
    )
    return [done.sweep]
