"""What robots ask to change, over HTTP: seen, agreed to or refused without a code (VOI-4)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import reader
from api.strict import Strict, Truth
from application.voice.views import VoiceRequestView, voice_request_view

router = APIRouter(prefix="/api/v1/voice-requests", tags=["robots"])

RequestId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the request.")]


class VoiceRequestsOut(BaseModel):
    """What your robots asked for last, newest first; one of each robot."""

    requests: list[VoiceRequestView]


class AnswerIn(Strict):
    """A yes or no to exactly what was asked."""

    agreed: Truth = Field(description="True: do exactly this, once; false: do nothing.")
    plan: str = Field(
        min_length=1, max_length=200, description="Of the request that was seen: its `plan`."
    )


@router.get("", summary="List what robots ask for", dependencies=[Depends(reader)])
async def list_voice_requests(services: ServicesHere, by: Asker) -> VoiceRequestsOut:
    """Return what your robots asked for last, and what became of it; codes are never told here."""
    found = await services.voice_requests.list(by=by)
    return VoiceRequestsOut(requests=[voice_request_view(each) for each in found])


@router.post(
    "/{request_id}/answer",
    summary="Answer what a robot asks for",
    responses=problems(404, 409),
    dependencies=[Depends(reader)],
)
async def answer_voice_request(
    services: ServicesHere, by: Asker, request_id: RequestId, body: AnswerIn
) -> VoiceRequestView:
    """Let a change be done that your robot asked for, in place of the code, or refuse it."""
    settled = await services.voice_requests.settle(
        by=by, request_id=request_id, digest=body.plan, agreed=body.agreed
    )
    return voice_request_view(settled)
