"""Speech over HTTP: a recording goes in, its text comes out (VOI-3)."""

import base64
import binascii

from fastapi import APIRouter
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD
from api.strict import Strict
from application.voice.views import TranscriptView, transcript_view
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.voice.hearing import LARGEST_SOUND, SoundForm

router = APIRouter(prefix="/api/v1/voice", tags=["voice"])


class RecordingIn(Strict):
    """A recording of somebody who speaks."""

    sound: str = Field(
        min_length=1,
        max_length=LARGEST_SOUND,
        repr=False,
        description="The file as base64. WAV and bare samples: 16 kHz, 16 bit, one channel.",
    )
    form: SoundForm | None = Field(
        default=None, description="What it is; left out: as its first bytes tell."
    )


def content_of(sound: str) -> bytes:
    """Return the bytes of a recording that came as base64."""
    try:
        return base64.b64decode(sound, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequest("sound", message("hearing.no_base64", form=Called("base64"))) from None


@router.post("/recognitions", summary="Write down what is said", responses=CLOUD)
async def recognize_speech(services: ServicesHere, by: Asker, body: RecordingIn) -> TranscriptView:
    """Return what is said in a recording of at most 60 s; nothing is done about it by itself.

    It is kept nowhere.
    """
    found = await services.hearing.hear(by=by, content=content_of(body.sound), form=body.form)
    return transcript_view(found)
