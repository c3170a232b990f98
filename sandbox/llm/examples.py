"""Answers that the system's words show as an example, for servers that take no schema.

Real models follow `{"matters": true}` and `{"claims": [{"text": str}]}` alike, so this does too.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from sandbox.llm.facts import Fact, text_of

_PLACEHOLDER = re.compile(r"\bstr\b")
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string"}


def is_schema_given(request: dict[str, Any]) -> bool:
    """Say whether a request holds the schema of its answer."""
    wanted = request.get("response_format")
    return isinstance(wanted, dict) and wanted.get("type") == "json_schema"


def example_in(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first answer that is shown as an example, None without one."""
    told = "".join(text_of(each) for each in messages if each["role"] == "system")
    start = told.find('{"')
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(_PLACEHOLDER.sub('"str"', told[start:]))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def schema_like(example: Any, facts: Sequence[Fact]) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return the JSON schema of answers like an example; what facts have a field for is theirs."""
    if isinstance(example, dict):
        properties = {
            name: _of_field(name, facts) or schema_like(value, facts)
            for name, value in example.items()
        }
        return {"type": "object", "properties": properties, "required": list(properties)}
    if isinstance(example, list):
        return {"type": "array", "items": schema_like(example[0] if example else "str", facts)}
    return {"type": _KINDS.get(type(example), "string")}


def _of_field(name: str, facts: Sequence[Fact]) -> dict[str, Any]:
    values = {fact.fields.get(name) for fact in facts if isinstance(fact.fields.get(name), str)}
    return {"type": "string", "enum": sorted(map(str, values))} if values else {}
