"""What an incident asks its activities about the next attempt, made of what is known."""

from collections.abc import Sequence
from datetime import datetime

from application.incidents.repairs.orders import AttemptOrder, ProposeOrder, attempt_key
from domain.clusters.repairs import Plan, Skipped
from domain.common.messages import Clauses, Message, message, named
from domain.incidents.incidents import CallReason
from workflows.incidents.case import Case
from workflows.incidents.state import PersonNeeded, Trial


def proposing(case: Case, *, at: datetime, number: int) -> ProposeOrder:
    """Return the question what to try next."""
    incident, memory = case.incident, case.memory
    owner = memory.fingerprint.owner
    if owner is None:
        raise PersonNeeded(CallReason.UNRESOLVED)
    return ProposeOrder(
        owner,
        incident.fault,
        case.policy,
        incident.score.total if incident.score else 0,
        at,
        attempt_key(incident.id, number),
        tried=incident.attempts,
        passed_over=memory.passed_over,
        request=incident.request,
        began=memory.witness.started_at,
        enabled_by=memory.enabled_by,
    )


def attempting(case: Case, trial: Trial, plan: Plan) -> AttemptOrder:
    """Return the order to make an attempt exactly as it was planned and approved."""
    memory, request, approval = case.memory, case.incident.request, trial.approval
    return AttemptOrder(
        case.incident.id,
        trial.number,
        memory.fingerprint.owner or plan.steps[0].target,
        plan,
        case.policy,
        case.incident.score.total if case.incident.score else 0,
        request.by if request else case.policy.on_behalf_of,
        trial.at,
        confirmation=memory.confirmation,
        approved=approval.digest if approval and approval.approved_by else "",
        approved_by=approval.approved_by if approval else "",
        requested_by=request.by if request else "",
        enabled_by=memory.enabled_by,
        holds=memory.granted,
    )


def skipped_because(skipped: Sequence[Skipped]) -> Message | None:
    """Return why nothing is left to try; None when nothing was passed over."""
    reasons = tuple(named(each) for each in dict.fromkeys(each.reason for each in skipped))
    return message("attempt.nothing_left", reasons=Clauses(reasons)) if reasons else None
