"""Addresses below the console that no page has: a browser gets a page about that, too."""

from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.console.failures import answer_with_page
from api.console.routes import ROOT

Handler = Callable[[Request, HTTPException], Awaitable[Response]]


def install_page_of_nowhere(app: FastAPI) -> None:
    """Answer browsers that ask for a page which is none; programs get a problem as before."""
    otherwise = cast(Handler, app.exception_handlers[HTTPException])

    @app.exception_handler(HTTPException)
    async def nowhere(request: Request, error: HTTPException) -> Response:
        is_page = request.url.path.startswith(f"{ROOT}/")
        reads = "text/html" in request.headers.get("accept", "")
        if error.status_code == 404 and is_page and reads:
            return await answer_with_page(request, error)
        return await otherwise(request, error)
