"""The tools that robots reach, made with the first call: MCP's library takes a second to load."""
# ruff: noqa: PLC0415 - see above

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from application.ports.assistant.toolboxes import OfferedTool, ToolAnswer, Toolbox, ToolCall
from application.services import Services
from domain.common.errors import ZhibanError
from domain.people.access import Actor
from domain.voice.offers import RobotTool

_PLAN = "plan"


@dataclass(frozen=True)
class RobotToolbox:
    """Our own tools, as the ear gets them."""

    services: Services

    @cached_property
    def _own(self) -> Toolbox:
        from mcp_server.assistant.results import parts_of
        from mcp_server.assistant.tools import OwnTools
        from mcp_server.toolsets import TOGETHER

        return OwnTools(self.services, sets=TOGETHER, words=parts_of)

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return what `actor` may use; see the port."""
        return tuple(map(_for_robots, await self._own.tools(actor)))

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do one call; see the port."""
        if call.alias == RobotTool.APPROVE_ACTION:
            call = replace(call, arguments={**call.arguments, _PLAN: await self._plan(actor, call)})
        return await self._own.call(actor, call)

    async def _plan(self, actor: Actor, call: ToolCall) -> str:
        """Return the plan that a question is about now: nobody says 64 characters aloud.

        The person's yes is bound to it all the same: it is part of the call that they agree to.
        """
        with suppress(ZhibanError):  # the tool says why
            asked = str(call.arguments.get("approval_id", ""))
            return (await self.services.incidents.approval(by=actor, approval_id=asked)).digest
        return ""


def _for_robots(tool: OfferedTool) -> OfferedTool:
    if tool.alias != RobotTool.APPROVE_ACTION:
        return tool
    given = tool.parameters
    properties = {name: each for name, each in given["properties"].items() if name != _PLAN}
    required = [name for name in given.get("required", ()) if name != _PLAN]
    return replace(tool, parameters={**given, "properties": properties, "required": required})
