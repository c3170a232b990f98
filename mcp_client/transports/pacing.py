"""How often a server may have us open a stream.

A server says itself how soon a stream that it ends is opened again, and the SDK does as it is told,
also when it says "at once", each time.
"""

import asyncio

AT_ONCE = 20
"""Streams of one session without a wait: as many calls at one server may be cut at a time."""

EVERY = 1.0
"""Seconds for each one more; servers that have their streams taken up again ask for as much."""


class Pace:
    """Lets a few through at once, and the others one after the other."""

    def __init__(self) -> None:
        self._next = 0.0

    async def wait(self) -> None:
        """Wait until one more may be opened."""
        now = asyncio.get_running_loop().time()
        due = max(self._next, now - (AT_ONCE - 1) * EVERY)
        self._next = due + EVERY
        if due > now:
            await asyncio.sleep(due - now)
