"""Gives memories the vectors by which they are found by meaning: behind `remember`, never in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.ports.embeddings import MOST_TEXTS, Embeddings
from application.ports.memories import Memories
from domain.common.errors import Rejected
from domain.people.memories import Memory

MOST_PER_ROUND = 200
"""Memories; the rest has its turn in the next round."""


@dataclass(frozen=True)
class MemoryVectors:
    """Sees to it that each memory has a vector of the model that is configured."""

    memories: Memories
    embeddings: Embeddings

    async def round(self) -> int:
        """Return how many memories were looked after; new ones and those of another model.

        Raises:
            ZhibanError: the service fails; what it gave before that is kept.
        """
        model = self.embeddings.model
        waiting = await self.memories.without_vector(model, limit=MOST_PER_ROUND)
        for some in _in_tens(waiting):
            await self.memories.keep_vectors(model, await self._vectors(some))
        return len(waiting)

    async def _vectors(self, some: Sequence[Memory]) -> Mapping[str, bytes | None]:
        """Return vectors by id; a text that is refused by itself has none."""
        try:
            found = await self.embeddings.vectors([_read(each) for each in some])
        except Rejected:
            if len(some) == 1:
                return {some[0].id: None}
            return {
                id_: vector
                for each in some
                for id_, vector in (await self._vectors([each])).items()
            }
        return {each.id: vector for each, vector in zip(some, found, strict=True)}


def _in_tens(memories: Sequence[Memory]) -> list[Sequence[Memory]]:
    return [memories[at : at + MOST_TEXTS] for at in range(0, len(memories), MOST_TEXTS)]


def _read(memory: Memory) -> str:
    """Return what the model reads of a memory: its words and its tags, as words find it."""
    return " ".join((memory.text, *memory.tags))
