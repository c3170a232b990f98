"""A chat robot as a `Channel`: posts over HTTP, in whichever dialect."""

from collections.abc import Mapping
from dataclasses import replace

import httpx

from application.ports.clock import Clock
from domain.common import messages
from domain.deliveries.chat_posts import mentions_of
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.deliveries.message_parts import MOST_PARTS
from integrations.chat_robots.answers import (
    Answer,
    bad_address,
    never_left,
    no_answer,
    no_robot,
    read_answer,
)
from integrations.chat_robots.dialects import Dialect, Robot
from integrations.chat_robots.posts import Post, encode

TIMEOUT_SECONDS = 10.0
"""All three answer in well under a second; ten leave room for a slow line."""


class RobotChannel:
    """Posts to the groups of the configured robots of one provider.

    Args:
        dialect: how that provider wants to be talked to.
        http: carries the requests; redirects are never followed.
        robots: by the name that people use in their settings.
        clock: for signatures, which are good for an hour.
        most_parts: beyond this a card with the link is posted instead.
        timeout_seconds: longest wait for one answer.
    """

    def __init__(
        self,
        dialect: Dialect,
        http: httpx.AsyncClient,
        robots: Mapping[str, Robot],
        clock: Clock,
        *,
        most_parts: int = MOST_PARTS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._dialect = dialect
        self._http = http
        self._robots = robots
        self._clock = clock
        self._most_parts = most_parts
        self._timeout = timeout_seconds

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return self._dialect.kind

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return how many posts a message takes."""
        return len(self._posts(message, to))

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Post from part `first_part` on until one is not accepted; see `Channel.send`."""
        robot = self._robots.get(to.target)
        if robot is None:
            return no_robot(self._dialect.provider, to.target)
        taken = 0
        for post in self._posts(message, to)[first_part:]:
            receipt = await self._post(robot, post)
            if receipt.outcome is not Outcome.ACCEPTED:
                return replace(receipt, parts=taken, sent_parts=first_part + taken)
            taken += 1
        detail = messages.message("answer.accepted", provider=self._dialect.provider.name, n=taken)
        return Receipt(
            outcome=Outcome.ACCEPTED, detail=detail, parts=taken, sent_parts=first_part + taken
        )

    def _posts(self, message: Message, to: ChannelAddress) -> list[Post]:
        robot = self._robots.get(to.target)
        keyword = robot.keyword if robot else ""
        return self._dialect.posts(
            message, mentions_of(to), most_parts=self._most_parts, keyword=keyword
        )

    async def _post(self, robot: Robot, post: Post) -> Receipt:
        provider = self._dialect.provider
        unlocked = self._dialect.unlock(post, robot, self._clock.now())
        try:
            server = robot.server or self._dialect.server
            url = httpx.URL(server.rstrip("/") + self._dialect.path)
            response = await self._http.post(
                url,
                content=encode(unlocked.post),
                # A connection that is not kept cannot be found dead by the next message.
                headers={"content-type": "application/json", "connection": "close"},
                timeout=self._timeout,
                follow_redirects=False,
                # Secrets go into the request line only: URLs end up in logs, traces and errors.
                extensions={"target": url.raw_path + unlocked.after_path.encode()},
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return bad_address(provider)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return never_left(provider)
        except httpx.HTTPError:
            return no_answer(provider)
        retry_after = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, response.content, retry_after)
        return read_answer(provider, answer, secrets=(robot.key, robot.secret))
