"""Briefings: greet, read, settle when and where (BRF-1…8)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi.responses import PlainTextResponse

from api.access import Asker, ServicesHere
from api.briefings.bodies import (
    FormAsked,
    GreetingIn,
    PauseIn,
    ProgressOut,
    SettingsOut,
    SettingsPatch,
    TodayOut,
    WhoseIn,
)
from api.openapi import CLOUD, problems
from api.pages import briefing_page
from api.readers import reader
from api.sounds import SOUND, sound_answer
from api.strict import WHOLE, Day, limit_up_to
from application.briefings.briefings import MOST_LISTED, EvidenceFound, GreetingReply
from application.briefings.views import BriefingLine, briefing_line
from domain.briefings.briefings import Briefing, briefing_id
from domain.recordings.recordings import FASTEST, SLOWEST

router = APIRouter(prefix="/api/v1/briefings", tags=["briefings"])

Whose = Annotated[str | None, Query(max_length=64, description="Whose; your own when left out.")]
PersonId = Annotated[str, Path(min_length=1, max_length=64)]
LIFE = CLOUD | problems(404)
"""What may come back when the request goes on to the running briefing of a person."""


@dataclass(frozen=True)
class Heard:
    """From where a briefing is said, and how fast."""

    part: Annotated[int, WHOLE, Query(ge=1, le=100, description="Spoken part to begin at.")] = 1
    rate: Annotated[
        float | None,
        Query(ge=SLOWEST, le=FASTEST, description="Speaking rate; left out: as you like it."),
    ] = 1.0


@router.post("/greetings", summary="Say good morning", responses=LIFE)
async def greet(services: ServicesHere, by: Asker, body: GreetingIn) -> GreetingReply:
    """Say good morning; the day's first greeting in the window is answered with the briefing.

    Every later one gets a short answer. When the answer was lost, greet again with the same key.
    """
    return await services.briefings.greet(by=by, person_id=body.person_id, key=body.key, via="http")


@router.get("", summary="List briefings", dependencies=[Depends(reader)], responses=problems(404))
async def list_briefings(
    services: ServicesHere,
    by: Asker,
    person_id: Whose = None,
    before: Annotated[Day | None, Query(description="Only days before this date.")] = None,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> list[BriefingLine]:
    """List written briefings, newest first."""
    found = await services.briefings.list(
        by=by, person_id=person_id, before=before.isoformat() if before else None, limit=limit
    )
    return [briefing_line(each) for each in found]


@router.get("/today", summary="See today's state", dependencies=[Depends(reader)], responses=LIFE)
async def get_briefing_today(
    services: ServicesHere, by: Asker, person_id: Whose = None
) -> TodayOut:
    """Return how far today's briefing is, the settings in force and what is due next."""
    return TodayOut.of(await services.briefings.today(by=by, person_id=person_id))


@router.get("/progress", summary="See what is being done", responses=problems(404))
async def get_briefing_progress(
    services: ServicesHere, by: Asker, person_id: Whose = None
) -> ProgressOut:
    """Return what is being done for today's briefing this moment."""
    return ProgressOut(text=await services.briefings.progress_of(by=by, person_id=person_id))


@router.get(
    "/settings", summary="Read settings", dependencies=[Depends(reader)], responses=problems(404)
)
async def get_briefing_settings(
    services: ServicesHere, by: Asker, person_id: Whose = None
) -> SettingsOut:
    """Return the settings in force."""
    found = await services.briefings.settings(by=by, person_id=person_id)
    return SettingsOut.model_validate(found, from_attributes=True)


@router.patch("/settings", summary="Change settings", responses=LIFE)
async def configure_briefing(services: ServicesHere, by: Asker, body: SettingsPatch) -> SettingsOut:
    """Change window, zone, channels, topics or language while it runs."""
    found = await services.briefings.configure(
        by=by, person_id=body.person_id, changes=body.changes()
    )
    return SettingsOut.model_validate(found, from_attributes=True)


@router.post("/pause", summary="Pause", responses=LIFE)
async def pause_briefing(services: ServicesHere, by: Asker, body: PauseIn) -> TodayOut:
    """Prepare, give and push nothing until resumed."""
    return TodayOut.of(
        await services.briefings.pause(by=by, person_id=body.person_id, reason=body.reason)
    )


@router.post("/resume", summary="Resume", responses=LIFE)
async def resume_briefing(services: ServicesHere, by: Asker, body: WhoseIn) -> TodayOut:
    """Go on with briefings."""
    return TodayOut.of(await services.briefings.resume(by=by, person_id=body.person_id))


@router.post("/prepare", summary="Prepare now", responses=LIFE)
async def prepare_briefing(services: ServicesHere, by: Asker, body: WhoseIn) -> TodayOut:
    """Prepare today's briefing without waiting for its time; a prepared one stays."""
    return TodayOut.of(await services.briefings.prepare_now(by=by, person_id=body.person_id))


@router.get(
    "/{person_id}/{day}",
    summary="Read a briefing",
    response_model=Briefing,
    responses=problems(404)
    | {
        200: {
            "description": "The briefing in the form asked for.",
            "content": {
                "text/markdown": {"schema": {"type": "string"}},
                "text/html": {"schema": {"type": "string"}},
                "text/plain": {"schema": {"type": "string"}},
            },
        }
    },
)
async def get_briefing(
    services: ServicesHere,
    by: Asker,
    person_id: PersonId,
    day: Day,
    form: FormAsked = FormAsked.JSON,
) -> Briefing | Response:
    """Return a written briefing; reading is not greeting."""
    found = await services.briefings.read(by=by, briefing=briefing_id(person_id, day))
    match form:
        case FormAsked.MARKDOWN:
            return PlainTextResponse(found.markdown, media_type="text/markdown")
        case FormAsked.TEXT:
            return PlainTextResponse(found.text)
        case FormAsked.SPOKEN:
            return PlainTextResponse("\n\n".join(found.spoken))
        case FormAsked.HTML:
            return briefing_page(found, framed_by_us=True)
        case FormAsked.JSON:
            return found


@router.get(
    "/{person_id}/{day}/recording",
    summary="Listen to a briefing",
    response_class=Response,
    responses=CLOUD | problems(404) | SOUND,
)
async def get_recording(
    services: ServicesHere,
    by: Asker,
    person_id: PersonId,
    day: Day,
    heard: Annotated[Heard, Depends()],
    wanted: Annotated[str, Header(alias="Range", max_length=200)] = "",
) -> Response:
    """Return a written briefing as sound (WAV), said by the voice that is set."""
    found = await services.recordings.of_briefing(
        by=by, briefing=briefing_id(person_id, day), part=heard.part, rate=heard.rate
    )
    return sound_answer(found.sound, wanted)


@router.get("/{person_id}/{day}/evidence", summary="Look evidence up", responses=LIFE)
async def get_evidence(
    services: ServicesHere,
    by: Asker,
    person_id: PersonId,
    day: Day,
    evidence_id: Annotated[str, Query(alias="id", min_length=1, max_length=400)],
) -> EvidenceFound:
    """Look one piece of a briefing's evidence up again, at its source when it is still there."""
    return await services.briefings.evidence(
        by=by, briefing=briefing_id(person_id, day), evidence_id=evidence_id
    )
