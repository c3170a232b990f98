"""Links to a new password: one of each person, by the digest of its secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from storage.database import Database
from storage.tables import password_links


@dataclass(frozen=True)
class SqlPasswordLinks:
    """The newest link of each person; a new one takes the place of the old one."""

    database: Database

    async def put(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        """Keep a link in place of the one that the person had."""
        row = {"digest": digest, "expires_at": expires_at}
        insert = self.database.insert(password_links).values(person_id=person_id, **row)
        async with self.database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["person_id"], set_=row)
            )

    async def pending(self, person_id: str, *, now: datetime) -> datetime | None:
        """Return until when the person's link opens; None: they have none."""
        links = password_links.c
        alive = and_(links.person_id == person_id, links.expires_at > now)
        async with self.database.reading() as connection:
            return await connection.scalar(select(links.expires_at).where(alive))

    async def find(self, digest: str, *, now: datetime) -> str | None:
        """Return whose link it is; None when unknown or expired."""
        links = password_links.c
        alive = and_(links.digest == digest, links.expires_at > now)
        async with self.database.reading() as connection:
            return await connection.scalar(select(links.person_id).where(alive))

    async def take(self, digest: str, *, now: datetime) -> str | None:
        """Return whose link it is and forget it: of many at once, one is answered."""
        links = password_links.c
        alive = and_(links.digest == digest, links.expires_at > now)
        async with self.database.writing() as connection:
            taken = delete(password_links).where(alive).returning(links.person_id)
            return (await connection.execute(taken)).scalar()

    async def end(self, person_id: str) -> bool:
        """Forget the person's link; False: there was none."""
        theirs = delete(password_links).where(password_links.c.person_id == person_id)
        async with self.database.writing() as connection:
            return bool((await connection.execute(theirs)).rowcount)
