"""Voices over HTTP: one's own is let known, compared, forgotten; a speaker is a hint (VOI-4)."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD, problems
from api.strict import Truth
from api.voice.hearing import RecordingIn, content_of
from application.voice.views import SpeakersView, VoiceprintView, speakers_view

router = APIRouter(prefix="/api/v1", tags=["voice"])

PersonId = Annotated[str, Path(pattern="^u_[a-z0-9][a-z0-9_-]{2,39}$", description="Whose.")]


class SampleIn(RecordingIn):
    """A sample of one's own voice, 3 to 30 s."""

    agreed: Truth = Field(
        description="True: I agree that the service that is set keeps my voice until I forget it."
    )


@router.get("/voiceprint", summary="See whether your voice is known")
async def get_voiceprint(services: ServicesHere, by: Asker) -> VoiceprintView:
    """Say whether your own voice is known."""
    return VoiceprintView(known=await services.voiceprints.is_known(by=by))


@router.put("/voiceprint", summary="Let your voice be known", responses=CLOUD | problems(409))
async def enrol_voiceprint(services: ServicesHere, by: Asker, body: SampleIn) -> VoiceprintView:
    """Let your own voice be known from a sample, in place of an earlier one.

    WAV or bare samples of 16 kHz, 16 bit and one channel, in which you alone speak. The sample goes
    to the service that is set and is kept nowhere else.
    """
    await services.voiceprints.enrol(
        by=by, content=content_of(body.sound), agreed=body.agreed, form=body.form
    )
    return VoiceprintView(known=True)


@router.post(
    "/voiceprint/verifications",
    summary="Compare a recording with your voice",
    responses=CLOUD | problems(404, 409),
)
async def verify_voice(services: ServicesHere, by: Asker, body: RecordingIn) -> SpeakersView:
    """Say whether a recording sounds like you; the same recording counts once."""
    found = await services.voiceprints.verify(by=by, content=content_of(body.sound), form=body.form)
    speakers = [found] if found.is_same else []
    return speakers_view(speakers, await services.voiceprints.names(speakers))


@router.post("/voice/speakers", summary="Guess who speaks", responses=CLOUD | problems(409))
async def recognize_speaker(services: ServicesHere, by: Asker, body: RecordingIn) -> SpeakersView:
    """Say who probably speaks: a hint that gives nobody a right. The same recording counts once."""
    found = await services.voiceprints.recognise(
        by=by, content=content_of(body.sound), form=body.form
    )
    return speakers_view(found, await services.voiceprints.names(found))


@router.delete(
    "/people/{person_id}/voiceprint",
    status_code=204,
    summary="Forget a voice",
    responses=CLOUD | problems(404),
)
async def forget_voiceprint(services: ServicesHere, by: Asker, person_id: PersonId) -> None:
    """Forget a voice for good, here and at the service: your own, or as an admin anybody's."""
    await services.voiceprints.forget(by=by, person_id=person_id)
