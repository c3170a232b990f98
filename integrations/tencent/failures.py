"""Every way in which a call fails, as one of our errors.

The async client raises raw `httpx`, `json` and `KeyError` exceptions beside its own, and HTTP
errors as code `ServerNetworkError`. What a code means stands in `error_codes.toml`.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.resources import files

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


class Unreachable(Unavailable):
    """No connection was made: nothing was sent, and nothing was done."""


_SHORTLY = timedelta(seconds=2)

_ERRORS: Mapping[str, Callable[[str, str], ZhibanError]] = {
    "throttled": lambda said, _: TooManyRequests(
        message("tencent.throttled", said=Called(said)), delay=_SHORTLY
    ),
    "credentials": lambda said, _: Misconfigured(message("tencent.credentials", said=Called(said))),
    "closed": lambda said, _: Misconfigured(message("tencent.closed", said=Called(said))),
    "region": lambda said, _: Misconfigured(
        message("tencent.region", said=Called(said), example=Called("ap-guangzhou"))
    ),
    "too_much": lambda said, _: TooLarge(message("tencent.too_much", said=Called(said))),
    "stale_page": lambda said, _: InvalidRequest(
        "page", message("tencent.stale_page", said=Called(said))
    ),
    "passing": lambda said, _: Unavailable(
        message("tencent.fault", said=Called(said)), delay=_SHORTLY
    ),
    "invalid": lambda said, why: InvalidRequest(
        "query", message("tencent.query", said=Called(said), why=Foreign(why))
    ),
    "refused": lambda said, why: Rejected(_refused(said, why)),
}
"""Our error for each class of codes: made from the action with its code, and the vendor's words."""


def _read_classes() -> Mapping[str, str]:
    """Return the class of each code and of each family, a family as `"InternalError.*"`."""
    text = files("integrations.tencent").joinpath("error_codes.toml").read_text("utf-8")
    rules = tomllib.loads(text)["rule"]
    return {code: rule["class"] for rule in rules for code in rule["codes"]}


_CLASSES = _read_classes()


def class_of(code: str) -> str:
    """Return the class of an error code: its own, its family's, or `refused`."""
    family = f"{code.partition('.')[0]}.*"
    return _CLASSES.get(code) or _CLASSES.get(family) or "refused"


def explain(error: Exception, *, action: str) -> ZhibanError:
    """Return our error for whatever the SDK raised; never repeats a header or a body."""
    if isinstance(error, TencentCloudSDKException):
        return _by_code(str(error.code or ""), str(error.message or ""), action)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Unreachable(message("tencent.unreachable", action=Called(action)), delay=_SHORTLY)
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
    return _ERRORS[class_of(code)](f"{action}: {code}", _short(text))


def _short(message: str) -> str:
    """Keep one line of the vendor's words; server errors carry whole pages in theirs."""
    return " ".join(message.split())[:200]
