"""The weights of scores as results."""

from collections.abc import Sequence
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.common.wording import Localizer, sentences
from application.incidents.weight_views import (
    LearntView,
    ProposalView,
    VersionView,
    WeightsView,
)
from domain.common.messages import Called, message
from mcp_server.bounds import shown
from mcp_server.results import MOST_TEXT, Sandbox, fitting_views, mark, shape, told, wire

ScoreWeightsShown = shape(
    WeightsView,
    history=Annotated[list[VersionView], Field(description="Every version kept, newest first.")],
    truncated=Annotated[bool, Field(description="True when there are more versions than fit.")],
    sandbox=Sandbox,
)
WeightsLearnt = shape(LearntView, sandbox=Sandbox)
WeightsAnswered = shape(
    WeightsView,
    done=Annotated[bool, Field(description="False: nothing was done.")],
    confirm=Annotated[
        str, Field(description="Give it back to do exactly this; empty when there is none.")
    ],
    sandbox=Sandbox,
)


class WeightProposalsShown(BaseModel):
    """Proposals, newest first."""

    proposals: list[ProposalView]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


def score_weights_shown(
    weights: WeightsView, kept: Sequence[VersionView], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the weights in force, and those of before, the newest first and as many as fit."""
    texts = [shown(each.said, MOST_TEXT) for each in kept]
    history = fitting_views(kept, texts, reader.zone)
    count = len(history)
    more = {"history": history, "truncated": count < len(kept), "sandbox": sandbox}
    lines = (f"{mark(sandbox)}{weights.said}", *texts[:count])
    return told(wire(weights, reader.zone) | more, "\n".join(lines))


def weight_proposals_shown(
    proposals: Sequence[ProposalView], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return proposals, as many as fit."""
    texts = [f"{each.id}: {shown(each.said, MOST_TEXT)}" for each in proposals]
    found = fitting_views(proposals, texts, reader.zone)
    count = len(found)
    heading = message("weights.listed", shown=count, count=len(proposals))
    if not count:
        heading = message("weights.none_proposed")
    result = {"proposals": found, "truncated": count < len(proposals), "sandbox": sandbox}
    return told(result, "\n".join((f"{mark(sandbox)}{reader.text(heading)}", *texts[:count])))


def weights_learnt(learnt: LearntView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the new proposal, or that there is none."""
    name = f"{learnt.proposal.id}: " if learnt.proposal else ""
    result = wire(learnt, reader.zone) | {"sandbox": sandbox}
    return told(result, f"{mark(sandbox)}{name}{result['said']}")


def weights_answered(
    weights: WeightsView,
    reader: Localizer,
    *,
    done: bool,
    would: str = "",
    confirm: str = "",
    sandbox: bool,
) -> CallToolResult:
    """Return the weights in force now; `would` is what a confirmed call does."""
    more = {"done": done, "confirm": confirm, "sandbox": sandbox}
    left = "" if done else reader.text(message("weights.unchanged"))
    again = ""
    if confirm:
        again = reader.text(message("repair.confirm", confirm=Called(f"confirm={confirm}")))
    next_ = sentences(left, would if confirm else "", again)
    lines = filter(None, (f"{mark(sandbox)}{weights.said}", next_))
    return told(wire(weights, reader.zone) | more, "\n".join(lines))
