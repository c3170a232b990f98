"""The tool that finds further tools, and tells how they are called (MCP-2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from mcp.server.mcpserver.tools import Tool as ServedTool
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field

from application.assistant.choosing import LONGEST_SEARCH
from application.ports.assistant.toolboxes import Care, OfferedTool
from application.services import Services
from domain.common.messages import message
from mcp_server.desk import narrowed
from mcp_server.identity import Identity, localizer_of

MOST_BYTES = 10_000
"""Of all definitions in one answer, which has them as text and as fields; what does not fit is left
out, and looked for by other words."""


class FoundTool(BaseModel):
    """One tool."""

    name: str = Field(description="Call it by this name, with call_tool.")
    title: str = Field(description="For people.")
    description: str = Field(description="When to use it, and how it fails.")
    input_schema: dict[str, Any] = Field(description="JSON schema of its arguments.")


class FoundTools(BaseModel):
    """What a search found."""

    tools: list[FoundTool] = Field(description="Best first.")


@dataclass(frozen=True)
class FindingTools:
    """Each public method is one tool; its docstring is what the model reads.

    Attributes:
        known: all tools that can be found.
    """

    services: Services
    identity: Identity
    known: Callable[[], Sequence[ServedTool]]

    async def find_tools(
        self,
        query: Annotated[
            str,
            Field(
                description="What the tool is to do, in a few words, in English or Chinese.",
                min_length=1,
                max_length=LONGEST_SEARCH,
            ),
        ],
    ) -> Annotated[CallToolResult, FoundTools]:
        """Find tools that are not listed here; there are some seventy more.

        Use when no listed tool does what the person asks, before saying that it cannot be done. It
        answers at most eight, best first, with their arguments; call one with call_tool. Changes
        nothing. Fails when the query is empty.
        """
        known = {each.name: each for each in self.known()}
        names = self.services.tool_choice.find([_searched(each) for each in known.values()], query)
        found = list(_within([_told(known[each.alias]) for each in names]))
        if not found:
            said = await localizer_of(self.services, self.identity.actor())
            return _answered(said.text(message("assistant.found_no_tool")), found)
        return _answered("\n".join(each.model_dump_json() for each in found), found)


def _searched(tool: ServedTool) -> OfferedTool:
    return OfferedTool(
        alias=tool.name,
        title=tool.title or tool.name,
        description=tool.description,
        parameters=tool.parameters,
        care=Care.READS,
        repeatable=True,
    )


def _told(tool: ServedTool) -> FoundTool:
    return FoundTool(
        name=tool.name,
        title=tool.title or tool.name,
        description=tool.description,
        input_schema=narrowed(tool),
    )


def _within(found: Sequence[FoundTool]) -> Sequence[FoundTool]:
    """Return the first ones that fit; the best one always."""
    kept: list[FoundTool] = []
    room = MOST_BYTES
    for each in found:
        room -= len(each.model_dump_json().encode())
        if kept and room < 0:
            break
        kept.append(each)
    return kept


def _answered(text: str, found: Sequence[FoundTool]) -> CallToolResult:
    structured = FoundTools(tools=list(found)).model_dump()
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=structured
    )
