"""One request to the Cloud API, as it arrived."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.tencent.errors import ApiError, missing_parameter

# POST bodies signed with TC3 may have 10 MB (common-parameters page of the vendor).
MAX_BODY_BYTES = 10 * 1024 * 1024

_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 "
    r"Credential=(?P<id>[^/,\s]+)/(?P<date>\d{4}-\d{2}-\d{2})/(?P<service>[a-z0-9]+)/tc3_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class RawRequest:
    """Method, query, headers (names in lower case) and body, untouched."""

    method: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def body_sha256(self) -> str:
        """Hex SHA-256 of the body, as the ledger keeps it."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Authorization:
    """The parts of a TC3 `Authorization` header."""

    secret_id: str
    date: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


@dataclass(frozen=True)
class Call:
    """What the headers say the caller wants."""

    action: str
    version: str
    service: str
    region: str
    timestamp: int
    token: str | None
    trace_id: str
    authorization: Authorization


def guess_names(raw: RawRequest) -> tuple[str, str]:
    """Return service and action as far as the headers name them, for faults and the ledger."""
    scope = re.search(r"Credential=[^/]+/[^/]+/([^/]+)/", raw.headers.get("authorization", ""))
    return (scope.group(1) if scope else "", raw.headers.get("x-tc-action", ""))


def read_call(raw: RawRequest) -> Call:
    """Read the common headers.

    Raises:
        ApiError: a header is missing or malformed.
    """
    if len(raw.body) > MAX_BODY_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "The request body is larger than 10 MB.")
    authorization = _read_authorization(raw.headers.get("authorization", ""))
    for name in ("X-TC-Action", "X-TC-Version", "X-TC-Timestamp"):
        if not raw.headers.get(name.lower()):
            raise missing_parameter(name)
    timestamp = raw.headers["x-tc-timestamp"]
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise ApiError(
            "AuthFailure.InvalidAuthorization", "X-TC-Timestamp must be whole seconds since 1970."
        )
    return Call(
        action=raw.headers["x-tc-action"],
        version=raw.headers["x-tc-version"],
        service=authorization.service,
        region=raw.headers.get("x-tc-region", ""),
        timestamp=int(timestamp),
        token=raw.headers.get("x-tc-token"),
        trace_id=raw.headers.get("x-tc-traceid", ""),
        authorization=authorization,
    )


def _read_authorization(header: str) -> Authorization:
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        raise ApiError(
            "AuthFailure.InvalidAuthorization",
            "The Authorization header is missing or not in the TC3-HMAC-SHA256 form.",
        )
    signed = tuple(match["headers"].split(";"))
    if not {"content-type", "host"} <= set(signed):
        raise ApiError(
            "AuthFailure.InvalidAuthorization",
            "SignedHeaders must list at least content-type and host.",
        )
    return Authorization(match["id"], match["date"], match["service"], signed, match["signature"])
