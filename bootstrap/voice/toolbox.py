"""The tools that robots reach, made with the first call: MCP's library takes a second to load."""
# ruff: noqa: PLC0415 - see above

from dataclasses import dataclass
from functools import cached_property

from application.ports.assistant.toolboxes import OfferedTool, ToolAnswer, Toolbox, ToolCall
from application.services import Services
from domain.people.access import Actor


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
        return await self._own.tools(actor)

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do one call; see the port."""
        return await self._own.call(actor, call)
