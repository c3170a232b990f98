"""Which installation this database belongs to: made once, and copied with every backup."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.database import Database
from storage.tables import installation


@dataclass(frozen=True)
class SqlInstallation:
    """The one id of the installation."""

    database: Database

    async def id(self, fresh: str) -> str:
        """Return the id; `fresh` becomes it where there is none yet."""
        known = await self.known()
        if known is not None:
            return known
        insert = self.database.insert(installation).values(place=1, id=fresh)
        async with self.database.writing() as connection:
            await connection.execute(insert.on_conflict_do_nothing())
        return await self.known() or fresh

    async def known(self) -> str | None:
        """Return the id; None before the first start."""
        async with self.database.reading() as connection:
            return await connection.scalar(select(installation.c.id))
