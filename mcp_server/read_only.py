"""Our read-only tools without a transport: for those inside who call tools by name (SCH-1)."""

from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import TextContent
from pydantic import ValidationError

from application.common.broken_fields import broken_field
from application.services import Services
from domain.common.errors import Rejected, ZhibanError
from domain.people.access import Actor
from mcp_server.identity import Identity, OneActor
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import TOGETHER, tools_of

LONGEST_ANSWER = 6_000
"""Characters of a tool's answer that are kept: as much as a message to people may hold."""


def read_only_tools(services: Services, identity: Identity) -> dict[str, Tool]:
    """Return the tools that only look, by name."""
    return {
        tool.name: tool
        for tool in tools_of(services, identity, TOGETHER)
        if tool.annotations is not None and tool.annotations.read_only_hint
    }


def check_arguments(tool: Tool, arguments: Mapping[str, Any]) -> None:
    """Return when a tool takes these arguments, else raise `InvalidRequest`."""
    try:
        tool.fn_metadata.arg_model.model_validate(dict(arguments))
    except ValidationError as error:
        # A name that is not known says more than that the one that was meant is missing.
        first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
        known = tuple(tool.fn_metadata.arg_model.model_fields)
        raise broken_field(first, known=known, within="arguments", listed=True) from None


async def call_tool(
    services: Services, actor: Actor, name: str, arguments: Mapping[str, Any]
) -> str:
    """Return a tool's answer as text, with the rights of `actor`.

    Raises:
        ZhibanError: as the service behind the tool does; `Rejected` for anything else that fails.
    """
    server = build_mcp_server(services, identity=OneActor(actor))
    try:
        result = await server.call_tool(name, dict(arguments))
    except ToolError as error:
        if isinstance(error.__cause__, ZhibanError):
            raise error.__cause__ from error
        raise Rejected(str(error)[:LONGEST_ANSWER]) from error
    texts = [part.text for part in getattr(result, "content", ()) if isinstance(part, TextContent)]
    return "\n\n".join(texts)[:LONGEST_ANSWER]
