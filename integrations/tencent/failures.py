"""Every way in which a call fails, as one of our errors.

The async client raises raw `httpx`, `json` and `KeyError` exceptions beside its own, and HTTP
errors as code `ServerNetworkError`. A code's prefix decides its class; more exact codes come
first, since TKE and others hide permanent faults under `InternalError`.
"""

import json
from collections.abc import Callable
from datetime import timedelta

import httpx
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    Rejected,
    TooLarge,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, Foreign, Message, message

_THROTTLED = (
    "RequestLimitExceeded",
    "LimitExceeded.LogSearch",
    "LimitExceeded.AccessLimit",
    "FailedOperation.ReadQpsLimit",
    "FailedOperation.WriteQpsLimit",
    "FailedOperation.TagQpsLimit",
    "FailedOperation.FrequencyLimit",
    "LimitExceeded.SearchResources",  # the search engine has no memory left for now
)
_PERMANENT_INSIDE_INTERNAL = (
    ".ClusterNotFound",
    ".InsufficientBalance",
    "InternalError.Param",
    ".QuotaMaxNodLimit",
    ".PublicClusterOpNotSupport",
)
_PASSING = (
    "InternalError",
    "ServerNetworkError",
    "FailedOperation.Timeout",
    "FailedOperation.SearchTimeout",
    "ServiceUnavailable",
    "ResourceUnavailable",
)
_CREDENTIALS = (
    "AuthFailure",
    "UnauthorizedOperation",
    "InvalidCredential",
    "FailedOperation.RBACForbidden",
    "OperationDenied.ACLFailed",
    "IpNotInWhitelist",
)
_NO_RIGHTS = (".CamNoAuth", ".AccountUserNotAuthenticated")
_CLOSED = (
    "OperationDenied.AccountIsolate",
    "FailedOperation.TopicIsolated",
    "FailedOperation.TopicClosed",
    "FailedOperation.ErrOwed",
)
_TOO_MUCH = ("LimitExceeded.SearchResultTooLarge", "FailedOperation.GetlogReachLimit")
_SYNTAX = (
    "FailedOperation.SyntaxError",
    "FailedOperation.QueryError",
    "InvalidParameter",
    "InvalidParameterValue",
    "MissingParameter",
    "UnknownParameter",
)


_SHORTLY = timedelta(seconds=2)

_TABLE: tuple[tuple[tuple[str, ...], tuple[str, ...], Callable[[str, str], ZhibanError]], ...] = (
    (
        _THROTTLED,
        (),
        lambda said, _: TooManyRequests(
            message("tencent.throttled", said=Called(said)), delay=_SHORTLY
        ),
    ),
    (
        _CREDENTIALS,
        _NO_RIGHTS,
        lambda said, _: Misconfigured(message("tencent.credentials", said=Called(said))),
    ),
    (
        _CLOSED,
        (),
        lambda said, _: Misconfigured(message("tencent.closed", said=Called(said))),
    ),
    (
        ("UnsupportedRegion",),
        (),
        lambda said, _: Misconfigured(
            message("tencent.region", said=Called(said), example=Called("ap-guangzhou"))
        ),
    ),
    (
        _TOO_MUCH,
        (),
        lambda said, _: TooLarge(message("tencent.too_much", said=Called(said))),
    ),
    (
        ("FailedOperation.InvalidContext",),
        (),
        lambda said, _: InvalidRequest("page", message("tencent.stale_page", said=Called(said))),
    ),
    (
        (),
        _PERMANENT_INSIDE_INTERNAL,
        lambda said, why: Rejected(_refused(said, why)),
    ),
    (
        _PASSING,
        (),
        lambda said, _: Unavailable(message("tencent.fault", said=Called(said)), delay=_SHORTLY),
    ),
    (
        _SYNTAX,
        (),
        lambda said, why: InvalidRequest(
            "query", message("tencent.query", said=Called(said), why=Foreign(why))
        ),
    ),
)
"""What a code begins or ends with, and our error for it; the first row that fits counts."""


def explain(error: Exception, *, action: str) -> ZhibanError:
    """Return our error for whatever the SDK raised; never repeats a header or a body."""
    if isinstance(error, TencentCloudSDKException):
        return _by_code(str(error.code or ""), str(error.message or ""), action)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Unavailable(message("tencent.unreachable", action=Called(action)), delay=_SHORTLY)
    if isinstance(error, httpx.HTTPError | TimeoutError):
        return Unavailable(message("tencent.slow", action=Called(action)), delay=_SHORTLY)
    if isinstance(error, json.JSONDecodeError | KeyError | UnicodeDecodeError):
        return Unavailable(message("tencent.nonsense", action=Called(action)), delay=_SHORTLY)
    return Unavailable(
        message("tencent.failed", action=Called(action), error=Called(type(error).__name__))
    )


def _refused(said: str, why: str) -> Message:
    return message("tencent.refused", said=Called(said), why=Foreign(why) if why else None)


def _by_code(code: str, text: str, action: str) -> ZhibanError:
    said = f"{action}: {code}"
    for begins, ends, error in _TABLE:
        if code.startswith(begins) or (ends and code.endswith(ends)):
            return error(said, _short(text))
    return Rejected(_refused(said, _short(text)))


def _short(message: str) -> str:
    """Keep one line of the vendor's words; server errors carry whole pages in theirs."""
    return " ".join(message.split())[:200]
