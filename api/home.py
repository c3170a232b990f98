"""The door: an index for programs, signing in for browsers, and the console behind it."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api.access import OptionsHere, Proof, ProofIfAny, ServicesHere, csrf_token
from api.console.routes import ROOT
from api.openapi import PROOF_OPTIONAL, operations_of
from api.options import ApiOptions
from api.pages import page
from api.readers import LANGUAGE_COOKIE, stranger
from application.common.wording import Localizer
from application.services import Services
from domain.common.readers import Language

router = APIRouter(tags=["operation"])
unlisted = APIRouter(include_in_schema=False)

_NEXT = re.compile(ROOT + r"(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&%+-]*)?")
"""Where signing in may lead: to a page of the console, never elsewhere."""

_YEAR_SECONDS = 365 * 24 * 3600


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
    responses={
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        303: {"description": "Signed in: the console."},
    },
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
    """Return an index to programs; lead browsers to the console, by signing in if need be."""
    told = Localizer(services.words, stranger(request)).of(lang)
    if "text/html" not in request.headers.get("accept", ""):
        return Index(version=options.version, sandbox=services.sandbox, links=_links(options))
    response = _door(services, options, proof, told, to)
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


def _door(
    services: Services, options: ApiOptions, proof: Proof | None, told: Localizer, to: str
) -> Response:
    common: dict[str, Any] = {"sandbox": services.sandbox, "version": options.version}
    behind = to if _NEXT.fullmatch(to) else ROOT
    if proof is None:
        may_register = services.registrations.policy.is_open
        return page("sign_in.html", told, **common, to=behind, may_register=may_register)
    if proof.actor.password_due:
        return page(
            "new_password.html",
            told,
            **common,
            person_id=proof.actor.person_id,
            csrf=csrf_token(proof.cookie),
        )
    if proof.actor.factor_due:
        return page("set_up_second_factor.html", told, **common, csrf=csrf_token(proof.cookie))
    return RedirectResponse(behind, 303)
