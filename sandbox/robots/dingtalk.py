"""The DingTalk custom robot: `POST /robot/send?access_token=&timestamp=&sign=`.

Rules as published for custom robots: at most 20 000 bytes on the wire; 20 calls a minute, and one
more throttles the robot for ten minutes; keyword, signature or address list as its lock; every
answer is HTTP 200 with an `errcode`.
"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sandbox.robots.calls import (
    LONGEST_SKEW_SECONDS,
    Call,
    Clock,
    Refusal,
    Window,
    number,
    objects,
    parse,
    section,
    sign,
    text_of,
    words,
)
from sandbox.robots.ledger import Draft

MOST_WIRE_BYTES = 20_000
PER_MINUTE = 20
THROTTLED_SECONDS = 600.0


class DingtalkState(IntEnum):
    """How the robot stands in its group; the value is the error code it then answers with."""

    WORKING = 0
    STOPPED = 400102
    GROUP_GONE = 400013
    REMOVED = 400106


@dataclass(frozen=True)
class DingtalkRobot:
    """A robot and its locks; an empty lock is open."""

    name: str
    token: str
    secret: str = ""
    keywords: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    state: DingtalkState = DingtalkState.WORKING


@dataclass
class _Pace:
    window: Window = field(default_factory=lambda: Window(PER_MINUTE, 60))
    throttled_until: float = float("-inf")


class Dingtalk:
    """All DingTalk robots."""

    name = "dingtalk"

    def __init__(self, robots: Sequence[DingtalkRobot], clock: Clock) -> None:
        self._by_token = {robot.token: robot for robot in robots}
        self._paces = {robot.token: _Pace() for robot in robots}
        self._clock = clock

    def robots(self) -> tuple[str, ...]:
        """Return the names of the robots."""
        return tuple(robot.name for robot in self._by_token.values())

    def robot_of(self, call: Call) -> str:
        """Return the robot whose token the call carries."""
        robot = self._by_token.get(call.query.get("access_token", ""))
        return robot.name if robot else ""

    def reply(self, code: int, text: str) -> dict[str, Any]:
        """Return an answer in DingTalk's shape."""
        return {"errcode": code, "errmsg": text}

    def judge(self, call: Call) -> Draft:
        """Check a call: form, token, state, rate, locks, content."""
        body = _body(call)
        token = call.query.get("access_token", "")
        if not token:
            raise Refusal(40035, "缺少参数 access_token")
        robot = self._by_token.get(token)
        if robot is None:
            raise Refusal(300005, "token is not exist")
        if robot.state is not DingtalkState.WORKING:
            raise Refusal(robot.state.value, f"robot {robot.state.name.lower()}")
        self._check_rate(robot)
        self._check_locks(robot, call, body)
        kind = text_of(body, "msgtype")
        reader = READERS.get(kind)
        if reader is None:
            raise Refusal(400105, "unsupported msgtype")
        return Draft(kind, "\n".join([reader(section(body, kind)), _mentions(body)]).rstrip(), body)

    def _check_rate(self, robot: DingtalkRobot) -> None:
        pace, now = self._paces[robot.token], self._clock()
        if now >= pace.throttled_until and pace.window.take(now):
            return
        if now >= pace.throttled_until:
            pace.throttled_until = now + THROTTLED_SECONDS
        raise Refusal(130101, f"send too fast, exceed {PER_MINUTE} times per minute")

    def _check_locks(self, robot: DingtalkRobot, call: Call, body: dict[str, Any]) -> None:
        if robot.addresses and call.client_ip not in robot.addresses:
            raise Refusal(310000, f"ip {call.client_ip} not in whitelist")
        if robot.secret:
            self._check_sign(robot, call)
        if robot.keywords and not any(word in words(body) for word in robot.keywords):
            raise Refusal(310000, "keywords not in content")

    def _check_sign(self, robot: DingtalkRobot, call: Call) -> None:
        stamp = call.query.get("timestamp", "")
        if abs(number(stamp) / 1000 - self._clock()) > LONGEST_SKEW_SECONDS:
            raise Refusal(310000, "invalid timestamp")
        expected = sign(key=robot.secret, message=f"{stamp}\n{robot.secret}")
        if not hmac.compare_digest(expected.encode(), call.query.get("sign", "").encode()):
            raise Refusal(310000, "sign not match")


def _body(call: Call) -> dict[str, Any]:
    if not call.content_type.lower().startswith("application/json"):
        raise Refusal(43004, "无效的HTTP HEADER Content-Type")
    if len(call.body) > MOST_WIRE_BYTES:
        raise Refusal(460101, "message too long")
    body = parse(call.body)
    if body is None:
        raise Refusal(40035, "不合法的参数 json")
    return body


def _required(content: dict[str, Any], *names: str) -> list[str]:
    values = [text_of(content, name) for name in names]
    for name, value in zip(names, values, strict=True):
        if not value.strip():
            raise Refusal(40035, f"缺少参数 {name}")
    return values


def _mentions(body: dict[str, Any]) -> str:
    at = section(body, "at")
    people = [str(person) for name in ("atMobiles", "atUserIds") for person in at.get(name) or []]
    if at.get("isAtAll") is True:
        people.append("all")
    return " ".join(f"@{person}" for person in people)


def _text(content: dict[str, Any]) -> str:
    return _required(content, "content")[0]


def _link(content: dict[str, Any]) -> str:
    return "\n".join(_required(content, "title", "text", "messageUrl"))


def _markdown(content: dict[str, Any]) -> str:
    if not text_of(content, "title").strip():
        raise Refusal(400402, "markdown title missing")
    return _required(content, "text")[0]


def _action_card(content: dict[str, Any]) -> str:
    title, text = _required(content, "title", "text")
    buttons = objects(content, "btns")
    if not buttons:
        title_of_one, address = _required(content, "singleTitle", "singleURL")
        buttons = [{"title": title_of_one, "actionURL": address}]
    shown = [" ".join(_required(button, "title", "actionURL")) for button in buttons]
    return "\n".join([title, text, *shown])


def _feed_card(content: dict[str, Any]) -> str:
    links = objects(content, "links")
    if not links:
        raise Refusal(40035, "缺少参数 links")
    return "\n".join(" ".join(_required(link, "title", "messageURL")) for link in links)


READERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": _text,
    "link": _link,
    "markdown": _markdown,
    "actionCard": _action_card,
    "feedCard": _feed_card,
}
