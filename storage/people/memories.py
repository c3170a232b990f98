"""People's memories, the index of their words, and the vectors of their meaning.

SQLite's FTS5 and PostgreSQL's GIN both find the rows that hold a term; triggers and a generated
column keep them in the transaction that changes the row. Which of those rows answer, and in which
order, is one rule of the domain, so both databases answer alike. Vectors lie in the row itself, so
they are gone with it; of all rows of a person only the signs of the vectors are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.memories import Found, MemoryFilter
from domain.common.errors import Conflict
from domain.common.messages import message
from domain.common.search_terms import answering
from domain.events.events import Event
from domain.people.likeness import Meaning, candidates, fused, nearest, signs
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

_SHOWN = tuple(memories.c[name] for name in ("id", "owner", "kind", "text", "tags", "kept_at"))
"""What a memory is read from; its vector is not."""


@dataclass(frozen=True)
class _Answer:
    """Where a memory stands, and why; as in `Found`."""

    place: Place
    by_words: float
    by_meaning: int = 0


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
            answers = await self._ranked(connection, which)
            if which.meaning is not None:
                answers = await _with_meaning(connection, which, which.meaning, answers)
            left = [each for each in answers if after is None or each.place < after]
            return await _load(connection, left[:limit])

    async def without_vector(self, model: str, *, limit: int) -> list[Memory]:
        """Return memories that have no vector of a model yet, whoever they belong to."""
        column = memories.c.vector_model
        others = or_(column < model, column > model)  # an index finds these, and no "is not"
        async with self.events.database.reading() as connection:
            rows = await connection.execute(select(*_SHOWN).where(others).limit(limit))
            return [_memory(row) for row in rows.mappings()]

    async def keep_vectors(self, model: str, vectors: Mapping[str, bytes | None]) -> None:
        """Keep vectors in the rows that are still there."""
        async with self.events.database.writing() as connection:
            for memory_id, vector in vectors.items():
                kept = {
                    "vector_model": model,
                    "vector": vector,
                    "vector_signs": signs(vector) if vector else None,
                }
                await connection.execute(
                    update(memories).where(memories.c.id == memory_id).values(kept)
                )

    async def _newest(
        self, connection: AsyncConnection, which: MemoryFilter, after: Place | None, limit: int
    ) -> list[Found]:
        age = (memories.c.kept_at, memories.c.id)
        query = _of(which, select(*_SHOWN))
        if after is not None:
            query = query.where(tuple_(*age) < (after.kept_at, after.memory_id))
        newest = query.order_by(*(column.desc() for column in age)).limit(limit)
        rows = (await connection.execute(newest)).mappings()
        return [Found(_memory(row), 0.0) for row in rows]

    async def _ranked(self, connection: AsyncConnection, which: MemoryFilter) -> list[_Answer]:
        """Return the memories whose words answer, best first."""
        found: dict[str, object] = {"owner": which.owner, "most": MOST_RANKED}
        if self.events.database.is_sqlite:
            query, found["asked"] = _BY_FTS5, _fts5(which)
        else:
            query, found["kind"] = _BY_GIN, which.kind or ""
            found["asked"] = " | ".join(f"'{term}'" for term in which.asked)
        typed = query.columns(memories.c.id, memories.c.kept_at, memories.c.terms)
        rows = list(await connection.execute(typed, found))
        scores = answering(which.asked, [row.terms.split(" ") for row in rows])
        answers = [
            _Answer(Place(score, row.kept_at, row.id), score)
            for row, score in zip(rows, scores, strict=True)
            if score
        ]
        return sorted(answers, key=lambda each: each.place, reverse=True)


def _fts5(which: MemoryFilter) -> str:
    """Write a query in FTS5's language; terms are letters and digits, and quoted all the same."""
    kind = f'AND kind : "{which.kind}" ' if which.kind else ""
    any_term = " OR ".join(f'"{term}"' for term in which.asked)
    return f'owner : "{which.owner}" {kind}AND terms : ({any_term})'


def _of(which: MemoryFilter, query: "Select[tuple[Any, ...]]") -> "Select[tuple[Any, ...]]":
    query = query.where(memories.c.owner == which.owner)
    return query if which.kind is None else query.where(memories.c.kind == which.kind)


async def _with_meaning(
    connection: AsyncConnection, which: MemoryFilter, meaning: Meaning, by_words: Sequence[_Answer]
) -> list[_Answer]:
    """Return what answers by words or by meaning, in one order."""
    signed = _of(which, select(memories.c.id, memories.c.vector_signs)).where(
        memories.c.vector_model == meaning.model, memories.c.vector_signs.is_not(None)
    )
    rows = await connection.execute(signed)
    near = candidates(meaning.vector, ((row.id, row.vector_signs) for row in rows))
    compared = select(memories.c.id, memories.c.vector, memories.c.kept_at)
    found = {
        row.id: row for row in await connection.execute(compared.where(memories.c.id.in_(near)))
    }
    nearest_ids = nearest(meaning, {id_: row.vector for id_, row in found.items()})
    ranks = dict(zip(nearest_ids, count(1), strict=False))
    words = {each.place.memory_id: each for each in by_words}
    ages = {id_: row.kept_at for id_, row in found.items()}
    ages |= {id_: each.place.kept_at for id_, each in words.items()}
    answers = [
        _Answer(
            Place(score, ages[id_], id_),
            words[id_].by_words if id_ in words else 0.0,
            ranks.get(id_, 0),
        )
        for id_, score in fused(list(words), nearest_ids).items()
    ]
    return sorted(answers, key=lambda each: each.place, reverse=True)


async def _get(connection: AsyncConnection, memory_id: str) -> Memory | None:
    found = await connection.execute(select(*_SHOWN).where(memories.c.id == memory_id))
    row = found.mappings().first()
    return _memory(row) if row is not None else None


async def _load(connection: AsyncConnection, answers: Sequence[_Answer]) -> list[Found]:
    """Return the memories of these answers, in this order."""
    ids = [each.place.memory_id for each in answers]
    wanted = select(*_SHOWN).where(memories.c.id.in_(ids))
    rows = {row["id"]: row for row in (await connection.execute(wanted)).mappings()}
    return [
        Found(_memory(rows[id_]), each.place.score, each.by_words, each.by_meaning)
        for id_, each in zip(ids, answers, strict=True)
        if id_ in rows  # forgotten between the two looks
    ]


def _memory(row: RowMapping) -> Memory:
    return Memory(
        row["id"], row["owner"], MemoryKind(row["kind"]), row["text"], row["tags"], row["kept_at"]
    )
