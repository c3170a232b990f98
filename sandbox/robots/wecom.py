"""The WeCom group robot: `POST /cgi-bin/webhook/send?key=`.

Rules as published for group robots (document 99110): no signature, the key is the secret; sizes
in bytes of UTF-8; 20 messages a minute; every answer is HTTP 200 with an `errcode`.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.robots.calls import Call, Clock, Refusal, Window, objects, parse, section, text_of
from sandbox.robots.ledger import Draft

MOST_BYTES = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
MOST_IMAGE_BYTES = 2 * 1024 * 1024
MOST_ARTICLES = 8
PER_MINUTE = 20
NOT_A_ROBOT = 93000
CARD_TYPES = {"text_notice", "news_notice"}


@dataclass(frozen=True)
class WecomRobot:
    """A robot in a group."""

    name: str
    key: str


class Wecom:
    """All WeCom robots."""

    name = "wecom"

    def __init__(self, robots: Sequence[WecomRobot], clock: Clock) -> None:
        self._by_key = {robot.key: robot for robot in robots}
        self._windows = {robot.key: Window(PER_MINUTE, 60) for robot in robots}
        self._clock = clock

    def robots(self) -> tuple[str, ...]:
        """Return the names of the robots."""
        return tuple(robot.name for robot in self._by_key.values())

    def robot_of(self, call: Call) -> str:
        """Return the robot whose key the call carries."""
        robot = self._by_key.get(call.query.get("key", ""))
        return robot.name if robot else ""

    def reply(self, code: int, text: str) -> dict[str, Any]:
        """Return an answer in WeCom's shape."""
        return {"errcode": code, "errmsg": text}

    def judge(self, call: Call) -> Draft:
        """Check a call in WeCom's order: key, rate, JSON, type, content."""
        key = call.query.get("key", "")
        if key not in self._by_key:
            raise Refusal(NOT_A_ROBOT, f"invalid webhook url, from ip: {call.client_ip}")
        if not self._windows[key].take(self._clock()):
            raise Refusal(45009, "api freq out of limit")
        body = parse(call.body)
        if body is None:
            raise Refusal(47001, "data format error")
        kind = text_of(body, "msgtype")
        reader = READERS.get(kind)
        if reader is None:
            raise Refusal(40008, "invalid message type")
        return Draft(kind, reader(kind, section(body, kind)), body)


def _words(kind: str, content: dict[str, Any]) -> str:
    text = text_of(content, "content")
    if not text.strip():
        raise Refusal(44004, "empty content")
    if len(text.encode()) > MOST_BYTES[kind]:
        most = MOST_BYTES[kind]
        raise Refusal(40058, f"{kind}.content exceed max length {most}. invalid Request Parameter")
    people = [
        str(person)
        for name in ("mentioned_list", "mentioned_mobile_list")
        for person in content.get(name) or []
    ]
    return "\n".join([text, " ".join(f"@{person}" for person in people)]).rstrip()


def _image(_kind: str, content: dict[str, Any]) -> str:
    try:
        picture = base64.b64decode(text_of(content, "base64"), validate=True)
    except binascii.Error:
        raise Refusal(40058, "image.base64 invalid. invalid Request Parameter") from None
    if not 0 < len(picture) <= MOST_IMAGE_BYTES:
        raise Refusal(40009, "invalid image size")
    if hashlib.md5(picture, usedforsecurity=False).hexdigest() != text_of(content, "md5").lower():
        raise Refusal(301019, "media md5 not match")
    if not picture.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise Refusal(40005, "invalid file type")
    return f"[image, {len(picture)} bytes]"


def _news(_kind: str, content: dict[str, Any]) -> str:
    articles = objects(content, "articles")
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise Refusal(40058, "news.articles size must be 1 to 8. invalid Request Parameter")
    for article in articles:
        if not text_of(article, "title") or not text_of(article, "url"):
            raise Refusal(40058, "news.articles missing title or url. invalid Request Parameter")
    return "\n\n".join(
        "\n".join(
            [
                _cut(text_of(article, "title"), 128),
                _cut(text_of(article, "description"), 512),
                text_of(article, "url"),
            ]
        )
        for article in articles
    )


def _media(_kind: str, _content: dict[str, Any]) -> str:
    """Refuse: files are sent by an id from the upload address, which is not part of this."""
    raise Refusal(40007, "invalid media_id")


def _card(_kind: str, content: dict[str, Any]) -> str:
    if text_of(content, "card_type") not in CARD_TYPES:
        raise Refusal(40058, "template_card.card_type invalid. invalid Request Parameter")
    if not section(content, "card_action"):
        raise Refusal(40058, "template_card.card_action missing. invalid Request Parameter")
    if (
        len(objects(content, "horizontal_content_list")) > 6
        or len(objects(content, "jump_list")) > 3
    ):
        raise Refusal(40058, "template_card list too long. invalid Request Parameter")
    title = section(content, "main_title")
    return "\n".join([text_of(title, "title"), text_of(title, "desc")]).strip()


def _cut(text: str, most_bytes: int) -> str:
    """Return what WeCom shows of a text that is too long for its place."""
    return text.encode()[:most_bytes].decode(errors="ignore")


READERS: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "text": _words,
    "markdown": _words,
    "markdown_v2": _words,
    "image": _image,
    "news": _news,
    "file": _media,
    "voice": _media,
    "template_card": _card,
}
