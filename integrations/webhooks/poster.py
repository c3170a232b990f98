"""Posts to the programs that the settings name.

The address is the operator's own choice, so private networks are allowed here; nobody else, no page
and no model can name one. Redirects are not followed: a body that was signed for one receiver goes
to no other.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from domain.common.errors import Misconfigured
from domain.common.messages import Called, Foreign, message
from domain.deliveries.channels import CHANNELS
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.webhooks import Answer, Post, signed_headers

TIMEOUT_SECONDS = 15.0
"""For the whole try; Standard Webhooks advises receivers to be done within 15 s."""


_SETTING = CHANNELS[ChannelKind.WEBHOOK].setting


@dataclass(frozen=True)
class Target:
    """Where a name leads; both are secrets, for addresses often hold a key.

    Attributes:
        url: http or https, without user and password.
        secret: from `domain/deliveries/webhooks.py::secret_of`; empty: posts are not signed.
    """

    url: str = field(repr=False)
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class HttpWebhooks:
    """Posts over HTTP.

    Attributes:
        http: carries the requests.
        targets: by the name that the settings give them.
        timeout_seconds: longest wait for one try as a whole.
    """

    http: httpx.AsyncClient
    targets: Mapping[str, Target]
    timeout_seconds: float = TIMEOUT_SECONDS

    async def post(self, endpoint: str, post: Post, *, at: datetime) -> Answer:
        """Try once, signed as of `at`; whatever the network does becomes an answer.

        Raises:
            Misconfigured: nobody of that name is configured, or its address is none.
        """
        target = self.targets.get(endpoint)
        if target is None:
            raise Misconfigured(
                message("answer.no_webhook", name=Foreign(endpoint[:40]), setting=Called(_SETTING))
            )
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await self._try(target, post, at)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Misconfigured(
                message("answer.bad_webhook", name=Foreign(endpoint[:40]))
            ) from None
        except (httpx.ConnectError, httpx.ProxyError):
            return Answer(None, "It could not be reached.")
        except (httpx.HTTPError, TimeoutError):
            return Answer(None, "It did not answer in time, or broke off.")

    async def _try(self, target: Target, post: Post, at: datetime) -> Answer:
        url = httpx.URL(target.url)
        request = self.http.build_request(
            "POST",
            url.copy_with(path="/", query=None, fragment=None),
            content=post.body,
            headers={
                **signed_headers(post, secret=target.secret, at=at),
                "content-type": post.media_type,
                "user-agent": "zhiban",
                # A connection that is not kept cannot be found dead by the next event.
                "connection": "close",
            },
            timeout=self.timeout_seconds,  # of each step; the whole is bounded by the caller
            # Addresses often hold a key, and what is in a URL ends up in logs and errors.
            extensions={"target": url.raw_path},
        )
        # What it says is not read: the status tells everything, and a body may be endless.
        response = await self.http.send(request, stream=True, follow_redirects=False)
        await response.aclose()
        return Answer(
            response.status_code,
            f"It answered HTTP {response.status_code}.",
            _seconds(response.headers.get("retry-after", "")),
        )


def _seconds(header: str) -> timedelta:
    """Return the seconds of a `Retry-After` header; a date counts as no wish."""
    known = header.isascii() and header.strip().isdigit() and len(header) < 10
    return timedelta(seconds=int(header)) if known else timedelta()
