"""The front page: what is going on for whoever is signed in, and where everything is."""

import asyncio
import re
from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.access import OptionsHere, Proof, ProofIfAny, ServicesHere, csrf_token
from api.console.routes import ROOT
from api.openapi import PROOF_OPTIONAL, operations_of
from api.options import ApiOptions
from api.pages import page
from api.readers import LANGUAGE_COOKIE, stranger
from application.common.wording import Localizer, refusal
from application.deliveries.views import DeliveryView, delivery_view
from application.ports.events import EventFilter
from application.services import Services
from domain.briefings.days import Step
from domain.common.errors import ZhibanError
from domain.common.readers import Language, Reader
from domain.people.access import Actor

router = APIRouter(tags=["operation"])
unlisted = APIRouter(include_in_schema=False)

FIRST_TASK = "zhiban task watch https://example.com"
_NEXT = re.compile(ROOT + r"(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&%+-]*)?")
"""Where signing in may lead: to a page of the console, never elsewhere."""

_YEAR_SECONDS = 365 * 24 * 3600

Found = TypeVar("Found")


class Index(BaseModel):
    """Who answers here, and where to go on."""

    name: str = "zhiban"
    version: str
    sandbox: bool = Field(description="True when the outside world is a stand-in.")
    links: dict[str, str]


@router.get(
    "/",
    summary="See what is here",
    response_model=Index,
    openapi_extra=PROOF_OPTIONAL,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def get_index(
    request: Request,
    services: ServicesHere,
    options: OptionsHere,
    proof: ProofIfAny,
    lang: Annotated[Language | None, Query(description="Language of the page from now on.")] = None,
    to: Annotated[
        str, Query(alias="next", max_length=2000, description="Page to go to once signed in.")
    ] = "",
) -> Index | Response:
    """Return the page to browsers and an index to programs."""
    told = Localizer(services.words, stranger(request)).of(lang)
    if "text/html" not in request.headers.get("accept", ""):
        return Index(version=options.version, sandbox=services.sandbox, links=_links(options))
    response = await _home(services, options, proof, told, to)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if lang:
        response.set_cookie(
            LANGUAGE_COOKIE,
            lang,
            max_age=_YEAR_SECONDS,
            secure=options.secure_cookies,
            httponly=True,
            samesite="lax",
        )
    return response


@unlisted.get("/docs")
async def get_docs(request: Request, services: ServicesHere, options: OptionsHere) -> HTMLResponse:
    """Return a list of all routes, made here, so that nothing is loaded from elsewhere."""
    return page(
        "docs.html",
        Localizer(services.words, stranger(request)),
        sandbox=services.sandbox,
        version=options.version,
        groups=operations_of(request.app.openapi()),
    )


def _links(options: ApiOptions) -> dict[str, str]:
    links = {
        "openapi": "/openapi.json",
        "docs": "/docs",
        "health": "/health",
        "events": "/events",
        "live_events": "/events/stream",
        "briefings": "/api/v1/briefings",
        "tasks": "/api/v1/tasks",
        "incidents": "/api/v1/incidents",
        "approvals": "/api/v1/approvals",
        "sign_in": "/api/v1/sessions",
    }
    return links | ({"temporal_ui": options.temporal_ui} if options.temporal_ui else {})


async def _home(
    services: Services, options: ApiOptions, proof: Proof | None, told: Localizer, to: str
) -> HTMLResponse:
    common: dict[str, Any] = {
        "sandbox": services.sandbox,
        "version": options.version,
        "temporal_ui": options.temporal_ui,
    }
    if proof is None:
        return page("sign_in.html", told, **common, to=to if _NEXT.fullmatch(to) else ROOT)
    if proof.actor.password_due:
        return page(
            "new_password.html",
            told,
            **common,
            person_id=proof.actor.person_id,
            csrf=csrf_token(proof.cookie),
        )
    found = await _seen_by(services, proof.actor, told.reader)
    return page(
        "home.html",
        told,
        **common,
        **found,
        csrf=csrf_token(proof.cookie) if proof.cookie else "",
    )


async def _seen_by(services: Services, by: Actor, reader: Reader) -> dict[str, Any]:
    """Ask for every part at once; a part that fails leaves a sentence, not an empty page."""
    everything = EventFilter()
    names = ("person", "today", "briefings", "tasks", "deliveries", "events")
    answers = await asyncio.gather(
        _or_reason(services.people.me(by=by)),
        _or_reason(services.briefings.today(by=by)),
        _or_reason(services.briefings.list(by=by, limit=1)),
        _or_reason(services.tasks.list(by=by, limit=20)),
        _or_reason(_deliveries(services, by, reader)),
        _or_reason(services.events.latest(by=by, which=everything, limit=10)),
    )
    found: dict[str, Any] = {}
    reasons = []
    for name, (value, error) in zip(names, answers, strict=True):
        found[name] = value
        reasons += [refusal(error, services.words, reader)] if error else []
    today = found["today"]
    return found | {
        "reasons": reasons,
        "next_step": Step(today.next_step) if today else None,
        "command": FIRST_TASK,
    }


async def _deliveries(services: Services, by: Actor, reader: Reader) -> list[DeliveryView]:
    text = Localizer(services.words, reader).text
    return [delivery_view(each, text) for each in await services.deliveries.list(by=by, limit=10)]


async def _or_reason(asked: Awaitable[Found]) -> tuple[Found | None, ZhibanError | None]:
    try:
        return await asked, None
    except ZhibanError as error:
        return None, error
