"""What one person may write on one day, so that nobody fills the disk (SEC-6)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from application.ports.clock import Clock
from application.ports.quotas import Quotas
from domain.common.errors import TooManyRequests
from domain.common.messages import message
from domain.people.access import Actor

MOST_WRITES = 5_000
"""A program that answers an event every 20 seconds stays below it."""

MOST_BYTES = 10_000_000
"""A hundred busy people fill a gigabyte a day, one runaway script a hundredth of that."""


@dataclass(frozen=True)
class Allowance:
    """Counts what is kept of people's own words for good: feedback, tasks, memories."""

    quotas: Quotas
    clock: Clock

    async def take(self, by: Actor, *, size: int) -> None:
        """Count a write before it is made.

        Args:
            by: who writes.
            size: bytes that will be kept.

        Raises:
            TooManyRequests: it is more than one person may write on one day (UTC).
        """
        now = self.clock.now().astimezone(UTC)
        taken = await self.quotas.take(
            by.person_id,
            day=now.date(),
            size=size,
            most_writes=MOST_WRITES,
            most_bytes=MOST_BYTES,
        )
        if not taken:
            tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
            raise TooManyRequests(
                message(
                    "quota.reached",
                    writes=MOST_WRITES,
                    megabytes=MOST_BYTES // 1_000_000,
                    at=tomorrow,
                ),
                delay=tomorrow - now,
            )


def size_of(data: Mapping[str, Any]) -> int:
    """Return how many bytes something takes as JSON in UTF-8."""
    return len(json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace"))
