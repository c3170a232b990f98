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

from api.unauthenticated import refusal_of
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    PermanentError,
    Rejected,
    TemporaryError,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    ZhibanError,
)

PROBLEM_JSON = "application/problem+json"
CHALLENGE = 'Bearer realm="zhiban"'
"""RFC 9110 11.6.1: a 401 names a scheme that would do. Never Basic, which makes browsers ask."""

STATUS_OF: dict[type[ZhibanError], int] = {
    InvalidRequest: 422,
    Unauthenticated: 401,
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


def answer_to(error: ZhibanError, request_id: str) -> JSONResponse:
    """Return the response for one of our errors."""
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, TemporaryError) and error.delay is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.delay.total_seconds())))
    if isinstance(error, InvalidRequest):
        extra = {"field": error.field, "rule": error.rule}
    name = MISCONFIGURED if isinstance(error, Misconfigured) else ""
    return answer(request_id, status, str(error), name=name, headers=headers, **extra)


def answer_to_crash(request_id: str) -> JSONResponse:
    """Return the response for an error of no kind that we know; tells nothing about it."""
    return answer(
        request_id, 500, f"Something broke on our side; tell an admin the request id {request_id}."
    )


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
        return answer_to(error, request_id_of(request))

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code in _ABOUT_FORM and (refusal := await refusal_of(request)):
            return answer_to(refusal, request_id_of(request))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods_at(request)))
        sentence = _SENTENCE_OF.get(error.status_code, error.detail)
        return answer(request_id_of(request), error.status_code, sentence, headers=headers)

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(WebSocketRequestValidationError)
    async def shape(request: HTTPConnection, error: ValidationException) -> JSONResponse:
        if refusal := await refusal_of(request):
            return answer_to(refusal, request_id_of(request))
        return _answer_to_shape(request_id_of(request), error)


def _methods_at(request: Request) -> set[str]:
    """Return what this address knows over all of its routes; the framework looks at one."""
    found: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        pattern = getattr(context, "path_regex", None)
        if context.methods and pattern is not None and pattern.match(request.url.path):
            found |= context.methods
    return found | ({"HEAD"} if "GET" in found else set())


_SENTENCE_OF = {
    400: "The body cannot be read; send JSON in UTF-8.",
    404: "Nothing is here; GET / lists what is.",
    405: "This address does not know that method; see Allow.",
}


def _answer_to_shape(request_id: str, error: ValidationException) -> JSONResponse:
    """Name every field that is wrong; never repeat what was sent, which may be a password."""
    found = [_field_problem(each) for each in error.errors()]
    own_rules_only = all(each["type"] == "value_error" for each in error.errors())
    return answer(
        request_id,
        422,
        " ".join(f"{each.field} {each.rule}." for each in found[:5]),
        name="invalid-request" if own_rules_only else "malformed-request",
        field=found[0].field,
        rule=found[0].rule,
        errors=found[:20],
    )


def _field_problem(error: dict[str, Any]) -> FieldProblem:
    where = [str(part) for part in error["loc"]]
    if error["type"] == "json_invalid":
        return FieldProblem(field="body", rule=f"is not valid JSON at character {where[-1]}")
    name = ".".join(where[1:])[:100] or where[0]
    message = str(error["msg"]).removeprefix("Value error, ")
    return FieldProblem(field=name, rule=_RULE_OF.get(error["type"], f"is wrong: {message}"))


_RULE_OF = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
}
