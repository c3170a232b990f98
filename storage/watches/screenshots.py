"""Pictures of watched pages: of each task the newest few."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, select

from application.ports.watches.screenshots import MOST_KEPT, Screenshot
from storage.database import Database
from storage.tasks.tables import screenshots


@dataclass(frozen=True)
class SqlScreenshots:
    """Pictures by task and number."""

    database: Database

    async def put(self, task_id: str, url: str, *, at: datetime, png: bytes) -> int:
        """Keep a picture, forget all but the newest five of the task, and return its number."""
        mine = screenshots.c.task_id == task_id
        last = select(func.max(screenshots.c.number)).where(mine)
        # The lock makes "which was the last?" and the next one a single step.
        async with self.database.writing(lock=f"screenshots/{task_id}") as connection:
            number = (await connection.scalar(last) or 0) + 1
            row = {"task_id": task_id, "number": number, "url": url, "taken_at": at, "png": png}
            await connection.execute(self.database.insert(screenshots).values(row))
            old = screenshots.c.number <= number - MOST_KEPT
            await connection.execute(delete(screenshots).where(mine, old))
        return number

    async def get(self, task_id: str, number: int) -> Screenshot | None:
        """Return it; None when it is not kept any more."""
        query = select(screenshots).where(
            screenshots.c.task_id == task_id, screenshots.c.number == number
        )
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else _screenshot(row)

    async def list(self, task_id: str) -> list[Screenshot]:
        """Return the kept pictures of a task, newest first."""
        query = select(screenshots).where(screenshots.c.task_id == task_id)
        newest = query.order_by(screenshots.c.number.desc())
        async with self.database.reading() as connection:
            return [_screenshot(row) for row in (await connection.execute(newest)).mappings()]


def _screenshot(row: RowMapping) -> Screenshot:
    return Screenshot(**{name: row[name] for name in Screenshot.__dataclass_fields__})
