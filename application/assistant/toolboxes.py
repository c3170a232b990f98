"""Several toolboxes as one: our own tools first, then those of a person's plugins (MCC-4)."""

import asyncio
from dataclasses import dataclass

from application.ports.assistant.toolboxes import OfferedTool, ToolAnswer, Toolbox, ToolCall
from domain.assistant.conversations import LONGEST_RESULT
from domain.common.errors import ZhibanError
from domain.people.access import Actor

MOST_TOOLS = 512
"""Tools of all boxes, and of a person's plugins: so many are searched; a model is given a few."""


@dataclass(frozen=True)
class Toolboxes:
    """Holds all the tools of several boxes, each alias once.

    Attributes:
        boxes: of tools with the same alias that of the earlier box is meant; the last one answers
            for what is in none.
    """

    boxes: tuple[Toolbox, ...]

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return the tools of every box that can be looked into, in the order of the boxes.

        Raises:
            ZhibanError: no box can be.
        """
        looked = await asyncio.gather(
            *(box.tools(actor) for box in self.boxes), return_exceptions=True
        )
        failures = [each for each in looked if isinstance(each, BaseException)]
        for failure in failures:
            # What is no refusal of ours is a mistake in the program, and is not hidden.
            if not isinstance(failure, ZhibanError) or len(failures) == len(self.boxes):
                raise failure
        offered: dict[str, OfferedTool] = {}
        for tools in looked:
            if not isinstance(tools, BaseException):
                for tool in tools:
                    offered.setdefault(tool.alias, tool)
        return tuple(offered.values())[:MOST_TOOLS]

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do a call in the first box that has the tool; see `Toolbox.call`."""
        *others, last = self.boxes
        for box in others:
            # What cannot be looked into may have it: nothing is called in another box instead.
            if any(tool.alias == call.alias for tool in await box.tools(actor)):
                return await box.call(actor, call)
        return await last.call(actor, call)


def cut_result(text: str) -> str:
    """Return what a model is given of a result: all of it, or its beginning and how much is not."""
    if len(text) <= LONGEST_RESULT:
        return text
    left_out = f"\n[cut here: {len(text):,} characters in all; ask for less, or for the next part]"
    return text[: LONGEST_RESULT - len(left_out)] + left_out
