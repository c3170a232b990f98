"""What is said of the weights of scores, and of proposals to change them (ALR-5)."""

from collections.abc import Sequence
from decimal import Decimal

from application.ports.incidents.weights import KeptProposal, ProposalState
from domain.common.messages import Called, Foreign, Message, Percent, message
from domain.incidents.weights import Label, Weights

NOTHING_NEW = message("weights.nothing_new")
"""Learning found nothing to propose, and why that may be."""


def shares_said(shares: Sequence[float]) -> Message:
    """Return the four shares, each with its name."""
    impact, severity, importance, urgency = (_percent(each, "0.1") for each in shares)
    return message(
        "weights.shares",
        impact=impact,
        severity=severity,
        importance=importance,
        urgency=urgency,
    )


def weights_said(weights: Weights) -> Message:
    """Return which weights these are, and since when they count."""
    return message(
        "weights.in_force",
        version=Called(weights.version),
        shares=shares_said(weights.shares),
        since=weights.effective_at,
    )


def proposal_said(kept: KeptProposal) -> Message:
    """Return what is proposed, why, and what became of it."""
    evidence = kept.proposal.evidence
    return message(
        "weights.proposal",
        shares=shares_said(kept.proposal.shares),
        former=Called(kept.proposal.based_on),
        outcomes=evidence.outcomes,
        helped=evidence.of_each.get(Label.HELPED, 0),
        failed=evidence.of_each.get(Label.NO_HELP, 0),
        returned=evidence.of_each.get(Label.FALSE_FIX, 0),
        before=_percent(evidence.order_before, "1"),
        after=_percent(evidence.order_after, "1"),
        state=_state(kept),
    )


def _state(kept: KeptProposal) -> Message:
    by, reason = Called(kept.answered_by), Foreign(kept.reason)
    match kept.state:
        case ProposalState.OPEN:
            return message("weights.open")
        case ProposalState.APPLIED:
            return message("weights.applied", by=by, reason=reason)
        case ProposalState.REFUSED:
            return message("weights.refused", by=by, reason=reason)
        case ProposalState.SUPERSEDED:
            return message("weights.superseded")


def _percent(share: float, step: str) -> Percent:
    return Percent(Decimal(share * 100).quantize(Decimal(step)))
