"""Counting attempts, so that guessing leads nowhere (SEC-3)."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from application.ports.clock import Clock
from application.ports.people import Throttle
from domain.errors import TooManyRequests

MOST_ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)
"""Ten guesses in a quarter of an hour are plenty for a typing mistake and useless for guessing."""


@dataclass(frozen=True)
class Attempts:
    """Counts under keys of which only the SHA-256 is kept: they name people and addresses."""

    throttle: Throttle
    clock: Clock

    async def count(self, key: str) -> None:
        """Count an attempt before its work is done, so that many at once do not slip through.

        Raises:
            TooManyRequests: it was tried too often lately.
        """
        window = int(ATTEMPTS_WINDOW.total_seconds())
        hits = await self.throttle.hit(digest_of(key), now=self.clock.now(), window_seconds=window)
        if hits > MOST_ATTEMPTS:
            minutes = window // 60
            raise TooManyRequests(
                f"Too many attempts; try again in {minutes} minutes.", delay=ATTEMPTS_WINDOW
            )

    async def forget(self, key: str) -> None:
        """Begin at zero again: the last attempt was right."""
        await self.throttle.clear(digest_of(key))


def digest_of(secret: str) -> str:
    """Return the SHA-256 by which a secret is kept (hex); any text has one."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
