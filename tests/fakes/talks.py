"""Turns that a test plays: what happens in them is written down when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from application.ports.assistant.conversations import Batch, Turn
from domain.assistant.conversations import (
    EndReason,
    Outcome,
    Step,
    StepKind,
    TurnLimits,
    TurnState,
)
from domain.common.errors import Conflict
from tests.fakes.conversations import InMemoryConversations

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
QUESTION = "5f" * 32
"""The digest of the one question that is asked."""


def words(text: str) -> Step:
    """What the model says."""
    return _step(StepKind.ASSISTANT, text=text, tokens=100)


def call(tool: str, text: str = "{}", plugin: str = "") -> Step:
    """What the model wants called."""
    return _step(StepKind.CALL, text=text, call_id=f"call-{tool}", tool=tool, plugin=plugin)


def result(tool: str, text: str, outcome: Outcome = Outcome.DONE) -> Step:
    """What came of it."""
    about = {"call_id": f"call-{tool}", "tool": tool, "outcome": outcome, "seconds": 0.3}
    return _step(StepKind.RESULT, text=text, **about)


def question(tool: str, text: str) -> Step:
    """What the person is asked."""
    about = {"call_id": f"call-{tool}", "tool": tool, "digest": QUESTION}
    return _step(StepKind.QUESTION, text=text, **about)


def word(tool: str, *, agreed: bool) -> Step:
    """What the person said to it."""
    about = {"call_id": f"call-{tool}", "tool": tool, "digest": QUESTION, "agreed": agreed}
    return _step(StepKind.WORD, **about)


def end(reason: EndReason = EndReason.ANSWERED, text: str = "Answered.") -> Step:
    """The last step."""
    return _step(StepKind.END, text=text, reason=reason)


def _step(kind: StepKind, **about: Any) -> Step:
    return Step(conversation="", number=0, turn=0, kind=kind, at=AT, **about)


async def happen(
    kept: InMemoryConversations, conversation: str, state: TurnState, *steps: Step
) -> None:
    """Write down what happens in a conversation's newest turn."""
    turn = kept.kept[conversation].turn
    mine = tuple(replace(each, conversation=conversation, turn=turn) for each in steps)
    key = f"b{len(kept.writes)}"
    await kept.write(
        Batch(conversation=conversation, turn=turn, key=key, at=AT, state=state, steps=mine)
    )


@dataclass
class PlayedTurns:
    """Plays one scene when a turn begins, another when its question is answered.

    Attributes:
        opening: what happens at first: its last step says how the turn stands then.
        yes, no: what happens at the person's word.
        closed: whether the question was answered elsewhere.
    """

    opening: Sequence[Step] = (words("All is well."), end())
    yes: Sequence[Step] = ()
    no: Sequence[Step] = ()
    kept: InMemoryConversations = field(default_factory=InMemoryConversations)
    answers: list[tuple[str, bool]] = field(default_factory=list)
    started: list[Turn] = field(default_factory=list)
    stopped: list[Turn] = field(default_factory=list)
    closed: bool = False

    async def start(self, turn: Turn, limits: TurnLimits) -> None:
        self.started.append(turn)
        await self._play(turn, self.opening)

    async def answer(self, turn: Turn, digest: str, *, agreed: bool) -> None:
        if self.closed or digest != QUESTION:
            await self._play(turn, self.no)
            raise Conflict("This question is not open.")
        self.answers.append((digest, agreed))
        await self._play(turn, self.yes if agreed else self.no)

    async def stop(self, turn: Turn) -> bool:
        self.stopped.append(turn)
        await self._play(turn, (end(EndReason.STOPPED_BY_PERSON, "You stopped it."),))
        return True

    async def runs(self, turn: Turn) -> bool:
        return True

    async def _play(self, turn: Turn, scene: Sequence[Step]) -> None:
        if scene:
            await happen(self.kept, turn.conversation, _state(scene[-1]), *scene)


def _state(last: Step) -> TurnState:
    if last.kind is StepKind.QUESTION:
        return TurnState.ASKING
    if last.kind is not StepKind.END:
        return TurnState.THINKING
    return TurnState.STOPPED if last.reason is EndReason.STOPPED_BY_PERSON else TurnState.DONE
