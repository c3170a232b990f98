"""What is being done right now, seen by all processes."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from storage.database import Database
from storage.tables import progress


@dataclass(frozen=True)
class SqlProgress:
    """The newest sentence of each key."""

    database: Database

    async def set(self, key: str, text: str) -> None:
        """Replace the sentence of `key`."""
        insert = self.database.insert(progress).values(key=key, text=text)
        async with self.database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["key"], set_={"text": text})
            )

    async def get(self, key: str) -> str | None:
        """Return the sentence, or None."""
        async with self.database.reading() as connection:
            return await connection.scalar(select(progress.c.text).where(progress.c.key == key))

    async def clear(self, key: str) -> None:
        """Forget it; an unknown key is no error."""
        async with self.database.writing() as connection:
            await connection.execute(delete(progress).where(progress.c.key == key))
