"""Post a callback as the vendor does: five seconds, and up to three retries."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

TIMEOUT_S = 5.0
RETRIES = 3
# The vendor does not say how long it waits in between.
PAUSE_S = 0.2


@dataclass(frozen=True)
class Delivery:
    """What became of a callback.

    Attributes:
        attempts: how often it was posted.
        status: of the last reply; None when none came.
    """

    attempts: int
    status: int | None

    @property
    def arrived(self) -> bool:
        """Whether it was taken."""
        return self.status == httpx.codes.OK


async def post(
    url: str,
    body: Mapping[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
    pause_s: float = PAUSE_S,
    timeout_s: float = TIMEOUT_S,
) -> Delivery:
    """Post a body until it is answered with 200, or the retries are used up.

    Args:
        url: where to; `user:password@` in it becomes Basic authentication.
        body: a JSON object.
        headers: to send along.
        pause_s: wait before a retry, seconds.
        timeout_s: for each attempt as a whole, seconds.
    """
    status = None
    async with httpx.AsyncClient(trust_env=False, headers=dict(headers or {})) as http:
        for attempt in range(1, RETRIES + 2):
            status = await _attempt(http, url, body, timeout_s)
            if status == httpx.codes.OK:
                return Delivery(attempt, status)
            if attempt <= RETRIES:
                await asyncio.sleep(pause_s)
    return Delivery(RETRIES + 1, status)


async def _attempt(
    http: httpx.AsyncClient, url: str, body: Mapping[str, Any], timeout_s: float
) -> int | None:
    try:
        async with asyncio.timeout(timeout_s):
            return (await http.post(url, json=dict(body), timeout=timeout_s)).status_code
    except (httpx.HTTPError, TimeoutError):
        return None
