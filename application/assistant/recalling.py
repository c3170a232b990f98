"""What a person asked us to remember, found by what they say now (MEM-1).

The model is given it as the result of a search that it did not have to ask for: as data, in a block
that says so. Nobody else's memories are ever read, and an answer says which of them stand in it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from application.people.memories import LONGEST_QUERY, MemoryService
from application.ports.assistant.chat_models import CallRequest, ChatMessage, Role
from application.ports.memories import Found
from domain.assistant.conversations import Outcome, Step, StepKind
from domain.assistant.words import result_block
from domain.common.errors import Forbidden
from domain.common.messages import Foreign, Message, Names, message
from domain.common.search_terms import asked_terms, relevance, terms_of
from domain.people.access import Actor
from domain.people.memories import Memory

MOST_RECALLED = 3
"""Memories of one turn; what is asked about is in the first or it is not there."""

MOST_BY_MEANING = 2
"""Memories that are taken although their words do not answer; of all, the nearest in meaning."""

LEAST_SCORE = 0.2
"""Half of what a note of usual length has that holds every word of the question (`ranked`)."""

TOOL = "search_memories"


@dataclass(frozen=True)
class Recalling:
    """Looks into the memories of whoever speaks."""

    memories: MemoryService

    async def recall(self, actor: Actor, steps: Sequence[Step], *, turn: int) -> tuple[Memory, ...]:
        """Return what answers the person's words of this turn, best first; mostly nothing."""
        said = next(
            (each.text for each in steps if each.turn == turn and each.kind is StepKind.PERSON), ""
        )
        if not said.strip():
            return ()
        try:
            page = await self.memories.search(
                by=actor, query=said[:LONGEST_QUERY], limit=MOST_RECALLED
            )
        except Forbidden:  # a token that may talk, and read no memories
            return ()
        return tuple(each.memory for each in page.found if _answers(each))

    def standing_in(self, answer: str, memories: Sequence[Memory]) -> Message | None:
        """Return the line that says which memories stand in an answer; None when none does."""
        held = set(terms_of(answer))
        used = tuple(
            Foreign(each.text)
            for each in memories
            if relevance(asked_terms(each.text, self.memories.stop_words), held)
        )
        return message("assistant.from_memories", notes=Names(used)) if used else None


def _answers(found: Found) -> bool:
    return found.by_words >= LEAST_SCORE or 1 <= found.by_meaning <= MOST_BY_MEANING


def with_recalled(
    dialogue: Sequence[ChatMessage], memories: Sequence[Memory]
) -> tuple[ChatMessage, ...]:
    """Return the dialogue with what was found right behind what the person said last."""
    if not memories:
        return tuple(dialogue)
    last = max(place for place, each in enumerate(dialogue) if each.role is Role.PERSON)
    lines = "\n".join(f"- {each.kept_at:%Y-%m-%d}: {each.text}" for each in memories)
    call = CallRequest(TOOL, TOOL, json.dumps({"query": dialogue[last].text[:LONGEST_QUERY]}))
    found = (
        ChatMessage(Role.ASSISTANT, "", (call,)),
        ChatMessage(Role.TOOL, result_block(TOOL, Outcome.DONE, lines), call_id=TOOL),
    )
    return (*dialogue[: last + 1], *found, *dialogue[last + 1 :])
