"""The weights of scores, and proposals to change them, as they are shown (ALR-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from application.common.views import VIEW, read_view
from application.common.wording import Localizer
from application.ports.incidents.weights import KeptProposal, KeptWeights, ProposalState
from domain.common.messages import Called, Foreign, Message, Percent, message
from domain.incidents.weights import PARTS, Label, Weights


@dataclass(frozen=True, kw_only=True)
class SharesView:
    """The four shares."""

    impact: float
    severity: float
    importance: float
    urgency: float

    @property
    def said(self) -> Message:
        """Each with its name."""
        return shares_said((self.impact, self.severity, self.importance, self.urgency))


@dataclass(frozen=True, kw_only=True)
class WeightsView:
    """What the parts of a score count."""

    __pydantic_config__: ClassVar = VIEW

    version: str
    """On every score that was made with them."""
    shares: SharesView
    effective_at: datetime
    said: str
    """All of it as a sentence."""


@dataclass(frozen=True, kw_only=True)
class VersionView(WeightsView):
    """A version with who put it in force and why."""

    by: str
    """A person, or `policy`."""
    reason: str
    kept_at: datetime
    proposal: str
    """The proposal it comes from; empty: written by a person."""


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """Proposed weights, why, and what became of them."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    based_on: str
    """Version that was in force; under another it cannot apply."""
    shares: SharesView
    outcomes: int
    """Repairs it follows from."""
    of_each: dict[Label, int]
    """How many helped, did not, or came back."""
    helped: SharesView
    """Mean of each part where repairs helped, in points."""
    others: SharesView
    """The same where they did not, or did not last."""
    order_before: float
    """Share of past pairs in the right order; 0.5: chance."""
    order_after: float
    state: ProposalState
    proposed_at: datetime
    answered_by: str
    answered_at: datetime | None
    reason: str
    said: str
    """All of it as a sentence."""


@dataclass(frozen=True, kw_only=True)
class LearntView:
    """What came of learning."""

    __pydantic_config__: ClassVar = VIEW

    proposal: ProposalView | None
    """Null when nothing new is proposed."""
    said: str


def weights_view(weights: Weights, reader: Localizer) -> WeightsView:
    """Return weights as they are shown."""
    told = vars(weights) | {"shares": vars(weights), "said": weights_said(weights)}
    return read_view(WeightsView, told, reader.text)


def version_view(kept: KeptWeights, reader: Localizer) -> VersionView:
    """Return a version as it is shown."""
    weights = vars(kept.weights)
    told = vars(kept) | weights | {"shares": weights, "said": _version_said(kept)}
    return read_view(VersionView, told, reader.text)


def proposal_view(kept: KeptProposal, reader: Localizer) -> ProposalView:
    """Return a proposal as it is shown."""
    proposal, evidence = kept.proposal, kept.proposal.evidence
    lists = {"shares": proposal.shares, "helped": evidence.helped, "others": evidence.others}
    named = {name: dict(zip(PARTS, each, strict=True)) for name, each in lists.items()}
    said = {"based_on": proposal.based_on, "said": proposal_said(kept)}
    return read_view(ProposalView, vars(kept) | vars(evidence) | named | said, reader.text)


def learnt_view(kept: KeptProposal | Message, reader: Localizer) -> LearntView:
    """Return what came of learning, as it is shown."""
    if isinstance(kept, Message):
        return LearntView(proposal=None, said=reader.text(kept))
    proposal = proposal_view(kept, reader)
    return LearntView(proposal=proposal, said=proposal.said)


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


def _version_said(kept: KeptWeights) -> Message:
    return message(
        "weights.version",
        version=Called(kept.weights.version),
        since=kept.weights.effective_at,
        shares=shares_said(kept.weights.shares),
        by=Called(kept.by),
        reason=Foreign(kept.reason),
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
