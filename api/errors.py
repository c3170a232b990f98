"""Which HTTP status each of our errors becomes (RFC 9457). The only place that knows."""

import math
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import (
    RequestValidationError,
    ValidationException,
    WebSocketRequestValidationError,
)
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.access import desks_of
from api.readers import reader_of_refusal, stranger
from api.unauthenticated import refusal_of
from application.common.broken_fields import broken_field
from application.common.wording import refusal
from application.ports.rendering import Renderer
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    Noun,
    PermanentError,
    Rejected,
    SecondFactorNeeded,
    TemporaryError,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, Message, message
from domain.common.readers import Reader

PROBLEM_JSON = "application/problem+json"
CHALLENGE = 'Bearer realm="zhiban"'
"""RFC 9110 11.6.1: a 401 names a scheme that would do. Never Basic, which makes browsers ask."""

STATUS_OF: dict[type[ZhibanError], int] = {
    InvalidRequest: 422,
    Unauthenticated: 401,
    SecondFactorNeeded: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    Misconfigured: 503,
    Rejected: 502,
    PermanentError: 400,
    TooManyRequests: 429,
    Unavailable: 503,
    EffectUnknown: 504,
    TemporaryError: 503,
    ZhibanError: 500,
}

NAME_OF: dict[int, str] = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    421: "misdirected-request",
    422: "invalid-request",
    429: "too-many-requests",
    500: "internal",
    502: "rejected-elsewhere",
    503: "unavailable",
    504: "effect-unknown",
}

MISCONFIGURED = "misconfigured"
"""Beside `unavailable`: an operator must change a setting first, so there is no Retry-After. It is
no `internal`: nothing of ours broke, and the sentence says which setting it is."""

SECOND_FACTOR_NEEDED = "second-factor-needed"
"""Beside `unauthenticated`: the password is right, and the same request with a code signs in."""

log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One field and the rule it breaks."""

    field: str
    rule: str


class Problem(BaseModel):
    """What went wrong, for a program and for a person (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="`urn:zhiban:problem:<name>`; tells the kinds apart.")
    title: str
    status: int
    detail: str = Field(description="A sentence to act on.")
    instance: str = Field(description="`urn:zhiban:request:<id>`; the same id is in our log.")
    field: str | None = Field(None, description="The field that breaks a rule.")
    rule: str | None = Field(None, description="The rule it breaks, as the end of a sentence.")
    errors: list[FieldProblem] | None = Field(None, description="All fields that break a rule.")
    parts: dict[str, str] | None = Field(None, description="State of each part, by name.")
    noun: str | None = Field(None, description="What there is none of, e.g. `incident`.")


def answer(
    request_id: str,
    status: int,
    detail: str,
    *,
    name: str = "",
    headers: dict[str, str] | None = None,
    **extra: Any,  # noqa: ANN401 - fields of Problem, which checks them
) -> JSONResponse:
    """Return a problem as a response."""
    problem = Problem(
        type=f"urn:zhiban:problem:{name or NAME_OF.get(status, 'other')}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=f"urn:zhiban:request:{request_id}",
        **extra,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True), status, headers, media_type=PROBLEM_JSON
    )


class RefusedRequest(HTTPException):
    """What the framework lets through while it reads a request; an error of ours would be hidden.

    Args:
        status: of HTTP.
        said: why.
    """

    def __init__(self, status: int, said: Message) -> None:
        super().__init__(status)
        self.said = said


def status_of(error: ZhibanError) -> int:
    """Return the HTTP status of one of our errors."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


async def answer_to(error: ZhibanError, conn: HTTPConnection) -> JSONResponse:
    """Return the response for one of our errors."""
    words, reader = desks_of(conn).words, await reader_of_refusal(conn)
    status = status_of(error)
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, TemporaryError) and error.delay is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.delay.total_seconds())))
    if isinstance(error, InvalidRequest):
        extra = {"field": error.field, "rule": _rule(error, words, reader)}
    if isinstance(error, NotFound) and error.kind in _NOUNS:
        extra = {"noun": Noun(error.kind).name.lower()}
    detail = refusal(error, words, reader)
    name = next((named for kind, named in _NAMES if isinstance(error, kind)), "")
    return answer(request_id_of(conn), status, detail, name=name, headers=headers, **extra)


_NOUNS = frozenset(each.value for each in Noun)
_NAMES = ((Misconfigured, MISCONFIGURED), (SecondFactorNeeded, SECOND_FACTOR_NEEDED))


def _rule(error: InvalidRequest, words: Renderer, reader: Reader) -> str:
    broken = error.broken
    return words.text(broken, reader) if isinstance(broken, Message) else broken


def answer_to_stranger(
    conn: HTTPConnection, status: int, said: Message, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return a problem for somebody who is not looked up."""
    detail = desks_of(conn).words.text(said, stranger(conn))
    return answer(request_id_of(conn), status, detail, headers=headers)


def answer_to_crash(conn: HTTPConnection) -> JSONResponse:
    """Return the response for an error of no kind that we know; tells nothing about it."""
    said = message("http.crashed", request=Called(request_id_of(conn)))
    return answer_to_stranger(conn, 500, said)


def request_id_of(request: HTTPConnection) -> str:
    """Return the id that the edge gave the request."""
    return str(request.scope.get("zhiban.request_id", "unknown"))


async def _for_this_caller(request: HTTPConnection, error: ZhibanError) -> ZhibanError:
    """Return what the caller is told: what is wrong with a request only if they may make it."""
    if not isinstance(error, InvalidRequest):
        return error
    return await refusal_of(request) or error


_ABOUT_FORM = frozenset({400, 415})
"""What the framework says of bodies that it cannot read."""


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error with a problem; a socket that is not open yet is refused with it."""

    @app.exception_handler(ZhibanError)
    async def ours(request: HTTPConnection, error: ZhibanError) -> JSONResponse:
        error = await _for_this_caller(request, error)
        if STATUS_OF.get(type(error), 500) >= 500:
            log.warning("http.failed", error=type(error).__name__, detail=str(error))
        return await answer_to(error, request)

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code in _ABOUT_FORM and (why := await refusal_of(request)):
            return await answer_to(why, request)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods_at(request)))
        detail = desks_of(request).words.text(said_by(error), await reader_of_refusal(request))
        return answer(request_id_of(request), error.status_code, detail, headers=headers)

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(WebSocketRequestValidationError)
    async def shape(request: HTTPConnection, error: ValidationException) -> JSONResponse:
        if why := await refusal_of(request):
            return await answer_to(why, request)
        return _answer_to_shape(request, error, await reader_of_refusal(request))


def _methods_at(request: Request) -> set[str]:
    """Return what this address knows over all of its routes; the framework looks at one."""
    found: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        pattern = getattr(context, "path_regex", None)
        if context.methods and pattern is not None and pattern.match(request.url.path):
            found |= context.methods
    return found | ({"HEAD"} if "GET" in found else set())


NOTHING_HERE = message("http.nothing_here", index=Called("/"))

_SAID_OF = {
    400: message("http.bad_body"),
    404: NOTHING_HERE,
    405: message("http.method"),
}


def said_by(error: HTTPException) -> Message:
    """Return what is said of an error of the framework."""
    if isinstance(error, RefusedRequest):
        return error.said
    return _SAID_OF.get(error.status_code, message("http.other"))


def _answer_to_shape(
    conn: HTTPConnection, error: ValidationException, reader: Reader
) -> JSONResponse:
    """Name every field that is wrong; never repeat what was sent, which may be a password."""
    words = desks_of(conn).words
    wrong = [broken_field({**each, "loc": _place(each)}) for each in error.errors()]
    found = [FieldProblem(field=each.field, rule=_rule(each, words, reader)) for each in wrong]
    own_rules_only = all(each["type"] == "value_error" for each in error.errors())
    return answer(
        request_id_of(conn),
        422,
        " ".join(refusal(each, words, reader) for each in wrong[:5]),
        name="invalid-request" if own_rules_only else "malformed-request",
        field=found[0].field,
        rule=found[0].rule,
        errors=found[:20],
    )


def _place(error: dict[str, Any]) -> tuple[Any, ...]:
    """Return where a field is, without the part of the request that it is in."""
    if error["type"] == "json_invalid":
        return ("body",)
    return tuple(error["loc"][1:]) or tuple(error["loc"])
