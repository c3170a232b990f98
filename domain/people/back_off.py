"""How long a guesser waits: a growing delay in place of a lock (SEC-6).

A lock punishes the wrong person: whoever knows a login can keep its owner out with wrong guesses.
So failures never lock. The first few cost nothing, each further one doubles the wait, and the
longest wait is a minute; see decision 0016.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(minutes=1)
"""1,440 guesses a day for one login, from however many addresses; useless against 12 characters."""

FAILURES_WINDOW = timedelta(minutes=15)
"""Failures older than this are forgotten."""


@dataclass(frozen=True)
class Bound:
    """What failures are counted under.

    Attributes:
        key: names whom or what; stores see its digest only.
        free: failures within the window that cost no wait.
    """

    key: str
    free: int

    def wait(self, failures: Sequence[datetime], *, now: datetime) -> timedelta:
        """Return how long the next attempt has to wait; zero when it may be made now.

        Args:
            failures: moments of failures under the key, any order, old ones among them.
            now: the current moment.
        """
        recent = [at for at in failures if at > now - FAILURES_WINDOW]
        beyond = len(recent) - self.free
        if beyond < 0 or not recent:
            return timedelta(0)
        # Six doublings of a second are over a minute.
        pause = min(timedelta(seconds=2 ** min(beyond, 6)), LONGEST_WAIT)
        return max(max(recent) + pause - now, timedelta(0))
