"""The `ReadTools` port, kept by the tools that agents use: what a schedule may call is theirs.

MCP's library takes a second to load, so it is loaded with the first question.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from application.services import Services
from domain.common.errors import InvalidRequest
from domain.common.messages import one_of
from domain.people.access import Actor

if TYPE_CHECKING:
    from mcp.server.mcpserver.tools import Tool

_NOBODY = Actor("u_nobody", frozenset())


@dataclass(frozen=True)
class McpReadTools:
    """Calls tools in this process."""

    services: Services

    @cached_property
    def _tools(self) -> "dict[str, Tool]":
        from mcp_server.identity import OneActor
        from mcp_server.read_only import read_only_tools

        return read_only_tools(self.services, OneActor(_NOBODY))

    def names(self) -> tuple[str, ...]:
        """Return what there is, by name."""
        return tuple(sorted(self._tools))

    def check(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Return when the tool takes these arguments.

        Raises:
            InvalidRequest: there is no such read-only tool, or an argument breaks a rule.
        """
        from mcp_server.read_only import check_arguments

        tool = self._tools.get(name)
        if tool is None:
            raise InvalidRequest("name", one_of(self.names()))
        check_arguments(tool, arguments)

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> str:
        """Return what the tool says, as text, with the rights of `actor`."""
        from mcp_server.read_only import call_tool

        self.check(name, arguments)
        return await call_tool(self.services, actor, name, arguments)
