"""The Feishu custom bot: `POST /open-apis/bot/v2/hook/{token}`.

Rules as published for custom bots: a body of at most 20 KB; 100 messages a minute and 5 a second;
the signature travels in the body; errors come as `code` at HTTP 200.
"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.robots.calls import (
    LONGEST_SKEW_SECONDS,
    Call,
    Clock,
    Refusal,
    Window,
    number,
    parse,
    section,
    sign,
    text_of,
    words,
)
from sandbox.robots.ledger import Draft

MOST_WIRE_BYTES = 20 * 1024
PER_MINUTE = 100
PER_SECOND = 5


@dataclass(frozen=True)
class FeishuRobot:
    """A bot and its locks; an empty lock is open."""

    name: str
    token: str
    secret: str = ""
    keywords: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass
class _Pace:
    minute: Window = field(default_factory=lambda: Window(PER_MINUTE, 60))
    second: Window = field(default_factory=lambda: Window(PER_SECOND, 1))


class Feishu:
    """All Feishu bots."""

    name = "feishu"

    def __init__(self, robots: Sequence[FeishuRobot], clock: Clock) -> None:
        self._by_token = {robot.token: robot for robot in robots}
        self._paces = {robot.token: _Pace() for robot in robots}
        self._clock = clock

    def robots(self) -> tuple[str, ...]:
        """Return the names of the bots."""
        return tuple(robot.name for robot in self._by_token.values())

    def robot_of(self, call: Call) -> str:
        """Return the bot whose token is in the path."""
        robot = self._by_token.get(call.token)
        return robot.name if robot else ""

    def reply(self, code: int, text: str) -> dict[str, Any]:
        """Return an answer in Feishu's shape; success also carries the fields of its old form."""
        if code == 0:
            return {"StatusCode": 0, "StatusMessage": text, "code": 0, "data": {}, "msg": text}
        return {"code": code, "data": {}, "msg": text}

    def judge(self, call: Call) -> Draft:
        """Check a call: size, JSON, token, rate, locks, content."""
        if len(call.body) > MOST_WIRE_BYTES:
            raise Refusal(19036, "request body too large")
        body = parse(call.body)
        if body is None:
            raise Refusal(9499, "Bad Request")
        robot = self._by_token.get(call.token)
        if robot is None:
            raise Refusal(19001, "param invalid: incoming webhook access token invalid")
        self._check_rate(robot)
        self._check_locks(robot, call, body)
        kind = text_of(body, "msg_type")
        reader = READERS.get(kind)
        if reader is None:
            raise Refusal(19002, "params error, msg_type need")
        text = reader(body)
        if not text.strip():
            raise Refusal(9499, "Bad Request")
        return Draft(kind, text, body)

    def _check_rate(self, robot: FeishuRobot) -> None:
        pace, now = self._paces[robot.token], self._clock()
        if not (pace.second.take(now) and pace.minute.take(now)):
            raise Refusal(11232, "frequency limited")

    def _check_locks(self, robot: FeishuRobot, call: Call, body: dict[str, Any]) -> None:
        if robot.addresses and call.client_ip not in robot.addresses:
            raise Refusal(19022, "Ip Not Allowed")
        if robot.secret:
            self._check_sign(robot, body)
        if robot.keywords and not any(word in words(body) for word in robot.keywords):
            raise Refusal(19024, "Key Words Not Found")

    def _check_sign(self, robot: FeishuRobot, body: dict[str, Any]) -> None:
        stamp = str(body.get("timestamp", ""))
        near = abs(number(stamp) - self._clock()) <= LONGEST_SKEW_SECONDS
        expected = sign(key=f"{stamp}\n{robot.secret}", message="")
        if not (near and hmac.compare_digest(expected.encode(), text_of(body, "sign").encode())):
            raise Refusal(
                19021, "sign match fail or timestamp is not within one hour from current time"
            )


def _text(body: dict[str, Any]) -> str:
    return text_of(section(body, "content"), "text")


def _post(body: dict[str, Any]) -> str:
    return words(section(section(body, "content"), "post"))


def _image(body: dict[str, Any]) -> str:
    key = text_of(section(body, "content"), "image_key")
    return f"[image {key}]" if key else ""


def _share_chat(body: dict[str, Any]) -> str:
    chat = text_of(section(body, "content"), "share_chat_id")
    return f"[group card {chat}]" if chat else ""


def _card(body: dict[str, Any]) -> str:
    card = section(body, "card")
    shown = [words(section(section(card, "header"), "title").get("content", ""))]
    elements = card.get("elements")
    if not isinstance(elements, list) or not elements:
        return ""
    return "\n".join([*shown, *(_element(element) for element in elements)]).strip()


def _element(element: object) -> str:
    """Return the words of a card element, without its layout fields."""
    if isinstance(element, list):
        return "\n".join(_element(item) for item in element)
    if not isinstance(element, dict):
        return ""
    own = [text_of(element, name) for name in ("content", "url")]
    inner = [_element(element.get(name)) for name in ("text", "actions", "elements", "fields")]
    return "\n".join(part for part in [*own, *inner] if part)


READERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": _text,
    "post": _post,
    "image": _image,
    "share_chat": _share_chat,
    "interactive": _card,
}
