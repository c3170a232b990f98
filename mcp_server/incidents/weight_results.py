"""What the tools about weights return, field by field."""

from pydantic import BaseModel, Field

from mcp_server.results import Sandbox


class WeightsShown(BaseModel):
    """What the parts of a score count."""

    version: str = Field(description="On every score made with them; revert_weights takes it.")
    shares: dict[str, float] = Field(
        description="impact, severity, importance and urgency; they add up to 1."
    )
    effective_at: str = Field(description="With the person's offset.")


class VersionShown(WeightsShown):
    """One version that was kept."""

    by: str = Field(description="Who put it in force: a person, or policy.")
    reason: str
    proposal_id: str = Field(description="The proposal it comes from; empty: a person wrote it.")


class ScoreWeightsShown(WeightsShown):
    """The weights in force, and those of before."""

    said: str
    history: list[VersionShown] = Field(description="Every version kept, newest first.")
    truncated: bool = Field(description="True when there are more versions than fit.")
    sandbox: Sandbox


class WeightProposalShown(BaseModel):
    """Proposed weights, why, and what became of them."""

    proposal_id: str
    based_on: str = Field(description="Version in force when it was made.")
    shares: dict[str, float]
    outcomes: int = Field(description="Repairs it follows from.")
    of_each: dict[str, int] = Field(description="How many helped, did not, or came back.")
    order_before: float = Field(description="Share of past pairs in the right order; 0.5: chance.")
    order_after: float
    state: str = Field(description="open, applied, refused or superseded.")
    proposed_at: str
    answered_by: str
    said: str = Field(description="All of it as a sentence.")


class WeightProposalsShown(BaseModel):
    """Proposals, newest first."""

    proposals: list[WeightProposalShown]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


class WeightsLearnt(BaseModel):
    """What came of learning."""

    proposals: list[WeightProposalShown] = Field(description="The new one; empty: nothing new.")
    said: str
    sandbox: Sandbox


class WeightsAnswered(WeightsShown):
    """The weights in force after it; unchanged while it has to be confirmed."""

    done: bool = Field(description="False: nothing was done.")
    said: str
    confirm: str = Field(description="Give it back to do exactly this; empty when there is none.")
    sandbox: Sandbox
