"""Pages as routes: each declares the right it needs, and its errors are pages, too."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.console.failures import answer_with_page
from domain.common.errors import ZhibanError
from domain.people.access import Permission

ROOT = "/console"
"""Every page for people who signed in lies below it, so that none hides an address of the API."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

NEEDS_OF_PAGE: dict[Callable[..., Any], Permission | None] = {}
"""The right that each page needs; None: whoever has signed in. Filled by the decorators below."""


class PageRoute(APIRoute):
    """A route whose answers are pages, its refusals as well."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request; an error becomes a page in the reader's language."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await answer(request)
            except (ZhibanError, HTTPException, RequestValidationError) as error:
                return await answer_with_page(request, error)

        return handle


class Pages:
    """The pages of one capability, all below one address."""

    def __init__(self, prefix: str = "") -> None:
        self.router = APIRouter(
            prefix=ROOT + prefix,
            include_in_schema=False,
            route_class=PageRoute,
            default_response_class=HTMLResponse,
        )

    def get(self, path: str = "", *, needs: Permission | None) -> Callable[[Endpoint], Endpoint]:
        """Show something to whoever has the right `needs`."""
        return self._add("GET", path, needs)

    def post(self, path: str = "", *, needs: Permission | None) -> Callable[[Endpoint], Endpoint]:
        """Take a form from whoever has the right `needs`."""
        return self._add("POST", path, needs)

    def _add(
        self, method: str, path: str, needs: Permission | None
    ) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            NEEDS_OF_PAGE[endpoint] = needs
            self.router.add_api_route(path, endpoint, methods=[method], response_model=None)
            return endpoint

        return add
