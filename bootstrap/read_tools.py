"""The `ReadTools` port, kept by the tools that agents use: what a schedule may call is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mcp.server.mcpserver.tools import Tool

from application.desks import Desks
from domain.access import Actor
from domain.errors import InvalidRequest
from mcp_server.identity import OneActor
from mcp_server.read_only import call_tool, check_arguments, read_only_tools

_NOBODY = Actor("u_nobody", frozenset())


@dataclass(frozen=True)
class McpReadTools:
    """Calls tools in this process."""

    desks: Desks

    @cached_property
    def _tools(self) -> dict[str, Tool]:
        return read_only_tools(self.desks, OneActor(_NOBODY))

    def names(self) -> tuple[str, ...]:
        """Return what there is, by name."""
        return tuple(sorted(self._tools))

    def check(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Return when the tool takes these arguments.

        Raises:
            InvalidRequest: there is no such read-only tool, or an argument breaks a rule.
        """
        tool = self._tools.get(name)
        if tool is None:
            raise InvalidRequest("name", f"must be a tool that only looks: {self._listed()}")
        check_arguments(tool, arguments)

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> str:
        """Return what the tool says, as text, with the rights of `actor`."""
        self.check(name, arguments)
        return await call_tool(self.desks, actor, name, arguments)

    def _listed(self) -> str:
        return ", ".join(self.names())
