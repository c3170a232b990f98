"""A toolbox that obeys: what each tool answers, and how long it takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, ToolCall
from domain.assistant.conversations import Outcome
from domain.people.access import Actor


def tool(alias: str, care: Care = Care.READS) -> OfferedTool:
    schema = {
        "type": "object",
        "properties": {"day": {"type": "string"}, "person_id": {"type": "string"}},
        "required": ["person_id"],
    }
    return OfferedTool(
        alias=alias,
        title=alias,
        description=f"About {alias}.\n\nMore of it.",
        parameters=schema,
        care=care,
        repeatable=True,
    )


@dataclass
class ObedientToolbox:
    """Answers what it was told to; `seconds` of each tool pass first."""

    names: Sequence[str] = ("greet", "list_incidents", "get_weather")
    answers: dict[str, ToolAnswer | BaseException] = field(default_factory=dict)
    care: dict[str, Care] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    calls: list[tuple[Actor, ToolCall]] = field(default_factory=list)

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        return tuple(tool(each, self.care.get(each, Care.READS)) for each in self.names)

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        self.calls.append((actor, call))
        await asyncio.sleep(self.seconds.get(call.alias, 0))
        answer = self.answers.get(call.alias, ToolAnswer(Outcome.DONE, f"{call.alias} 的答案。"))
        if isinstance(answer, BaseException):
            raise answer
        return answer
