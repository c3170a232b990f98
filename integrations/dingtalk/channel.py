"""The DingTalk custom robot as a `Channel`."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from application.ports.clock import Clock
from domain.chat_posts import Mentions, mentions_of
from domain.deliveries import ChannelAddress, ChannelKind, Message, Receipt
from domain.message_parts import MOST_PARTS
from domain.provider_answers import (
    Answer,
    bad_address,
    never_left,
    no_answer,
    no_robot,
    post_in_order,
    read_answer,
)
from integrations.dingtalk.errors import DINGTALK
from integrations.dingtalk.posts import encode, posts

SERVER = "https://oapi.dingtalk.com"
PATH = "/robot/send"
TIMEOUT_SECONDS = 10.0
"""DingTalk answers in well under a second; ten leave room for a slow line."""


@dataclass(frozen=True)
class DingtalkRobot:
    """A robot in a group; token and secret open the group.

    Attributes:
        token: the `access_token` of its address.
        secret: for the signature, empty when the robot is not locked that way.
        keyword: a word it wants in every post, empty when it is not locked that way.
        server: base address.
    """

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    keyword: str = ""
    server: str = SERVER


class DingtalkChannel:
    """Posts to the groups of the configured robots.

    Args:
        http: carries the requests; redirects are never followed.
        robots: by the name that people use in their settings.
        clock: for signatures, which are good for an hour.
        most_parts: beyond this a card with the link is posted instead.
        timeout_seconds: longest wait for one answer.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        robots: Mapping[str, DingtalkRobot],
        clock: Clock,
        *,
        most_parts: int = MOST_PARTS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._http = http
        self._robots = robots
        self._clock = clock
        self._most_parts = most_parts
        self._timeout = timeout_seconds

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.DINGTALK

    def parts_of(self, message: Message, to: ChannelAddress | None = None) -> int:
        """Return how many posts a message takes; without `to`, at most how many."""
        whom = mentions_of(to) if to else Mentions(everybody=True)
        robot = self._robots.get(to.target) if to else None
        return len(self._posts(message, whom, robot))

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Post from part `first_part` on; see `Channel.send`."""
        robot = self._robots.get(to.target)
        if robot is None:
            return no_robot(DINGTALK, to.target)
        bodies = self._posts(message, mentions_of(to), robot)
        return await post_in_order(
            bodies, lambda body: self._post(robot, body), first_part=first_part
        )

    def _posts(
        self, message: Message, mentions: Mentions, robot: DingtalkRobot | None
    ) -> list[dict[str, Any]]:
        keyword = robot.keyword if robot else ""
        return posts(message, mentions, most_parts=self._most_parts, keyword=keyword)

    async def _post(self, robot: DingtalkRobot, body: dict[str, Any]) -> Receipt:
        try:
            url = httpx.URL(robot.server.rstrip("/") + PATH)
            response = await self._http.post(
                url,
                content=encode(body),
                # A connection that is not kept cannot be found dead by the next message.
                headers={"content-type": "application/json", "connection": "close"},
                timeout=self._timeout,
                follow_redirects=False,
                # Secrets go into the request line only: URLs end up in logs, traces and errors.
                extensions={"target": url.raw_path + b"?" + self._query(robot)},
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return bad_address(DINGTALK)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return never_left(DINGTALK)
        except httpx.HTTPError:
            return no_answer(DINGTALK)
        retry_after = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, response.content, retry_after)
        return read_answer(DINGTALK, answer, secrets=(robot.token, robot.secret))

    def _query(self, robot: DingtalkRobot) -> bytes:
        """Return the query with its signature, percent-encoded once."""
        if not robot.secret:
            return urlencode({"access_token": robot.token}).encode()
        stamp = str(int(self._clock.now().timestamp() * 1000))
        text = f"{stamp}\n{robot.secret}".encode()
        digest = hmac.new(robot.secret.encode(), text, hashlib.sha256).digest()
        sign = base64.b64encode(digest).decode()
        return urlencode({"access_token": robot.token, "timestamp": stamp, "sign": sign}).encode()
