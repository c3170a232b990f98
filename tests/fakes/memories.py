"""People's memories in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.memories import Found, MemoryFilter
from domain.common.errors import Conflict
from domain.common.search_terms import ranked
from domain.events.events import Event
from domain.people.memories import Memory, Place
from tests.fakes.events import InMemoryEvents


@dataclass
class InMemoryMemories:
    """Memories beside their events."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[str, Memory] = field(default_factory=dict)
    terms: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)

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
        await self.events.append(event)
        return True

    async def find(self, which: MemoryFilter, *, after: Place | None, limit: int) -> list[Found]:
        whose = [
            each
            for each in self.kept.values()
            if each.owner == which.owner
            and which.kind in (None, each.kind)
            and not self.terms[each.id].isdisjoint(which.asked or self.terms[each.id])
        ]
        scores = ranked(which.asked, [self.words[each.id] for each in whose])
        mine = [Found(*pair) for pair in zip(whose, scores, strict=True)]
        answers = [each for each in mine if each.score or not which.asked]
        answers.sort(key=lambda each: each.place, reverse=True)
        return [each for each in answers if after is None or each.place < after][:limit]
