"""What the three providers have in common: a call, a refusal, a limit, a signature."""

import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.robots.ledger import Draft

Clock = Callable[[], float]
"""Returns Unix seconds."""

LONGEST_SKEW_SECONDS = 3600.0
"""DingTalk and Feishu refuse a signature whose time is more than one hour away."""


@dataclass(frozen=True)
class Call:
    """One HTTP request as a provider sees it; `token` is the path's last part, where it has one."""

    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    client_ip: str = "127.0.0.1"
    token: str = ""


class Refusal(Exception):
    """The provider says no; it answers with this code and text at HTTP 200."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


class Provider(Protocol):
    """One kind of chat robot."""

    name: str

    def robots(self) -> tuple[str, ...]:
        """Return the names of the robots it knows."""
        ...

    def robot_of(self, call: Call) -> str:
        """Return the name of the robot a call is for; empty when there is none."""
        ...

    def judge(self, call: Call) -> Draft:
        """Return what is to be posted.

        Raises:
            Refusal: the call breaks a rule.
        """
        ...

    def reply(self, code: int, text: str) -> dict[str, Any]:
        """Return the body of an answer; code 0 is success."""
        ...


class Window:
    """At most `limit` calls in any `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def take(self, now: float) -> bool:
        """Count a call and tell whether it is within the limit; one beyond is not counted."""
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        if len(self._taken) >= self._limit:
            return False
        self._taken.append(now)
        return True


def sign(*, key: str, message: str) -> str:
    """Return the Base64 HMAC-SHA256 both signing providers use."""
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def number(text: str) -> int:
    """Return a whole number of at most 18 digits, 0 for any other text."""
    return int(text) if len(text) <= 18 and text.isascii() and text.isdigit() else 0


def parse(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object in a body, or None when there is none."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def words(body: object) -> str:
    """Return every string in a JSON value, one per line: where keywords are looked for."""
    if isinstance(body, str):
        return body
    if isinstance(body, dict):
        return "\n".join(words(value) for value in body.values())
    if isinstance(body, list):
        return "\n".join(words(value) for value in body)
    return ""


def section(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object under a name, empty when it is missing or of another shape."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def text_of(body: dict[str, Any], name: str) -> str:
    """Return the string under a name, empty when it is missing or of another shape."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def objects(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects in the list under a name."""
    value = body.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
