"""How far each endpoint of outgoing events has come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from application.ports.webhooks import Progress
from storage.database import Database
from storage.tables import events
from storage.tasks.tables import forwarding


@dataclass(frozen=True)
class SqlForwardings:
    """One row per endpoint."""

    database: Database

    async def begin(self, endpoint: str, *, at: datetime) -> Progress:
        """Return it; an endpoint that is new begins behind the newest event there is."""
        async with self.database.writing() as connection:
            newest = await connection.scalar(select(func.max(events.c.sequence)))
            fresh = vars(Progress(endpoint, newest or 0, at))
            added = self.database.insert(forwarding).values(fresh).on_conflict_do_nothing()
            await connection.execute(added)
            found = select(forwarding).where(forwarding.c.endpoint == endpoint)
            row = (await connection.execute(found)).mappings().one()
            return Progress(**row)

    async def keep(self, progress: Progress) -> None:
        """Replace what is kept, unless it is further."""
        mine = forwarding.update().where(
            forwarding.c.endpoint == progress.endpoint,
            forwarding.c.sequence <= progress.sequence,
        )
        async with self.database.writing() as connection:
            await connection.execute(mine.values(vars(progress)))

    async def list(self) -> list[Progress]:
        """Return all, by name."""
        async with self.database.reading() as connection:
            found = await connection.execute(select(forwarding).order_by(forwarding.c.endpoint))
            return [Progress(**row) for row in found.mappings()]
