"""What models said about changes, by the digest of what was judged."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Database
from storage.tasks.tables import verdicts

KEPT_FOR = timedelta(days=90)
"""A page that says the same again after so long may be judged again; keeps the table small."""


@dataclass(frozen=True)
class SqlVerdicts:
    """One row per intent and diff."""

    database: Database

    async def get(self, digest: str) -> bool | None:
        """Return whether it matters; None when it was not judged, or long ago."""
        async with self.database.reading() as connection:
            query = select(verdicts.c.matters).where(verdicts.c.digest == digest)
            kept = await connection.scalar(query)
        return None if kept is None else bool(kept)

    async def put(self, digest: str, *, matters: bool, at: datetime) -> None:
        """Keep a verdict; a later one about the same replaces it. Old ones are forgotten."""
        row = {"matters": matters, "judged_at": at}
        insert = self.database.insert(verdicts).values(digest=digest, **row)
        again = insert.on_conflict_do_update(index_elements=["digest"], set_=row)
        async with self.database.writing() as connection:
            await connection.execute(delete(verdicts).where(verdicts.c.judged_at < at - KEPT_FOR))
            await connection.execute(again)
