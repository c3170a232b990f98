"""Looking at what an incident is about before anybody is woken about it (ALR-9)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import GatherOrder
from activities.incidents import IncidentActivities
from activities.patience import glance_at
from domain.incidents.evidence import Evidence
from workflows.incidents.case import Case

AGAIN_AFTER = timedelta(minutes=1)
"""Who asks sooner reads what was seen a moment ago."""


async def gather(case: Case) -> None:
    """Keep what is seen of its owner, once until it comes back; a page never fails for want of it.

    What somebody asked for is not broken, so nothing is gathered about it.
    """
    if case.incident.evidence is None:
        case.see(case.incident.gathered(await _look(case)))


async def is_unhealthy(case: Case) -> bool:
    """Say whether its workload lacks replicas now; what cannot be seen does not count."""
    seen = await _look(case)
    return seen is not None and seen.ready < seen.wanted


async def examine(case: Case) -> None:
    """Look again, because a person asks."""
    seen = case.incident.evidence
    if seen is None or workflow.now() - seen.at >= AGAIN_AFTER:
        found = await _look(case)
        case.see(case.incident.examined(found))


async def _look(case: Case) -> Evidence | None:
    owner, incident = case.memory.fingerprint.owner, case.incident
    if owner is None or incident.request is not None:
        return None
    alert = incident.newest
    order = GatherOrder(owner, workflow.now(), alert.started_at, dict(alert.measures))
    try:
        seen: Evidence | None = await workflow.execute_activity_method(
            IncidentActivities.gather, order, **glance_at("what is seen of it?")
        )
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        workflow.logger.info("nothing seen", exc_info=error)
        return None
    return seen
