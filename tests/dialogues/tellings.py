"""What is known of a dialogue when it is over."""

from dataclasses import dataclass, field
from typing import Any

from application.ports.assistant.toolboxes import OfferedTool, ToolAnswer, Toolbox, ToolCall
from domain.assistant.conversations import Outcome, Step
from domain.people.access import Actor


@dataclass
class WatchedTools:
    """A box, and which of its tools did what."""

    box: Toolbox
    answers: list[tuple[str, Outcome]] = field(default_factory=list)

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        return await self.box.tools(actor)

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        answer = await self.box.call(actor, call)
        self.answers.append((call.alias, answer.outcome))
        return answer


@dataclass(frozen=True)
class Told:
    """How a dialogue went.

    Attributes:
        before, after: the world.
        steps: of the conversation.
        answers: of the tools, as they came.
        deaths: workers that died.
        missing: what the model was asked and had no line for.
        asked: requests that the model got.
        refusals: of turns that did not begin.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    steps: list[Step]
    answers: list[tuple[str, Outcome]]
    deaths: int
    missing: list[str]
    asked: list[dict[str, Any]]
    refusals: list[str]

    @property
    def becomes(self) -> dict[str, Any]:
        """What is not as it was."""
        return {key: now for key, now in self.after.items() if now != self.before[key]}
