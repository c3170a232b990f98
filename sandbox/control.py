"""What control faces of stand-ins share: on loopback only, to whoever knows the control token."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfoNotFoundError

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CONTROL_HEADER = "x-sandbox-control"
LOOPBACK = frozenset(("127.0.0.1", "::1"))

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
B = TypeVar("B", bound=BaseModel)


def control_routes(
    prefix: str, table: Mapping[str, Mapping[str, Handler]], *, token: str
) -> list[Route]:
    """Return guarded routes.

    Args:
        prefix: of every path.
        table: path to method to handler.
        token: what a caller must send in `CONTROL_HEADER`.
    """
    return [
        Route(f"{prefix}{path}", _guarded(handler, token), methods=[method])
        for path, methods in table.items()
        for method, handler in methods.items()
    ]


async def read(request: Request, model: type[B]) -> B:
    """Return the body; what is wrong with it becomes a 422."""
    return model.model_validate_json(await request.body())


def reply(**content: Any) -> Response:  # noqa: ANN401 - anything JSON can hold
    """Return an answer that says where it comes from."""
    return JSONResponse({"sandbox": True, **content})


def _guarded(handler: Handler, token: str) -> Handler:
    async def endpoint(request: Request) -> Response:
        host = request.client.host if request.client else ""
        if host not in LOOPBACK:
            return _refused(403, "The control face answers on loopback only.")
        given = request.headers.get(CONTROL_HEADER, "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return _refused(403, f"Send the control token in the header {CONTROL_HEADER}.")
        try:
            return await handler(request)
        except ValidationError as error:
            return _refused(422, error.json(include_url=False, include_context=False))
        except (OSError, ValueError, ZoneInfoNotFoundError) as error:
            return _refused(422, str(error))

    return endpoint


def _refused(status: int, reason: str) -> Response:
    return JSONResponse({"sandbox": True, "error": reason}, status_code=status)
