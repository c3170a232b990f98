"""Where people's memories are kept and found again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.events.events import Event
from domain.people.likeness import Meaning
from domain.people.memories import Memory, MemoryKind, Place


@dataclass(frozen=True)
class MemoryFilter:
    """Which memories of one person.

    Attributes:
        asked: terms of the query; empty: all of them.
        kind: None for every kind.
        meaning: of the query; None: only words count.
    """

    owner: str
    asked: tuple[str, ...] = ()
    kind: MemoryKind | None = None
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Found:
    """A memory that answers a query, and how well: 0 to 1; 0 when nothing was asked.

    Attributes:
        by_words: how well its words alone answer.
        by_meaning: its place among those whose meaning answers, from 1; 0: not among them.
    """

    memory: Memory
    score: float
    by_words: float = 0.0
    by_meaning: int = 0

    @property
    def place(self) -> Place:
        """Where it stands among the answers."""
        return Place(self.score, self.memory.kept_at, self.memory.id)


class Memories(Protocol):
    """Keeps memories, and lets go of them."""

    async def keep(
        self, memory: Memory, event: Event, *, terms: Sequence[str], key: str, most: int
    ) -> Memory:
        """Keep a memory, its terms and its event, all or nothing, and return it.

        A memory with this id is returned instead, unchanged and without an event.

        Raises:
            Conflict: the owner has `most` memories already.
        """

    async def get(self, memory_id: str) -> Memory | None:
        """Return it, or None."""

    async def forget(self, memory_id: str, event: Event) -> bool:
        """Remove it for good and append the event, both or neither; False when it is not there."""

    async def find(self, which: MemoryFilter, *, after: Place | None, limit: int) -> list[Found]:
        """Return the best by `answering` (`domain/common/search_terms.py`), of equals the newest.

        Of very many answers only some hundreds are ranked. With a meaning the order is `fused`
        with that of the vectors (`domain/people/likeness.py`).

        Args:
            which: whose, and what is asked.
            after: the place of the last one of the page before; None for the first page.
            limit: most to return.
        """

    async def without_vector(self, model: str, *, limit: int) -> list[Memory]:
        """Return memories that have no vector of a model yet, whoever they belong to."""

    async def keep_vectors(self, model: str, vectors: Mapping[str, bytes | None]) -> None:
        """Keep vectors beside their memories in place of another model's.

        Args:
            model: whose they are.
            vectors: by id of the memory; None: the model refuses its text.
        """
