"""The time of the sandbox: real, faster than real, or moved by hand."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Tell the time of a sandbox world.

    `speed` is how many sandbox seconds pass in one real second: 1 is real time, 60 turns a minute
    into an hour, 0 stands still until somebody calls `advance` or `set`.
    """

    def __init__(
        self,
        start: datetime | None = None,
        *,
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if speed < 0:
            raise ValueError("A sandbox clock cannot run backwards; give a speed of 0 or more.")
        self._monotonic = monotonic
        self._anchor_real = monotonic()
        self._anchor_world = _utc(start or datetime.now(UTC))
        self._speed = speed
        self._moved = asyncio.Event()

    @classmethod
    def real(cls) -> "SandboxClock":
        """Return a clock that shows the time of this machine."""
        return cls()

    @classmethod
    def scaled(cls, speed: float, start: datetime | None = None) -> "SandboxClock":
        """Return a clock that runs `speed` times as fast as real time, from `start` on."""
        return cls(start, speed=speed)

    @classmethod
    def by_hand(cls, start: datetime) -> "SandboxClock":
        """Return a clock that stands at `start` until it is moved."""
        return cls(start, speed=0.0)

    @property
    def speed(self) -> float:
        """Sandbox seconds per real second."""
        return self._speed

    def now(self) -> datetime:
        """Return the sandbox time, in UTC."""
        elapsed = (self._monotonic() - self._anchor_real) * self._speed
        return self._anchor_world + timedelta(seconds=elapsed)

    def seconds(self) -> float:
        """Return the sandbox time in seconds since 1970."""
        return self.now().timestamp()

    def milliseconds(self) -> int:
        """Return the sandbox time in whole milliseconds since 1970."""
        return int(self.seconds() * 1000)

    def set(self, when: datetime) -> None:
        """Jump to `when`, backwards too, and wake everybody who waits."""
        self._anchor_world = _utc(when)
        self._anchor_real = self._monotonic()
        self._wake()

    def advance(self, by: timedelta) -> None:
        """Jump forwards by `by` and wake everybody who waits."""
        self.set(self.now() + by)

    def run_at(self, speed: float) -> None:
        """Change the speed from here on.

        Raises:
            ValueError: `speed` is negative.
        """
        if speed < 0:
            raise ValueError("A sandbox clock cannot run backwards; give a speed of 0 or more.")
        self._anchor_world = self.now()
        self._anchor_real = self._monotonic()
        self._speed = speed
        self._wake()

    async def sleep_until(self, when: datetime) -> None:
        """Return as soon as the sandbox time has reached `when`."""
        target = _utc(when)
        while (remaining := (target - self.now()).total_seconds()) > 0:
            moved = self._moved
            patience = remaining / self._speed if self._speed else None
            try:
                async with asyncio.timeout(patience):
                    await moved.wait()
            except TimeoutError:
                continue

    async def sleep(self, by: timedelta) -> None:
        """Return after `by` of sandbox time."""
        await self.sleep_until(self.now() + by)

    def _wake(self) -> None:
        # A fresh event each time: whoever waits again after this jump must wait for the next one.
        self._moved.set()
        self._moved = asyncio.Event()


def _utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError("A sandbox clock needs a time with a zone, for example in UTC.")
    return when.astimezone(UTC)
