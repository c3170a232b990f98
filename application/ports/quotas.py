"""How much one person has written on one day."""

from datetime import date
from typing import Protocol


class Quotas(Protocol):
    """Counts what people write, shared by all processes."""

    async def take(
        self, person_id: str, *, day: date, size: int, most_writes: int, most_bytes: int
    ) -> bool:
        """Count one write of `size` bytes, unless the day's writes or bytes would be exceeded.

        Returns:
            False when they would be; then nothing was counted.
        """
