"""The weights of scores as results."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from application.common.wording import Localizer, sentences
from application.incidents.weight_words import (
    NOTHING_NEW,
    proposal_said,
    shares_said,
    weights_said,
)
from application.ports.incidents.weights import KeptProposal, KeptWeights
from domain.common.messages import Called, Foreign, Message, message
from domain.incidents.weights import PARTS, Weights
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.incidents.weight_results import (
    ScoreWeightsShown,
    VersionShown,
    WeightProposalShown,
    WeightProposalsShown,
    WeightsAnswered,
    WeightsLearnt,
    WeightsShown,
)
from mcp_server.incidents.words import MOST_SAID, at
from mcp_server.results import mark, told

MOST_REASONED = 1_000


def score_weights_shown(
    weights: Weights,
    kept: Sequence[KeptWeights],
    reader: Localizer,
    *,
    sandbox: bool,
) -> CallToolResult:
    """Return the weights in force, and those of before, the newest first and as many as fit."""
    versions = [_version(each, reader.zone) for each in reversed(kept)]
    texts = [
        shown(reader.text(_version_said(each, reader.zone)), MOST_REASONED)
        for each in reversed(kept)
    ]
    pairs = [(each.model_dump(), text) for each, text in zip(versions, texts, strict=True)]
    count = len(fitting(pairs, wire_bytes))
    said = reader.text(weights_said(weights))
    result = ScoreWeightsShown(
        **_weights(weights, reader.zone).model_dump(),
        said=said,
        history=versions[:count],
        truncated=count < len(versions),
        sandbox=sandbox,
    )
    return told(result, "\n".join((f"{mark(sandbox)}{said}", *texts[:count])))


def weight_proposals_shown(
    proposals: Sequence[KeptProposal], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return proposals, as many as fit."""
    all_ = [_proposal(each, reader) for each in proposals]
    texts = [f"{each.proposal_id}: {each.said}" for each in all_]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    count = len(fitting(pairs, wire_bytes))
    result = WeightProposalsShown(
        proposals=all_[:count], truncated=count < len(all_), sandbox=sandbox
    )
    heading = message("weights.none_proposed")
    if count:
        heading = message("weights.listed", shown=count, count=len(all_))
    return told(result, "\n".join((f"{mark(sandbox)}{reader.text(heading)}", *texts[:count])))


def weights_learnt(
    proposed: KeptProposal | None, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the new proposal, or that there is none."""
    found = [_proposal(proposed, reader)] if proposed else []
    said = found[0].said if found else reader.text(NOTHING_NEW)
    name = f"{found[0].proposal_id}: " if found else ""
    result = WeightsLearnt(proposals=found, said=said, sandbox=sandbox)
    return told(result, f"{mark(sandbox)}{name}{said}")


def weights_answered(
    weights: Weights,
    reader: Localizer,
    *,
    done: bool,
    would: str = "",
    confirm: str = "",
    sandbox: bool,
) -> CallToolResult:
    """Return the weights in force now; `would` is what a confirmed call does."""
    said = reader.text(weights_said(weights))
    plain = _weights(weights, reader.zone).model_dump()
    result = WeightsAnswered(**plain, done=done, said=said, confirm=confirm, sandbox=sandbox)
    left = "" if done else reader.text(message("weights.unchanged"))
    again = ""
    if confirm:
        again = reader.text(message("repair.confirm", confirm=Called(f"confirm={confirm}")))
    more = sentences(left, would if confirm else "", again)
    return told(result, "\n".join(filter(None, (f"{mark(sandbox)}{said}", more))))


def _weights(weights: Weights, zone: str) -> WeightsShown:
    shares = dict(zip(PARTS, weights.shares, strict=True))
    return WeightsShown(
        version=weights.version, shares=shares, effective_at=at(weights.effective_at, zone)
    )


def _version(kept: KeptWeights, zone: str) -> VersionShown:
    return VersionShown(
        **_weights(kept.weights, zone).model_dump(),
        by=kept.by,
        reason=shown(kept.reason, MOST_SAID),
        proposal_id=kept.proposal,
    )


def _version_said(kept: KeptWeights, zone: str) -> Message:
    return message(
        "weights.version",
        version=Called(kept.weights.version),
        since=Called(at(kept.weights.effective_at, zone)),
        shares=shares_said(kept.weights.shares),
        by=Called(kept.by),
        reason=Foreign(kept.reason),
    )


def _proposal(kept: KeptProposal, reader: Localizer) -> WeightProposalShown:
    evidence = kept.proposal.evidence
    return WeightProposalShown(
        proposal_id=kept.id,
        based_on=kept.proposal.based_on,
        shares=dict(zip(PARTS, kept.proposal.shares, strict=True)),
        outcomes=evidence.outcomes,
        of_each={label.value: count for label, count in evidence.of_each.items()},
        order_before=evidence.order_before,
        order_after=evidence.order_after,
        state=kept.state,
        proposed_at=at(kept.proposed_at, reader.zone),
        answered_by=kept.answered_by,
        said=shown(reader.text(proposal_said(kept)), MOST_REASONED),
    )
