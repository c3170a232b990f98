"""The weights of scores: read by all, changed by admins (ALR-4, ALR-5)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import Asker, ServicesHere
from api.bodies import ReasonIn
from api.incidents.weight_bodies import RevertIn, WeightsIn
from api.openapi import problems
from api.readers import Localized
from application.incidents.weight_views import (
    LearntView,
    ProposalView,
    VersionView,
    WeightsView,
    learnt_view,
    proposal_view,
    version_view,
    weights_view,
)

router = APIRouter(prefix="/api/v1/weights", tags=["weights"])

ProposalId = Annotated[str, Path(max_length=64)]


@router.get("", summary="Show the weights of scores")
async def show_score_weights(services: ServicesHere, by: Asker, reader: Localized) -> WeightsView:
    """Return what the parts of a score count now."""
    return weights_view(await services.weights.current(by=by), reader)


@router.post("", status_code=201, summary="Write weights", responses=problems(409))
async def set_weights(
    services: ServicesHere, by: Asker, reader: Localized, body: WeightsIn
) -> WeightsView:
    """Put weights of your own in force, now or from a later moment on; the four add up to 1."""
    made = await services.weights.set(
        by=by, shares=body.shares.read(), reason=body.reason, effective_at=body.effective_at
    )
    return weights_view(made, reader)


@router.get("/history", summary="List versions of the weights")
async def list_weight_versions(
    services: ServicesHere, by: Asker, reader: Localized
) -> list[VersionView]:
    """List every version that was ever kept, newest first, with who and why."""
    found = await services.weights.history(by=by)
    return [version_view(each, reader) for each in found[::-1]]


@router.post("/revert", status_code=201, summary="Take weights back", responses=problems(404, 409))
async def revert_weights(
    services: ServicesHere, by: Asker, reader: Localized, body: RevertIn
) -> WeightsView:
    """Go back to the shares of an earlier version, as a new version from now on."""
    made = await services.weights.revert(by=by, version=body.version, reason=body.reason)
    return weights_view(made, reader)


@router.get("/proposals", summary="List proposed weights")
async def list_weight_proposals(
    services: ServicesHere, by: Asker, reader: Localized
) -> list[ProposalView]:
    """List what was proposed and what became of it, newest first."""
    found = await services.weights.proposals(by=by)
    return [proposal_view(each, reader) for each in found]


@router.post("/proposals", summary="Let weights learn now")
async def propose_weights(services: ServicesHere, by: Asker, reader: Localized) -> LearntView:
    """Propose better weights if what became of repairs shows any; the nightly sweep does, too."""
    return learnt_view(await services.weights.learn_now(by=by), reader)


@router.post(
    "/proposals/{proposal_id}/approve",
    summary="Put proposed weights in force",
    responses=problems(404, 409),
)
async def approve_weights(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    proposal_id: ProposalId,
    body: ReasonIn,
) -> WeightsView:
    """Put them in force from now on; scores that were made stay as they are."""
    made = await services.weights.approve(by=by, proposal_id=proposal_id, reason=body.reason)
    return weights_view(made, reader)


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
) -> ProposalView:
    """Refuse them; those in force stay."""
    refused = await services.weights.refuse(by=by, proposal_id=proposal_id, reason=body.reason)
    return proposal_view(refused, reader)
