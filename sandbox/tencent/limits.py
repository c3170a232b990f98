"""How often and how often at once an action may be called."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.tencent.errors import ApiError


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimits:
    """Token buckets, one per account and action, each holding one second's worth of calls."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def take(self, owner: tuple[str, str, str], per_second: float, now: float) -> None:
        """Use one call of `owner` (account, service, action); `now` in seconds.

        Raises:
            ApiError: `RequestLimitExceeded`, the bucket is empty.
        """
        bucket = self._buckets.setdefault(owner, _Bucket(per_second, now))
        elapsed = max(0.0, now - bucket.filled_at)
        bucket.tokens = min(per_second, bucket.tokens + elapsed * per_second)
        bucket.filled_at = now
        if bucket.tokens < 1:
            raise ApiError(
                "RequestLimitExceeded",
                f"Action `{owner[2]}` is limited to {per_second:g} calls a second.",
            )
        bucket.tokens -= 1

    def clear(self) -> None:
        """Fill every bucket again."""
        self._buckets.clear()


class Concurrency:
    """Counts the calls in flight per resource, from the checks until the reply has left."""

    def __init__(self) -> None:
        self._in_flight: Counter[str] = Counter()

    @contextmanager
    def hold(self, resources: Iterable[str], at_most: int, code: str) -> Iterator[None]:
        """Occupy one place at each of `resources` while the call lasts.

        Raises:
            ApiError: with `code`, one of them already has `at_most` calls in flight.
        """
        wanted = list(resources)
        for resource in wanted:
            if self._in_flight[resource] >= at_most:
                raise ApiError(code, f"At most {at_most} calls at once are served for {resource}.")
        self._in_flight.update(wanted)
        try:
            yield
        finally:
            self._in_flight.subtract(wanted)
