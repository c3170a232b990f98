"""Makes a tool of a method: strict arguments, flat schemas, nothing left undescribed."""

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import BaseModel, ConfigDict

from mcp_server.failures import CausingTool


def build_tool(
    method: Callable[..., Any],
    *,
    title: str,
    annotations: ToolAnnotations,
    rules: type[BaseModel] | None = None,
) -> Tool:
    """Return a tool named like the method, whose docstring is what the model reads.

    Arguments that it does not know are refused: the SDK would drop them in silence, and a call
    with a misspelt argument would look right.

    Args:
        method: what answers.
        title: what people see.
        annotations: what it does to the world.
        rules: validators over several arguments, which a schema cannot say.
    """
    tool: Tool = CausingTool.from_function(
        method,
        title=title,
        description=_unwrapped(method.__doc__ or ""),
        annotations=annotations,
        structured_output=True,
    )
    described = tool.fn_metadata
    strict = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    described.arg_model = type(
        described.arg_model.__name__,
        (rules, described.arg_model) if rules else (described.arg_model,),
        {"model_config": strict, "__module__": described.arg_model.__module__},
    )
    tool.parameters = _without_null(flat(described.arg_model.model_json_schema()))
    described.output_schema = flat(described.output_schema or {})
    return tool


def flat(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with every `$ref` written out and titles left away.

    Some hosts cannot follow references, and titles only repeat the names.
    """
    definitions = schema.get("$defs", {})

    def walk(node: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(node, list):
            return [walk(each) for each in node]
        if not isinstance(node, dict):
            return node
        name = node.get("$ref", "").rpartition("/")[2]
        whole = {**definitions.get(name, {}), **node}
        return {
            key: walk(value)
            for key, value in whole.items()
            if key not in ("$defs", "$ref") and not (key == "title" and isinstance(value, str))
        }

    flattened: dict[str, Any] = walk(schema)
    return flattened


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Write `X or null, default null` as an optional X: null is taken for "not given" anyway."""
    properties = {name: _one_type(each) for name, each in schema.get("properties", {}).items()}
    return {**schema, "properties": properties}


def _one_type(described: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in described.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return described
    rest = {key: value for key, value in described.items() if key not in ("anyOf", "default")}
    return {**kinds[0], **rest}


def _unwrapped(docstring: str) -> str:
    """Return the paragraphs, each on one line: the source's line breaks mean nothing to a model."""
    return "\n\n".join(" ".join(part.split()) for part in docstring.split("\n\n"))
