"""Whether messages were of use, and how many arrive (PSH-7).

Opening the link of a mail changes nothing, because mail scanners open every link: a button of the
page behind it does. Nobody is asked who they are: the link was sent to one person.
"""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.pages import PRIVATE, check_own_form, gone_page, page
from api.readers import stranger
from application.common.wording import Localizer
from application.deliveries.deliveries import LONGEST_KEY
from application.deliveries.feedback import MOST_DAYS, USUAL_DAYS, LinkedMessage
from application.deliveries.views import FeedbackView, ReachRateView, feedback_view, rate_view
from application.services import Services
from domain.common.errors import NotFound
from domain.common.readers import Reader

router = APIRouter(prefix="/api/v1", tags=["deliveries"])
public = APIRouter(tags=["deliveries"])

Token = Annotated[str, Path(max_length=200)]
_GONE: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such page.", "content": {"text/html": {}}}
}
_JUDGED = _GONE | problems(403, 409, 503)


class FeedbackIn(BaseModel):
    """What a reader says of a message."""

    model_config = ConfigDict(extra="forbid", strict=True)

    useful: bool
    """Whether it was of use."""

    key: Annotated[str, Field(max_length=LONGEST_KEY)] = ""
    """Of the message; empty: the newest that arrived."""


@router.post("/message-feedback", summary="Judge a message", responses=problems(404, 409))
async def judge_message(services: ServicesHere, by: Asker, body: FeedbackIn) -> FeedbackView:
    """Keep whether a message was of use; the newest word holds."""
    given = await services.feedback.give(by=by, useful=body.useful, key=body.key)
    return feedback_view(given)


@router.get("/reach-rates", summary="Show reach rates", responses=problems(403))
async def list_reach_rates(
    *,
    services: ServicesHere,
    by: Asker,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="How far back.")] = USUAL_DAYS,
    everybody: Annotated[
        bool, Query(description="Of all people, for those who may act for others.")
    ] = False,
) -> list[ReachRateView]:
    """Return how many messages arrived, of all channels first, counted from the ledger."""
    found = await services.feedback.rates(by=by, days=days, everybody=everybody)
    return [rate_view(each) for each in found]


@public.get("/m/{token}", summary="Open a message", response_class=HTMLResponse, responses=_GONE)
async def open_message_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Ask whether a message was of use; expired and unknown links look alike."""
    return await _shown(services, request, token, services.feedback.open(token))


@public.post(
    "/m/{token}/useful",
    summary="Useful, by link",
    response_class=HTMLResponse,
    responses=_JUDGED,
)
async def useful_by_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Keep that the message was of use."""
    check_own_form(request)
    return await _shown(
        services, request, token, services.feedback.give_by_link(token, useful=True)
    )


@public.post(
    "/m/{token}/not-useful",
    summary="Not useful, by link",
    response_class=HTMLResponse,
    responses=_JUDGED,
)
async def not_useful_by_link(
    services: ServicesHere, request: Request, token: Token
) -> HTMLResponse:
    """Keep that the message was of no use."""
    check_own_form(request)
    return await _shown(
        services, request, token, services.feedback.give_by_link(token, useful=False)
    )


async def _shown(
    services: Services, request: Request, token: str, asked: Awaitable[LinkedMessage]
) -> HTMLResponse:
    try:
        seen = await asked
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    person, row = seen.person, seen.judged.delivery
    return page(
        "message.html",
        Localizer(services.words, Reader(person.language, person.zone)),
        headers=PRIVATE,
        sandbox=services.sandbox,
        delivery=row,
        feedback=seen.judged.feedback,
        person=person,
        token=token,
    )
