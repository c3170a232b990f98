"""Changes of settings that wait for their confirmation (PSH-8)."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from domain.briefings.preferences import PendingPreference
from storage.database import Database
from storage.tables import pending_preferences as table


@dataclass(frozen=True)
class SqlPendingPreferences:
    """The newest of each person."""

    database: Database

    async def put(self, pending: PendingPreference) -> None:
        """Keep it in place of the person's earlier one."""
        row = {"id": pending.id, "pending": pending}
        insert = self.database.insert(table).values({"person": pending.person} | row)
        async with self.database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["person"], set_=row)
            )

    async def get(self, person: str) -> PendingPreference | None:
        """Return it, or None."""
        query = select(table.c.pending).where(table.c.person == person)
        async with self.database.reading() as connection:
            found: PendingPreference | None = await connection.scalar(query)
            return found

    async def take(self, person: str, pending_id: str = "") -> bool:
        """Remove it; of several who take it at once, one gets True."""
        taking = delete(table).where(table.c.person == person)
        if pending_id:
            taking = taking.where(table.c.id == pending_id)
        async with self.database.writing() as connection:
            return bool((await connection.execute(taking)).rowcount)
