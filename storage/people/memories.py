"""People's memories and the index of their words.

SQLite's FTS5 and PostgreSQL's GIN both find the rows that hold a term; triggers and a generated
column keep them in the transaction that changes the row. Which of those rows answer, and in which
order, is one rule of the domain, so both databases answer alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.memories import Found, MemoryFilter
from domain.common.errors import Conflict
from domain.common.messages import message
from domain.common.search_terms import ranked
from domain.events.events import Event
from domain.people.memories import Memory, MemoryKind, Place
from storage.events.events import SqlEvents, append_to
from storage.tasks.tables import memories

MOST_RANKED = 300
"""Rows that the index hands over for ranking, its own best first; keeps a search for a word that is
in every memory under 50 ms (`python -m bench.memories`)."""

# Owner and kind are words of the index too: else a search would walk through everybody's memories.
_BY_FTS5 = text(
    "SELECT memories.id, memories.kept_at, memories.terms FROM "
    "(SELECT id FROM memory_words WHERE memory_words MATCH :asked "
    "AND rank MATCH 'bm25(0.0, 0.0, 0.0, 1.0)' ORDER BY rank LIMIT :most) AS best "
    "JOIN memories ON memories.id = best.id WHERE memories.owner = :owner"
)
_BY_GIN = text(
    "SELECT id, kept_at, terms FROM memories "
    "WHERE owner = :owner AND words @@ CAST(:asked AS tsquery) "
    "AND CAST(:kind AS text) IN ('', kind) "
    "ORDER BY ts_rank(words, CAST(:asked AS tsquery)) DESC, id LIMIT :most"
)


@dataclass(frozen=True)
class SqlMemories:
    """Memories by id, by age and by words."""

    events: SqlEvents

    async def keep(
        self, memory: Memory, event: Event, *, terms: Sequence[str], key: str, most: int
    ) -> Memory:
        """Keep a memory, its terms and its event; one with this id is returned instead."""
        async with self.events.appending() as connection:
            known = await _get(connection, memory.id)
            if known is not None:
                return known
            mine = select(func.count()).where(memories.c.owner == memory.owner)
            if (await connection.scalar(mine) or 0) >= most:
                raise Conflict(message("memory.most", most=most))
            row = vars(memory) | {"terms": " ".join(terms), "client_key": key}
            await connection.execute(memories.insert().values(row))
            await append_to(connection, event)
            return memory

    async def get(self, memory_id: str) -> Memory | None:
        """Return it, or None."""
        async with self.events.database.reading() as connection:
            return await _get(connection, memory_id)

    async def forget(self, memory_id: str, event: Event) -> bool:
        """Remove the row and its words, and append the event; False when it is not there."""
        async with self.events.appending() as connection:
            gone = await connection.execute(delete(memories).where(memories.c.id == memory_id))
            if gone.rowcount:
                await append_to(connection, event)
            return bool(gone.rowcount)

    async def find(self, which: MemoryFilter, *, after: Place | None, limit: int) -> list[Found]:
        """Return the best first, of equals the newest; see `Memories.find`."""
        async with self.events.database.reading() as connection:
            if not which.asked:
                return await self._newest(connection, which, after, limit)
            places = [
                place
                for place in await self._ranked(connection, which)
                if after is None or place < after
            ]
            return await _load(connection, places[:limit])

    async def _newest(
        self, connection: AsyncConnection, which: MemoryFilter, after: Place | None, limit: int
    ) -> list[Found]:
        age = (memories.c.kept_at, memories.c.id)
        query = select(memories).where(memories.c.owner == which.owner)
        if which.kind is not None:
            query = query.where(memories.c.kind == which.kind)
        if after is not None:
            query = query.where(tuple_(*age) < (after.kept_at, after.memory_id))
        newest = query.order_by(*(column.desc() for column in age)).limit(limit)
        rows = (await connection.execute(newest)).mappings()
        return [Found(_memory(row), 0.0) for row in rows]

    async def _ranked(self, connection: AsyncConnection, which: MemoryFilter) -> list[Place]:
        """Return the places of the memories that answer, best first."""
        found: dict[str, object] = {"owner": which.owner, "most": MOST_RANKED}
        if self.events.database.is_sqlite:
            query, found["asked"] = _BY_FTS5, _fts5(which)
        else:
            query, found["kind"] = _BY_GIN, which.kind or ""
            found["asked"] = " | ".join(f"'{term}'" for term in which.asked)
        typed = query.columns(memories.c.id, memories.c.kept_at, memories.c.terms)
        rows = list(await connection.execute(typed, found))
        scores = ranked(which.asked, [row.terms.split(" ") for row in rows])
        places = [
            Place(score, row.kept_at, row.id) for row, score in zip(rows, scores, strict=True)
        ]
        return sorted((place for place in places if place.score), reverse=True)


def _fts5(which: MemoryFilter) -> str:
    """Write a query in FTS5's language; terms are letters and digits, and quoted all the same."""
    kind = f'AND kind : "{which.kind}" ' if which.kind else ""
    any_term = " OR ".join(f'"{term}"' for term in which.asked)
    return f'owner : "{which.owner}" {kind}AND terms : ({any_term})'


async def _get(connection: AsyncConnection, memory_id: str) -> Memory | None:
    found = await connection.execute(select(memories).where(memories.c.id == memory_id))
    row = found.mappings().first()
    return _memory(row) if row is not None else None


async def _load(connection: AsyncConnection, places: Sequence[Place]) -> list[Found]:
    """Return the memories at these places, in this order."""
    wanted = select(memories).where(memories.c.id.in_([place.memory_id for place in places]))
    rows = {row["id"]: row for row in (await connection.execute(wanted)).mappings()}
    return [
        Found(_memory(rows[place.memory_id]), place.score)
        for place in places
        if place.memory_id in rows  # forgotten between the two looks
    ]


def _memory(row: RowMapping) -> Memory:
    return Memory(
        row["id"], row["owner"], MemoryKind(row["kind"]), row["text"], row["tags"], row["kept_at"]
    )
