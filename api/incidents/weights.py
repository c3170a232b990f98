"""The weights of scores: read by all, changed by admins (ALR-4, ALR-5)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import Asker, ServicesHere
from api.bodies import ReasonIn
from api.incidents.weight_bodies import (
    LearntOut,
    ProposalOut,
    RevertIn,
    VersionOut,
    WeightsIn,
    WeightsOut,
)
from api.openapi import problems
from api.readers import Localized
from application.incidents.weight_words import NOTHING_NEW

router = APIRouter(prefix="/api/v1/weights", tags=["weights"])

ProposalId = Annotated[str, Path(max_length=64)]


@router.get("", summary="Show the weights of scores")
async def show_score_weights(services: ServicesHere, by: Asker) -> WeightsOut:
    """Return what the parts of a score count now."""
    return WeightsOut.of(await services.weights.current(by=by))


@router.post("", status_code=201, summary="Write weights", responses=problems(409))
async def set_weights(services: ServicesHere, by: Asker, body: WeightsIn) -> WeightsOut:
    """Put weights of your own in force, now or from a later moment on; the four add up to 1."""
    made = await services.weights.set(
        by=by, shares=body.shares.read(), reason=body.reason, effective_at=body.effective_at
    )
    return WeightsOut.of(made)


@router.get("/history", summary="List versions of the weights")
async def list_weight_versions(services: ServicesHere, by: Asker) -> list[VersionOut]:
    """List every version that was ever kept, newest first, with who and why."""
    found = await services.weights.history(by=by)
    return [VersionOut.of_kept(each) for each in found[::-1]]


@router.post("/revert", status_code=201, summary="Take weights back", responses=problems(404, 409))
async def revert_weights(services: ServicesHere, by: Asker, body: RevertIn) -> WeightsOut:
    """Go back to the shares of an earlier version, as a new version from now on."""
    made = await services.weights.revert(by=by, version=body.version, reason=body.reason)
    return WeightsOut.of(made)


@router.get("/proposals", summary="List proposed weights")
async def list_weight_proposals(
    services: ServicesHere, by: Asker, reader: Localized
) -> list[ProposalOut]:
    """List what was proposed and what became of it, newest first."""
    found = await services.weights.proposals(by=by)
    return [ProposalOut.of(each, reader) for each in found]


@router.post("/proposals", summary="Let weights learn now")
async def propose_weights(services: ServicesHere, by: Asker, reader: Localized) -> LearntOut:
    """Propose better weights if what became of repairs shows any; the nightly sweep does, too."""
    proposed = await services.weights.learn_now(by=by)
    if proposed is None:
        return LearntOut(proposal=None, said=reader.text(NOTHING_NEW))
    out = ProposalOut.of(proposed, reader)
    return LearntOut(proposal=out, said=out.said)


@router.post(
    "/proposals/{proposal_id}/approve",
    summary="Put proposed weights in force",
    responses=problems(404, 409),
)
async def approve_weights(
    services: ServicesHere, by: Asker, proposal_id: ProposalId, body: ReasonIn
) -> WeightsOut:
    """Put them in force from now on; scores that were made stay as they are."""
    made = await services.weights.approve(by=by, proposal_id=proposal_id, reason=body.reason)
    return WeightsOut.of(made)


@router.post(
    "/proposals/{proposal_id}/refuse",
    summary="Refuse proposed weights",
    responses=problems(404, 409),
)
async def refuse_weights(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    proposal_id: ProposalId,
    body: ReasonIn,
) -> ProposalOut:
    """Refuse them; those in force stay."""
    refused = await services.weights.refuse(by=by, proposal_id=proposal_id, reason=body.reason)
    return ProposalOut.of(refused, reader)
