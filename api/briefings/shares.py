"""Links that show one briefing to somebody without an account (PSH-6)."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.access import Asker, OptionsHere, ServicesHere
from api.openapi import CLOUD, problems
from api.pages import PRIVATE, Player, briefing_page, gone_page
from api.readers import stranger
from api.sounds import SOUND, sound_answer
from api.strict import WHOLE, Day, Strict
from application.common.wording import Localizer
from domain.briefings.briefings import briefing_id
from domain.briefings.shares import DEFAULT_LIFE, DEFAULT_VIEWS, LONGEST_LIFE, MOST_VIEWS, Share
from domain.common.errors import NotFound
from domain.common.messages import message
from domain.common.readers import Reader

router = APIRouter(prefix="/api/v1/shares", tags=["shares"])
public = APIRouter(tags=["shares"])

_DEFAULT_HOURS = DEFAULT_LIFE // timedelta(hours=1)
_LONGEST_HOURS = LONGEST_LIFE // timedelta(hours=1)


class ShareIn(Strict):
    """Which briefing to share, and how far."""

    person_id: str = Field(min_length=1, max_length=64)
    day: Day
    hours: Annotated[int, Field(ge=1, le=_LONGEST_HOURS), WHOLE] = Field(
        _DEFAULT_HOURS, description="How long the link opens."
    )
    most_views: Annotated[int, Field(ge=1, le=MOST_VIEWS), WHOLE] = DEFAULT_VIEWS


def life_of(body: ShareIn) -> timedelta:
    """Return how long a link opens."""
    return timedelta(hours=body.hours)


class ShareOut(BaseModel):
    """A new link; `url` holds the secret and is shown this once."""

    share: Share
    url: str


@router.post("", status_code=201, summary="Make a link", responses=problems(404))
async def create_share(
    services: ServicesHere, options: OptionsHere, by: Asker, body: ShareIn
) -> ShareOut:
    """Make a link that shows one briefing without an account."""
    made = await services.shares.create(
        by=by,
        briefing=briefing_id(body.person_id, body.day),
        life=life_of(body),
        most_views=body.most_views,
    )
    return ShareOut(share=made.share, url=f"{options.public_url}/s/{made.token}")


@router.get("", summary="List links")
async def list_shares(services: ServicesHere, by: Asker) -> list[Share]:
    """List your links, newest first; their secrets are kept nowhere."""
    return await services.shares.list(by=by)


@router.delete("/{share_id}", status_code=204, summary="Close a link", responses=problems(404))
async def revoke_share(
    services: ServicesHere, by: Asker, share_id: Annotated[str, Path(max_length=64)]
) -> None:
    """Close a link now; closing a closed one changes nothing."""
    await services.shares.revoke(by=by, share_id=share_id)


@public.get(
    "/s/{token}",
    summary="Open a link",
    response_class=HTMLResponse,
    responses={404: {"description": "No such page.", "content": {"text/html": {}}}},
)
async def open_share(
    services: ServicesHere, request: Request, token: Annotated[str, Path(max_length=200)]
) -> HTMLResponse:
    """Show the briefing behind a link; expired, used up, closed and unknown look alike."""
    try:
        found = await services.shares.open(token)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    player = None
    if services.recordings.silence() is None:
        told = Localizer(services.words, Reader(found.language, "UTC"))
        player = Player(f"/s/{token}/recording", told.text(message("console.listen")))
    return briefing_page(found, framed_by_us=False, player=player)


@public.get(
    "/s/{token}/recording",
    summary="Listen to what a link shows",
    response_class=Response,
    responses=CLOUD | problems(404) | SOUND,
)
async def hear_share(
    services: ServicesHere,
    token: Annotated[str, Path(max_length=200)],
    wanted: Annotated[str, Header(alias="Range", max_length=200)] = "",
) -> Response:
    """Return the briefing behind a link as sound (WAV), for two hours after the page was opened.

    Listening counts no view.
    """
    found = await services.recordings.of_opened(await services.shares.heard(token))
    answer = sound_answer(found.sound, wanted)
    # The page is sandboxed and therefore of no origin; who has the address may hear it anyway.
    answer.headers.update(PRIVATE | {"Cross-Origin-Resource-Policy": "cross-origin"})
    return answer
