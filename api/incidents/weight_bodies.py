"""What is sent and answered about the weights of scores, as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.bodies import Why
from api.strict import Moment, Strict
from application.common.wording import Localizer
from application.incidents.weight_words import proposal_said
from application.ports.incidents.weights import KeptProposal, KeptWeights, ProposalState
from domain.incidents.weights import LEAST, MOST, PARTS, Label, Weights

Share = Annotated[float, Field(ge=LEAST, le=MOST)]


class SharesIn(Strict):
    """The four shares; they add up to 1."""

    impact: Share
    severity: Share
    importance: Share
    urgency: Share

    def read(self) -> tuple[float, float, float, float]:
        """Return them as the service takes them."""
        return self.impact, self.severity, self.importance, self.urgency


class WeightsIn(Strict):
    """Weights to put in force."""

    shares: SharesIn
    reason: Why
    effective_at: Moment | None = Field(None, description="Now when left out; never in the past.")


class RevertIn(Strict):
    """A version to go back to."""

    version: str = Field(
        min_length=1, max_length=64, description="As the history names it, or `published`."
    )
    reason: Why


class SharesOut(BaseModel):
    """The four shares."""

    impact: float
    severity: float
    importance: float
    urgency: float

    @classmethod
    def of(cls, shares: tuple[float, ...]) -> "SharesOut":
        """Return the wire form."""
        return cls(**dict(zip(PARTS, shares, strict=True)))


class WeightsOut(BaseModel):
    """What the parts of a score count."""

    version: str = Field(description="On every score that was made with them.")
    shares: SharesOut
    effective_at: datetime

    @classmethod
    def of(cls, weights: Weights) -> "WeightsOut":
        """Return the wire form."""
        shares = SharesOut.of(weights.shares)
        return cls(version=weights.version, shares=shares, effective_at=weights.effective_at)


class VersionOut(WeightsOut):
    """A version with who put it in force and why."""

    by: str = Field(description="A person, or `policy`.")
    reason: str
    kept_at: datetime
    proposal: str = Field(description="The proposal it comes from; empty: written by a person.")

    @classmethod
    def of_kept(cls, kept: KeptWeights) -> "VersionOut":
        """Return the wire form."""
        return cls(
            **WeightsOut.of(kept.weights).model_dump(),
            by=kept.by,
            reason=kept.reason,
            kept_at=kept.kept_at,
            proposal=kept.proposal,
        )


class ProposalOut(BaseModel):
    """Proposed weights, why, and what became of them."""

    id: str
    based_on: str = Field(description="Version that was in force; under another it cannot apply.")
    shares: SharesOut
    outcomes: int = Field(description="Repairs it follows from.")
    of_each: dict[Label, int]
    helped: SharesOut = Field(description="Mean of each part where repairs helped, in points.")
    others: SharesOut = Field(description="The same where they did not, or did not last.")
    order_before: float = Field(description="Share of past pairs in the right order; 0.5: chance.")
    order_after: float
    state: ProposalState
    proposed_at: datetime
    answered_by: str
    answered_at: datetime | None
    reason: str
    said: str = Field(description="All of it as a sentence.")

    @classmethod
    def of(cls, kept: KeptProposal, reader: Localizer) -> "ProposalOut":
        """Return the wire form."""
        proposal, evidence = kept.proposal, kept.proposal.evidence
        return cls(
            id=kept.id,
            based_on=proposal.based_on,
            shares=SharesOut.of(proposal.shares),
            outcomes=evidence.outcomes,
            of_each=evidence.of_each,
            helped=SharesOut.of(evidence.helped),
            others=SharesOut.of(evidence.others),
            order_before=evidence.order_before,
            order_after=evidence.order_after,
            state=kept.state,
            proposed_at=kept.proposed_at,
            answered_by=kept.answered_by,
            answered_at=kept.answered_at,
            reason=kept.reason,
            said=reader.text(proposal_said(kept)),
        )


class LearntOut(BaseModel):
    """What came of learning."""

    proposal: ProposalOut | None = Field(description="Null when nothing new is proposed.")
    said: str
