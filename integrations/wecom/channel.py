"""The WeCom group robot as a `Channel`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

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
from integrations.wecom.errors import WECOM
from integrations.wecom.posts import posts

SERVER = "https://qyapi.weixin.qq.com"
PATH = "/cgi-bin/webhook/send"
TIMEOUT_SECONDS = 10.0
"""WeCom answers in well under a second; ten leave room for a slow line."""


@dataclass(frozen=True)
class WecomRobot:
    """A robot in a group; its key opens the group, so it is a secret."""

    key: str = field(repr=False)
    server: str = SERVER


class WecomChannel:
    """Posts to the groups of the configured robots.

    Args:
        http: carries the requests; redirects are never followed.
        robots: by the name that people use in their settings.
        most_parts: beyond this a card with the link is posted instead.
        timeout_seconds: longest wait for one answer.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        robots: Mapping[str, WecomRobot],
        *,
        most_parts: int = MOST_PARTS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._http = http
        self._robots = robots
        self._most_parts = most_parts
        self._timeout = timeout_seconds

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.WECOM

    def parts_of(self, message: Message, to: ChannelAddress | None = None) -> int:
        """Return how many posts a message takes; without `to`, at most how many."""
        whom = mentions_of(to) if to else Mentions(everybody=True)
        return len(posts(message, whom, most_parts=self._most_parts))

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Post from part `first_part` on; see `Channel.send`."""
        robot = self._robots.get(to.target)
        if robot is None:
            return no_robot(WECOM, to.target)
        bodies = posts(message, mentions_of(to), most_parts=self._most_parts)
        return await post_in_order(
            bodies, lambda body: self._post(robot, body), first_part=first_part
        )

    async def _post(self, robot: WecomRobot, body: dict[str, Any]) -> Receipt:
        try:
            url = httpx.URL(robot.server.rstrip("/") + PATH)
            target = url.raw_path + b"?" + urlencode({"key": robot.key}).encode()
            response = await self._http.post(
                url,
                content=json.dumps(body, ensure_ascii=False).encode(),
                # A connection that is not kept cannot be found dead by the next message.
                headers={"content-type": "application/json", "connection": "close"},
                timeout=self._timeout,
                follow_redirects=False,
                # The key goes into the request line only: URLs end up in logs, traces and errors.
                extensions={"target": target},
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return bad_address(WECOM)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return never_left(WECOM)
        except httpx.HTTPError:
            return no_answer(WECOM)
        retry_after = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, response.content, retry_after)
        return read_answer(WECOM, answer, secrets=(robot.key,))
