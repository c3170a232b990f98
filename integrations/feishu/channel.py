"""The Feishu custom bot as a `Channel`."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

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
from integrations.feishu.errors import FEISHU
from integrations.feishu.posts import encode, posts

SERVER = "https://open.feishu.cn"
PATH = "/open-apis/bot/v2/hook/"
TIMEOUT_SECONDS = 10.0
"""Feishu answers in well under a second; ten leave room for a slow line."""


@dataclass(frozen=True)
class FeishuBot:
    """A bot in a group; token and secret open the group.

    Attributes:
        token: the last part of its address.
        secret: for the signature, empty when the bot is not locked that way.
        keyword: a word it wants in every post, empty when it is not locked that way.
        server: base address.
    """

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    keyword: str = ""
    server: str = SERVER


class FeishuChannel:
    """Posts to the groups of the configured bots.

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
        robots: Mapping[str, FeishuBot],
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
        return ChannelKind.FEISHU

    def parts_of(self, message: Message, to: ChannelAddress | None = None) -> int:
        """Return how many posts a message takes; without `to`, at most how many."""
        whom = mentions_of(to) if to else Mentions(everybody=True)
        bot = self._robots.get(to.target) if to else None
        return len(self._posts(message, whom, bot))

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Post from part `first_part` on; see `Channel.send`."""
        bot = self._robots.get(to.target)
        if bot is None:
            return no_robot(FEISHU, to.target)
        bodies = self._posts(message, mentions_of(to), bot)
        return await post_in_order(
            bodies, lambda body: self._post(bot, body), first_part=first_part
        )

    def _posts(
        self, message: Message, mentions: Mentions, bot: FeishuBot | None
    ) -> list[dict[str, Any]]:
        keyword = bot.keyword if bot else ""
        return posts(message, mentions, most_parts=self._most_parts, keyword=keyword)

    async def _post(self, bot: FeishuBot, body: dict[str, Any]) -> Receipt:
        try:
            url = httpx.URL(bot.server.rstrip("/") + PATH)
            response = await self._http.post(
                url,
                content=encode(self._signed(bot, body)),
                # A connection that is not kept cannot be found dead by the next message.
                headers={"content-type": "application/json", "connection": "close"},
                timeout=self._timeout,
                follow_redirects=False,
                # The token goes into the request line only: URLs end up in logs, traces and errors.
                extensions={"target": url.raw_path + quote(bot.token, safe="").encode()},
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return bad_address(FEISHU)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return never_left(FEISHU)
        except httpx.HTTPError:
            return no_answer(FEISHU)
        retry_after = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, response.content, retry_after)
        return read_answer(FEISHU, answer, secrets=(bot.token, bot.secret))

    def _signed(self, bot: FeishuBot, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body with its signature, which is good for an hour."""
        if not bot.secret:
            return body
        stamp = str(int(self._clock.now().timestamp()))
        digest = hmac.new(f"{stamp}\n{bot.secret}".encode(), b"", hashlib.sha256).digest()
        return {"timestamp": stamp, "sign": base64.b64encode(digest).decode(), **body}
