"""Errors as pages: what is wrong, what to do, and the way back."""

from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.access import desks_of
from api.console.layouts import Layout, layout_of
from api.errors import said_by, status_of
from api.pages import html_answer, rendered
from api.readers import reader_of_refusal
from application.common.wording import Localizer, refusal
from domain.common.errors import Unauthenticated, ZhibanError
from domain.common.messages import message

log = structlog.get_logger(__name__)

Failure = ZhibanError | HTTPException | RequestValidationError


async def answer_with_page(request: Request, error: Failure) -> Response:
    """Return the page of an error; whoever has not signed in is led to where they can."""
    if isinstance(error, Unauthenticated):
        return _to_sign_in(request)
    told = Localizer(desks_of(request).words, await reader_of_refusal(request))
    layout = layout_of(request)
    status, sentence = _told(error, told)
    if status >= 500:
        log.warning("console.failed", error=type(error).__name__, detail=str(error))
    html = rendered(
        "console/failure.html",
        told,
        desks_of(request).incidents.clock.now(),
        layout="console/bare.html" if layout is Layout.WHOLE else f"console/{layout}.html",
        status=status,
        sentence=sentence,
        theme="auto",
        here="",
        live=(),
    )
    return html_answer(request, html, told.language, status)


def _told(error: Failure, told: Localizer) -> tuple[int, str]:
    if isinstance(error, ZhibanError):
        return status_of(error), refusal(error, told.words, told.reader)
    if isinstance(error, HTTPException) and error.status_code != 404:
        return error.status_code, told.text(said_by(error))
    # A part of the address has not the shape of what it names, so there is nothing of that name.
    return 404, told.text(message("console.no_page"))


def _to_sign_in(request: Request) -> Response:
    """Lead to the sign-in, and from there back; a part of a page must not be replaced by it."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET" or request.headers.get("hx-request"):
        back = ""
    to = f"/?next={quote(back)}" if back else "/"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)
