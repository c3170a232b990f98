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
            f"{said}. Tencent Cloud asks for fewer calls.", delay=_SHORTLY
        ),
    ),
    (
        _CREDENTIALS,
        _NO_RIGHTS,
        lambda said, _: Misconfigured(
            f"{said}. Check the Tencent Cloud credentials and their policies."
        ),
    ),
    (
        _CLOSED,
        (),
        lambda said, _: Misconfigured(f"{said}. Pay or reopen it in the Tencent Cloud console."),
    ),
    (
        ("UnsupportedRegion",),
        (),
        lambda said, _: Misconfigured(f"{said}. Check the region, e.g. ap-guangzhou."),
    ),
    (
        _TOO_MUCH,
        (),
        lambda said, _: TooLarge(f"{said}. Ask for a shorter period or fewer lines."),
    ),
    (
        ("FailedOperation.InvalidContext",),
        (),
        lambda said, _: InvalidRequest("page", f"was refused by {said}; start the search anew"),
    ),
    (
        (),
        _PERMANENT_INSIDE_INTERNAL,
        lambda said, message: Rejected(f"{said}. {message}"),
    ),
    (
        _PASSING,
        (),
        lambda said, _: Unavailable(
            f"{said}. Tencent Cloud has a fault; it may pass.", delay=_SHORTLY
        ),
    ),
    (
        _SYNTAX,
        (),
        lambda said, message: InvalidRequest("query", f"was refused by {said} ({message})"),
    ),
)
"""What a code begins or ends with, and our error for it; the first row that fits counts."""


def explain(error: Exception, *, action: str) -> ZhibanError:
    """Return our error for whatever the SDK raised; never repeats a header or a body."""
    if isinstance(error, TencentCloudSDKException):
        return _by_code(str(error.code or ""), str(error.message or ""), action)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Unavailable(f"{action}: Tencent Cloud could not be reached.", delay=_SHORTLY)
    if isinstance(error, httpx.HTTPError | TimeoutError):
        return Unavailable(f"{action}: Tencent Cloud did not answer in time.", delay=_SHORTLY)
    if isinstance(error, json.JSONDecodeError | KeyError | UnicodeDecodeError):
        return Unavailable(f"{action}: the answer was not in the documented form.", delay=_SHORTLY)
    return Unavailable(f"{action}: {type(error).__name__} while talking to Tencent Cloud.")


def _by_code(code: str, message: str, action: str) -> ZhibanError:
    said = f"{action}: {code}"
    for begins, ends, error in _TABLE:
        if code.startswith(begins) or (ends and code.endswith(ends)):
            return error(said, _short(message))
    return Rejected(f"{said}. {_short(message)}")


def _short(message: str) -> str:
    """Keep one line of the vendor's words; server errors carry whole pages in theirs."""
    return " ".join(message.split())[:200]
