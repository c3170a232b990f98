"""How much one person has written today; a row for each who has."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from storage.database import Database
from storage.tables import quotas


@dataclass(frozen=True)
class SqlQuotas:
    """Writes and bytes of one day by person; earlier days are forgotten."""

    database: Database

    async def take(
        self, person_id: str, *, day: date, size: int, most_writes: int, most_bytes: int
    ) -> bool:
        """Count one write unless the day's writes or bytes would be exceeded."""
        today = day.isoformat()
        mine = select(quotas.c.writes, quotas.c.bytes).where(quotas.c.person_id == person_id)
        async with self.database.writing(lock="quotas") as connection:
            await connection.execute(delete(quotas).where(quotas.c.day < today))
            row = (await connection.execute(mine)).first()
            writes, total = (row.writes + 1, row.bytes + size) if row else (1, size)
            if writes > most_writes or total > most_bytes:
                return False
            values = {"day": today, "writes": writes, "bytes": total}
            insert = self.database.insert(quotas).values(person_id=person_id, **values)
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["person_id"], set_=values)
            )
            return True
