"""What OpenAI's chat completions refuse in a dialogue with tools, in the vendor's own words.

Sources: https://platform.openai.com/docs/api-reference/chat/create, and messages as they are quoted
in public issues (FoundationAgents/OpenManus#23, zed-industries/zed#32946, mcp-use/mcp-use#90).
"""

import re
from typing import Any

MOST_TOOLS = 128
LONGEST_NAME = 64
LONGEST_DESCRIPTION = 1_024
LONGEST_ID = 40

_PATTERN = "^[a-zA-Z0-9_-]+$"
_NAME = re.compile(_PATTERN)


class Refused(Exception):
    """A request that the vendor does not take."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def check_dialogue(body: dict[str, Any]) -> None:
    """Return when the tools and the calls of a request are as they must be.

    Raises:
        Refused: they are not.
    """
    if "tools" in body:
        _check_tools(body["tools"])
    _check_messages(body["messages"])


def _check_tools(tools: object) -> None:
    if not isinstance(tools, list) or not tools:
        raise Refused(
            "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an "
            "empty array instead.",
            "empty_array",
        )
    if len(tools) > MOST_TOOLS:
        raise Refused(
            f"Invalid 'tools': array too long. Expected an array with maximum length {MOST_TOOLS}, "
            f"but got an array with length {len(tools)} instead.",
            "array_above_max_length",
        )
    names = [_check_tool(tool, f"tools[{place}]") for place, tool in enumerate(tools)]
    if len(set(names)) < len(names):
        raise Refused("tools: Tool names must be unique.", "invalid_request_error")


def _check_tool(tool: object, at: str) -> str:
    function = tool.get("function") if isinstance(tool, dict) else None
    kind = tool.get("type") if isinstance(tool, dict) else None
    if not isinstance(function, dict) or kind != "function":
        raise Refused(f"Missing required parameter: '{at}.function'.", "missing_required_parameter")
    name = function.get("name")
    _check_name(name, f"{at}.function.name")
    _check_length(
        function.get("description") or "", LONGEST_DESCRIPTION, f"{at}.function.description"
    )
    schema = function.get("parameters")
    if schema and (not isinstance(schema, dict) or schema.get("type") != "object"):
        kind = schema.get("type") if isinstance(schema, dict) else schema
        raise Refused(
            f"Invalid schema for function '{name}': schema must be a JSON Schema of "
            f"'type: \"object\"', got 'type: \"{kind}\"'.",
            "invalid_function_parameters",
        )
    return str(name)


def _check_name(name: object, at: str) -> None:
    if not isinstance(name, str) or not _NAME.match(name):
        raise Refused(
            f"Invalid '{at}': string does not match pattern. Expected a string that matches the "
            f"pattern '{_PATTERN}'.",
            "invalid_value",
        )
    _check_length(name, LONGEST_NAME, at)


def _check_length(text: object, most: int, at: str) -> None:
    if not isinstance(text, str) or len(text) > most:
        raise Refused(
            f"Invalid '{at}': string too long. Expected a string with maximum length {most}, but "
            f"got a string with length {len(str(text))} instead.",
            "string_above_max_length",
        )


def _check_messages(messages: list[dict[str, Any]]) -> None:
    """See that each call is answered at once, and that nothing else is."""
    waiting: list[str] = []
    for place, message in enumerate(messages):
        if message["role"] == "tool":
            _check_answer(message, waiting, f"messages.[{place}]")
            continue
        _check_answered(waiting)
        calls = message.get("tool_calls")
        _check_content(message, has_calls=bool(calls), at=f"messages.[{place}]")
        waiting = _ids_of(calls, f"messages[{place}]") if calls is not None else []
    _check_answered(waiting)


def _check_content(message: dict[str, Any], *, has_calls: bool, at: str) -> None:
    if message.get("content") is None and not has_calls:
        raise Refused(
            f"Invalid value for '{at}.content': expected a string, got null.", "invalid_value"
        )


def _check_answer(message: dict[str, Any], waiting: list[str], at: str) -> None:
    if message.get("tool_call_id") not in waiting:
        raise Refused(
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding "
            f"message with 'tool_calls' ({at}.role).",
            "invalid_request_error",
        )
    waiting.remove(message["tool_call_id"])
    _check_content(message, has_calls=False, at=at)


def _check_answered(waiting: list[str]) -> None:
    if waiting:
        raise Refused(
            "An assistant message with 'tool_calls' must be followed by tool messages responding "
            "to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            + ", ".join(waiting),
            "invalid_request_error",
        )


def _ids_of(calls: object, at: str) -> list[str]:
    if not isinstance(calls, list) or not calls:
        raise Refused(f"Invalid '{at}.tool_calls': empty array.", "empty_array")
    return [_checked_id(call, f"{at}.tool_calls[{place}]") for place, call in enumerate(calls)]


def _checked_id(call: object, at: str) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        raise Refused(f"Missing required parameter: '{at}.function'.", "missing_required_parameter")
    _check_name(function.get("name"), f"{at}.function.name")
    if not isinstance(function.get("arguments"), str):
        raise Refused(
            f"Invalid type for '{at}.function.arguments': expected a string.", "invalid_type"
        )
    _check_length(call.get("id"), LONGEST_ID, f"{at}.id")
    return str(call["id"])
