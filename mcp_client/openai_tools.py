"""Tools in the shape in which OpenAI-compatible models want functions."""

from collections.abc import Iterable
from typing import Any

from mcp_client.contexts import cut
from mcp_client.names import NameMap, ToolName
from mcp_client.servers.catalogues import RemoteTool

MOST_FUNCTIONS = 128
"""Functions of one request: OpenAI's bound."""

LONGEST_DESCRIPTION = 1_024
"""Characters of a function's description: OpenAI's bound."""


def openai_functions(
    tools: Iterable[RemoteTool], names: NameMap, *, most: int = MOST_FUNCTIONS, strict: bool = False
) -> list[dict[str, Any]]:
    """Return tools as `tools` of a chat completion, in the order of the map.

    Args:
        tools: whatever is not in the map is left out.
        names: what models call them.
        most: how many; those that come later are left out.
        strict: ask for strict arguments where the schema already is closed. A schema is passed on
            as it is: closing one that its server left open would forbid what the server allows.
    """
    by_name = {ToolName(tool.server, tool.name): tool for tool in tools}
    chosen = [(alias, by_name[name]) for alias, name in names if name in by_name]
    return [_function(alias, tool, strict=strict) for alias, tool in chosen[:most]]


def _function(alias: str, tool: RemoteTool, *, strict: bool) -> dict[str, Any]:
    """Return one tool. The description says whose it is: models read it beside those of others."""
    schema = tool.input_schema
    schema.setdefault("type", "object")
    schema.setdefault("properties", {})
    said = tool.description or tool.title
    room = LONGEST_DESCRIPTION - 60  # for the sentence that says how much was cut
    function: dict[str, Any] = {
        "name": alias,
        "description": cut(f"[{tool.server}] {said}", room),
        "parameters": schema,
    }
    if strict and _is_closed(schema):
        function["strict"] = True
    return {"type": "function", "function": function}


def _is_closed(schema: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether strict mode takes a schema: every object in it closed, and all of it required."""
    if isinstance(schema, list):
        return all(_is_closed(each) for each in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            return False
        if set(schema.get("required", ())) != set(properties):
            return False
        if not all(_is_closed(each) for each in properties.values()):
            return False
    return all(_is_closed(each) for key, each in schema.items() if key != "properties")
