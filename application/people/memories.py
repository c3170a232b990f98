"""What people asked us to remember: kept, found by its words and meaning, forgotten (MEM-1)."""

from dataclasses import dataclass, replace

from application.people.quotas import Allowance
from application.ports.clock import Clock, Ids
from application.ports.embeddings import Embeddings
from application.ports.memories import Found, Memories, MemoryFilter
from application.ports.quotas import Quotas
from domain.common.errors import InvalidRequest, NotFound, ZhibanError
from domain.common.messages import Message, Prose, message
from domain.common.search_terms import asked_terms, terms_of
from domain.people.access import Actor, Permission, require
from domain.people.likeness import Meaning
from domain.people.memories import (
    MOST_MEMORIES,
    Memory,
    Place,
    check_kind,
    check_memory_id,
    check_tags,
    check_text,
    forgotten,
    kept,
    memory_id_of,
)

MOST_FOUND = 100
LONGEST_QUERY = 500
"""Characters; more is no question but a text."""


@dataclass(frozen=True)
class MemoryPage:
    """Memories, best first; pass `next_after` as `after` to go on, empty at the end.

    Attributes:
        note: that meaning was to be searched, too, and why it was not.
    """

    found: tuple[Found, ...]
    next_after: str
    note: Message | None = None


@dataclass(frozen=True)
class MemoryService:
    """The one door to memories; everybody, admins too, sees and changes only their own.

    Attributes:
        stop_words: what a query asks for only when it holds nothing else.
        embeddings: what finds by meaning, too; None: only words count.
    """

    memories: Memories
    clock: Clock
    ids: Ids
    quotas: Quotas
    stop_words: frozenset[str]
    embeddings: Embeddings | None = None

    async def remember(
        self, *, by: Actor, text: str, kind: str = "fact", tags: tuple[str, ...] = (), key: str = ""
    ) -> Memory:
        """Keep something for later.

        Args:
            by: whose memory it becomes.
            text: what to remember, at most 2,000 characters.
            kind: `fact`, `preference` or `incident`.
            tags: at most 10 words to find it by.
            key: the caller's own idempotency key; the same key keeps the first until it is
                forgotten.

        Raises:
            Conflict: there are 10,000 memories already.
            TooManyRequests: they wrote as much today as one person may.
        """
        require(by, Permission.KEEP_MEMORIES)
        unique = self.ids.new()
        memory = Memory(
            memory_id_of(by.person_id, key=key, unique=unique),
            by.person_id,
            check_kind(kind),
            check_text(text),
            check_tags(tags),
            self.clock.now(),
        )
        await Allowance(self.quotas, self.clock).take(by, size=len(memory.text.encode()))
        terms = [term for part in (memory.text, *memory.tags) for term in terms_of(part)]
        event = kept(memory, unique=unique)
        return await self.memories.keep(memory, event, terms=terms, key=key, most=MOST_MEMORIES)

    async def get(self, *, by: Actor, memory_id: str) -> Memory:
        """Return one memory.

        Raises:
            NotFound: there is none of that id, or it is another's.
        """
        require(by, Permission.READ_MEMORIES)
        return await self._own(by, memory_id)

    async def forget(self, *, by: Actor, memory_id: str) -> None:
        """Remove a memory for good.

        Raises:
            NotFound: there is none of that id, or it is another's.
        """
        require(by, Permission.KEEP_MEMORIES)
        memory = await self._own(by, memory_id)
        event = forgotten(memory, at=self.clock.now(), unique=self.ids.new())
        if not await self.memories.forget(memory_id, event):
            raise NotFound("memory", memory_id)

    async def search(
        self,
        *,
        by: Actor,
        query: str = "",
        kind: str | None = None,
        limit: int = 20,
        after: str = "",
    ) -> MemoryPage:
        """Find memories by words and meaning, best first; without a query the newest first.

        A service of embeddings that fails costs nothing but what only it would have found.

        Args:
            by: whose memories.
            query: words in any language; Chinese needs no spaces.
            kind: only of this kind; None for all.
            limit: 1 to 100.
            after: `next_after` of the page before.
        """
        require(by, Permission.READ_MEMORIES)
        if not 1 <= limit <= MOST_FOUND:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_FOUND))
        if len(query) > LONGEST_QUERY:
            raise InvalidRequest("query", message("rule.most_characters", most=LONGEST_QUERY))
        asked = asked_terms(query, self.stop_words)
        which = MemoryFilter(by.person_id, asked, check_kind(kind) if kind else None)
        place = Place.parse(after) if after else None
        if query.strip() and not which.asked:
            return MemoryPage((), "")  # punctuation is in no memory
        meaning, note = await self._meaning_of(query.strip())
        found = await self.memories.find(replace(which, meaning=meaning), after=place, limit=limit)
        next_after = str(found[-1].place) if len(found) == limit else ""
        return MemoryPage(tuple(found), next_after, note)

    async def _meaning_of(self, query: str) -> tuple[Meaning | None, Message | None]:
        """Return what a query means, or why nobody can say so now."""
        if self.embeddings is None or not query:
            return None, None
        try:
            [vector] = await self.embeddings.vectors([query])
        except ZhibanError as error:
            return None, message("memory.words_only", why=error.explanation or Prose(str(error)))
        return Meaning(self.embeddings.model, vector, self.embeddings.least), None

    async def _own(self, by: Actor, memory_id: str) -> Memory:
        memory = await self.memories.get(check_memory_id(memory_id))
        if memory is None or memory.owner != by.person_id:
            raise NotFound("memory", memory_id)
        return memory
