"""Every way in which a call fails, as one of our errors.

The async client raises raw `httpx`, `json` and `KeyError` exceptions beside its own, and HTTP
errors as code `ServerNetworkError`. A code's prefix decides its class; more exact codes come
first, since TKE and others hide permanent faults under `InternalError`.
"""

import json
from datetime import timedelta

import httpx
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from domain.errors import (
    InvalidRequest,
    Misconfigured,
    Rejected,
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
)
_PERMANENT_INSIDE_INTERNAL = (".ClusterNotFound", ".CamNoAuth", ".InsufficientBalance")
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
)
_SYNTAX = (
    "FailedOperation.SyntaxError",
    "InvalidParameter",
    "InvalidParameterValue",
    "MissingParameter",
    "UnknownParameter",
)


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


_SHORTLY = timedelta(seconds=2)


def _by_code(code: str, message: str, action: str) -> ZhibanError:
    said = f"{action}: {code}"
    if code.startswith(_THROTTLED):
        return TooManyRequests(f"{said}. Tencent Cloud asks for fewer calls.", delay=_SHORTLY)
    if code.startswith(_CREDENTIALS):
        return Misconfigured(f"{said}. Check the Tencent Cloud credentials and their policies.")
    if code.endswith(_PERMANENT_INSIDE_INTERNAL):
        return Rejected(f"{said}. {_short(message)}")
    if code.startswith(_PASSING):
        return Unavailable(f"{said}. Tencent Cloud has a fault; it may pass.", delay=_SHORTLY)
    if code.startswith(_SYNTAX):
        return InvalidRequest("query", f"was refused by {said} ({_short(message)})")
    return Rejected(f"{said}. {_short(message)}")


def _short(message: str) -> str:
    """Keep one line of the vendor's words; server errors carry whole pages in theirs."""
    return " ".join(message.split())[:200]
