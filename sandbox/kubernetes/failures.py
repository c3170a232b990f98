"""Refusals, as `Status` objects of the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sandbox.kubernetes.kinds import Kind

REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    410: "Expired",
    415: "UnsupportedMediaType",
    422: "Invalid",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
}
REJECTED_PATCH = "the server rejected our request due to an error in our request"


class Refusal(Exception):
    """The API says no.

    Attributes:
        code: HTTP status.
        reason: a word for programs.
        details: what it is about.
        retry_after: seconds for a `Retry-After` header; 0 leaves it out.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        reason: str = "",
        details: dict[str, Any] | None = None,
        retry_after: int = 0,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason or REASONS.get(code, HTTPStatus(code).phrase)
        self.details = details or {}
        self.retry_after = retry_after

    def as_status(self) -> dict[str, Any]:
        """Return the `Status` object."""
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": str(self),
            "reason": self.reason,
            "code": self.code,
        }
        if self.details:
            status["details"] = self.details
        return status


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with an object.

    Attributes:
        field: path such as `spec.replicas`.
        reason: `Invalid`, `Required`, `NotSupported`, `Forbidden`.
        text: what is wrong, the value included.
    """

    field: str
    reason: str
    text: str


def about(kind: Kind, name: str) -> dict[str, Any]:
    """Return `details` that name an object by its resource."""
    details = {"name": name, "kind": kind.plural}
    return details | ({"group": kind.group} if kind.group else {})


def not_found(kind: Kind, name: str) -> Refusal:
    """There is no such object."""
    return Refusal(404, f'{kind.full} "{name}" not found', details=about(kind, name))


def exists(kind: Kind, name: str) -> Refusal:
    """There is one of that name."""
    message = f'{kind.full} "{name}" already exists'
    return Refusal(409, message, reason="AlreadyExists", details=about(kind, name))


def conflict(kind: Kind, name: str, why: str = "") -> Refusal:
    """Somebody else changed it meanwhile."""
    why = why or (
        "the object has been modified; please apply your changes to the latest version and "
        "try again"
    )
    message = f'Operation cannot be fulfilled on {kind.full} "{name}": {why}'
    return Refusal(409, message, details=about(kind, name))


def invalid(kind: Kind, name: str, flaws: Sequence[Flaw]) -> Refusal:
    """It is not what an object of that kind may be."""
    texts = [f"{flaw.field}: {flaw.text}" for flaw in flaws]
    joined = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    causes = [
        {"reason": f"FieldValue{flaw.reason}", "message": flaw.text, "field": flaw.field}
        for flaw in flaws
    ]
    details = about(kind, name) | {"kind": kind.name, "causes": causes}
    return Refusal(422, f'{kind.full_kind} "{name}" is invalid: {joined}', details=details)


def forbidden(kind: Kind, name: str, why: str) -> Refusal:
    """The caller may not, or an admission step does not want it."""
    named = f'{kind.full} "{name}"' if name else kind.full
    return Refusal(403, f"{named} is forbidden: {why}", details=about(kind, name))


def expired(asked: int, oldest: int) -> Refusal:
    """That version is no longer known."""
    return Refusal(410, f"too old resource version: {asked} ({oldest})")
