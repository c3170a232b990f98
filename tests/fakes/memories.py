"""People's memories in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from application.ports.memories import Found, MemoryFilter
from domain.common.errors import Conflict
from domain.common.search_terms import answering
from domain.events.events import Event
from domain.people.likeness import candidates, fused, nearest, signs
from domain.people.memories import Memory, Place
from tests.fakes.events import InMemoryEvents


@dataclass
class InMemoryMemories:
    """Memories beside their events."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[str, Memory] = field(default_factory=dict)
    terms: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    vectors: dict[str, tuple[str, bytes | None]] = field(default_factory=dict)

    async def keep(
        self, memory: Memory, event: Event, *, terms: Sequence[str], key: str, most: int
    ) -> Memory:
        if memory.id in self.kept:
            return self.kept[memory.id]
        if sum(each.owner == memory.owner for each in self.kept.values()) >= most:
            raise Conflict(f"You have {most} memories, the most there may be; forget some.")
        self.kept[memory.id] = memory
        self.terms[memory.id] = set(terms)
        self.words[memory.id] = list(terms)
        await self.events.append(event)
        return memory

    async def get(self, memory_id: str) -> Memory | None:
        return self.kept.get(memory_id)

    async def forget(self, memory_id: str, event: Event) -> bool:
        if self.kept.pop(memory_id, None) is None:
            return False
        del self.terms[memory_id]
        self.vectors.pop(memory_id, None)
        await self.events.append(event)
        return True

    async def find(self, which: MemoryFilter, *, after: Place | None, limit: int) -> list[Found]:
        mine = [
            each
            for each in self.kept.values()
            if each.owner == which.owner and which.kind in (None, each.kind)
        ]
        whose = [
            each
            for each in mine
            if not self.terms[each.id].isdisjoint(which.asked or self.terms[each.id])
        ]
        scores = answering(which.asked, [self.words[each.id] for each in whose])
        answers = [
            Found(each, score, score)
            for each, score in zip(whose, scores, strict=True)
            if score or not which.asked
        ]
        if which.meaning is not None and which.asked:
            answers = self._fused(which, mine, answers)
        answers.sort(key=lambda each: each.place, reverse=True)
        return [each for each in answers if after is None or each.place < after][:limit]

    def _fused(
        self, which: MemoryFilter, mine: Sequence[Memory], answers: Sequence[Found]
    ) -> list[Found]:
        meaning = which.meaning
        assert meaning is not None
        have = {
            each.id: vector
            for each in mine
            for model, vector in [self.vectors.get(each.id, ("", None))]
            if model == meaning.model and vector is not None
        }
        near = candidates(meaning.vector, ((id_, signs(each)) for id_, each in have.items()))
        by_meaning = nearest(meaning, {id_: have[id_] for id_ in near})
        by_words = {
            each.memory.id: each
            for each in sorted(answers, key=lambda each: each.place, reverse=True)
        }
        return [
            replace(
                by_words.get(id_, Found(self.kept[id_], 0.0)),
                score=score,
                by_meaning=by_meaning.index(id_) + 1 if id_ in by_meaning else 0,
            )
            for id_, score in fused(list(by_words), by_meaning).items()
        ]

    async def without_vector(self, model: str, *, limit: int) -> list[Memory]:
        return [
            each for each in self.kept.values() if self.vectors.get(each.id, ("",))[0] != model
        ][:limit]

    async def keep_vectors(self, model: str, vectors: Mapping[str, bytes | None]) -> None:
        for id_, vector in vectors.items():
            if id_ in self.kept:
                self.vectors[id_] = (model, vector)
