"""Counting attempts, so that guessing leads nowhere and nobody is locked out (SEC-3, SEC-6)."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from application.ports.clock import Clock
from application.ports.people import Throttle
from domain.common.errors import TooManyRequests
from domain.common.messages import message
from domain.people.back_off import Bound

MOST_ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)
"""Ten accounts in a quarter of an hour are plenty for one address."""


PAIR_FREE = 5
"""Failures within a quarter of an hour that cost no wait: of one account from one client, or of
what only its owner is asked for."""


@dataclass(frozen=True)
class Attempts:
    """Counts under keys of which only the SHA-256 is kept: they name people and addresses."""

    throttle: Throttle
    clock: Clock

    async def count(self, key: str) -> None:
        """Count an attempt, good or bad, before its work is done.

        Raises:
            TooManyRequests: it was tried too often lately.
        """
        window = int(ATTEMPTS_WINDOW.total_seconds())
        hits = await self.throttle.hit(digest_of(key), now=self.clock.now(), window_seconds=window)
        if hits > MOST_ATTEMPTS:
            raise TooManyRequests(
                message("sign_in.too_many_attempts", wait=ATTEMPTS_WINDOW), delay=ATTEMPTS_WINDOW
            )

    async def begin(self, *bounds: Bound) -> datetime:
        """Count an attempt as failed before its work is done, so that many at once do not slip by.

        An attempt that is refused is not counted: hammering does not make the wait longer.

        Returns:
            Its moment, for `succeeded`.

        Raises:
            TooManyRequests: too many failed lately; says how long to wait.
        """
        now = self.clock.now()
        wait = await self.throttle.admit([_kept(bound) for bound in bounds], now=now)
        if wait > timedelta(0):
            left = timedelta(seconds=math.ceil(wait.total_seconds()))
            raise TooManyRequests(message("sign_in.too_many_failed", wait=left), delay=left)
        return now

    async def succeeded(self, first: Bound, *others: Bound, at: datetime) -> None:
        """Forget all failures under the first bound, and this attempt under the others."""
        await self.throttle.clear(digest_of(first.key))
        if others:
            await self.throttle.take_back([digest_of(each.key) for each in others], at=at)

    async def take_back(self, *bounds: Bound, at: datetime) -> None:
        """Uncount this attempt, which was no failure; what failed before it stays counted."""
        await self.throttle.take_back([digest_of(each.key) for each in bounds], at=at)

    async def remember(self, key: str, *, days: int) -> None:
        """Remember that something has happened."""
        await self.throttle.clear(digest_of(key))
        window = int(timedelta(days=days).total_seconds())
        await self.throttle.hit(digest_of(key), now=self.clock.now(), window_seconds=window)

    async def remembers(self, key: str) -> bool:
        """Say whether `remember` was called within its days."""
        return await self.throttle.seen(digest_of(key), now=self.clock.now())


def digest_of(secret: str) -> str:
    """Return the SHA-256 by which a secret is kept (hex); any text has one."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(bound: Bound) -> Bound:
    return replace(bound, key=digest_of(bound.key))
