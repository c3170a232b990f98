"""The envelope every reply wears."""

import json
from collections.abc import Mapping
from typing import Any

# The SDK looks for errors only when the type is exactly this, without a charset.
CONTENT_TYPE = "application/json"
# Every reply carries it, so that nobody takes the stand-in for the real cloud.
SANDBOX_HEADER = ("x-sandbox", "tencent-cloud-stand-in")


def success(result: Mapping[str, Any], request_id: str) -> bytes:
    """Return the body of a call that worked."""
    return _encode({"Response": {**result, "RequestId": request_id}})


def failure(code: str, message: str, request_id: str) -> bytes:
    """Return the body of a call that was refused; the HTTP status stays 200."""
    error = {"Code": code, "Message": f"[sandbox] {message}"}
    return _encode({"Response": {"Error": error, "RequestId": request_id}})


def without_request_id(body: bytes) -> bytes:
    """Return `body` with its RequestId taken out, as a broken gateway would send it."""
    content = json.loads(body)
    del content["Response"]["RequestId"]
    return _encode(content)


def _encode(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
