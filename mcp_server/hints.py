"""Tells hosts what a tool does to the world: it reads, or it changes something (MCP hints)."""

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import BaseModel

from mcp_server.tooling import build_tool


def reads(method: Callable[..., Any], title: str, *, open_world: bool) -> Tool:
    """Make a tool that only looks.

    Args:
        method: what answers.
        title: what people see.
        open_world: whether it asks somebody outside, the cloud for one.
    """
    hints = ToolAnnotations(
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=open_world,
    )
    return build_tool(method, title=title, annotations=hints)


def changes(
    method: Callable[..., Any],
    title: str,
    *,
    destructive: bool = False,
    idempotent: bool = True,
    open_world: bool = False,
    rules: type[BaseModel] | None = None,
) -> Tool:
    """Make a tool that changes something.

    Args:
        method: what answers.
        title: what people see.
        destructive: whether what was before is lost: worth a question by the host.
        idempotent: whether calling it again with the same arguments changes nothing more.
        open_world: whether it changes something outside, the cloud for one.
        rules: see `build_tool`.
    """
    hints = ToolAnnotations(
        read_only_hint=False,
        destructive_hint=destructive,
        idempotent_hint=idempotent,
        open_world_hint=open_world,
    )
    return build_tool(method, title=title, annotations=hints, rules=rules)
