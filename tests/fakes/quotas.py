"""What people wrote on a day, in memory."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class InMemoryQuotas:
    """(writes, bytes) by person and day."""

    kept: dict[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    async def take(
        self, person_id: str, *, day: date, size: int, most_writes: int, most_bytes: int
    ) -> bool:
        writes, total = self.kept.get((person_id, day), (0, 0))
        if writes >= most_writes or total + size > most_bytes:
            return False
        self.kept[(person_id, day)] = (writes + 1, total + size)
        return True
