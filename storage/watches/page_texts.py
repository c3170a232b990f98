"""The texts of watched pages, compressed: of each page the newest few."""

import zlib
from dataclasses import dataclass

from sqlalchemy import delete, select

from application.ports.clock import Clock
from application.ports.watches.web import MOST_TEXTS, Snapshot
from storage.database import Database
from storage.tasks.tables import page_texts


@dataclass(frozen=True)
class SqlPageTexts:
    """Texts by task, page and digest.

    Attributes:
        clock: when a text was kept, which tells the newest.
    """

    database: Database
    clock: Clock

    async def put(self, task_id: str, url: str, *, digest: str, text: str) -> None:
        """Keep a text under its digest; only the newest of a page are kept."""
        row = {"kept_at": self.clock.now(), "text": _packed(text)}
        insert = self.database.insert(page_texts).values(
            task_id=task_id, url=url, digest=digest, **row
        )
        again = insert.on_conflict_do_update(index_elements=["task_id", "url", "digest"], set_=row)
        same_page = (page_texts.c.task_id == task_id) & (page_texts.c.url == url)
        newest = (
            select(page_texts.c.digest)
            .where(same_page)
            .order_by(page_texts.c.kept_at.desc(), page_texts.c.digest)
            .limit(MOST_TEXTS)
        )
        async with self.database.writing(lock=f"page_text/{task_id}") as connection:
            await connection.execute(again)
            kept = [row.digest for row in await connection.execute(newest)]
            older = same_page & page_texts.c.digest.not_in([*kept, digest])
            await connection.execute(delete(page_texts).where(older))

    async def snapshots(self, task_id: str) -> list[Snapshot]:
        """Return what is kept of all pages of a task, the newest first."""
        columns = (page_texts.c.url, page_texts.c.digest, page_texts.c.kept_at)
        query = (
            select(*columns)
            .where(page_texts.c.task_id == task_id)
            .order_by(page_texts.c.kept_at.desc(), page_texts.c.url)
        )
        async with self.database.reading() as connection:
            return [Snapshot(*row) for row in await connection.execute(query)]

    async def get(self, task_id: str, url: str, *, digest: str) -> str | None:
        """Return it; None when it is not kept any more."""
        query = select(page_texts.c.text).where(
            page_texts.c.task_id == task_id,
            page_texts.c.url == url,
            page_texts.c.digest == digest,
        )
        async with self.database.reading() as connection:
            packed = await connection.scalar(query)
        return None if packed is None else _unpacked(packed)


def _packed(text: str) -> bytes:
    # Pages may hold halves of surrogate pairs, which plain UTF-8 has no form for.
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
