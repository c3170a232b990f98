"""Tools as functions of OpenAI-compatible models (MCC-3)."""

import json

import mcp_types
import pytest

from mcp_client.names import NameMap, ToolName
from mcp_client.openai_tools import LONGEST_DESCRIPTION, MOST_FUNCTIONS, openai_functions
from mcp_client.servers.catalogues import read_tool

CLOSED = {
    "type": "object",
    "properties": {"path": {"type": "string"}},
    "required": ["path"],
    "additionalProperties": False,
}


def tool(name="t", server="s", schema=None, **more):
    schema = {"type": "object"} if schema is None else schema
    return read_tool(server, mcp_types.Tool(name=name, input_schema=schema, **more))


def functions(*tools, **options):
    names = NameMap(ToolName(each.server, each.name) for each in tools)
    return openai_functions(tools, names, **options)


def test_a_tool_is_a_function():
    """MCC-3."""
    (made,) = functions(tool("read", "files", CLOSED, description="Read a file."))

    assert made == {
        "type": "function",
        "function": {
            "name": "files__read",
            "description": "[files] Read a file.",
            "parameters": CLOSED,
        },
    }


def test_the_order_stays_and_the_number_is_bounded():
    """MCC-3: cached prompts live on the order; OpenAI refuses more than 128."""
    tools = [tool(f"t{number:03d}") for number in range(200)]

    made = functions(*tools)

    assert made == functions(*reversed(tools))
    assert len(made) == MOST_FUNCTIONS
    assert made[0]["function"]["name"] == "s__t000"


def test_a_schema_is_passed_on_as_it_is():
    """MCC-3: whatever JSON Schema a server uses, references and all."""
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
    }

    assert functions(tool(schema=schema))[0]["function"]["parameters"] == schema


def test_a_schema_without_arguments_is_one_that_models_take():
    """MCC-3."""
    assert functions(tool(schema={}))[0]["function"]["parameters"] == {
        "type": "object",
        "properties": {},
    }


def test_a_long_description_is_cut():
    """MCC-3."""
    (made,) = functions(tool(description="x" * 50_000))

    assert len(made["function"]["description"]) <= LONGEST_DESCRIPTION
    assert "characters are shown" in made["function"]["description"]


def test_a_tool_without_a_description_has_its_title():
    """MCC-3."""
    assert functions(tool(title="Read"))[0]["function"]["description"] == "[s] Read"


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (CLOSED, True),
        ({**CLOSED, "additionalProperties": True}, False),
        ({key: value for key, value in CLOSED.items() if key != "additionalProperties"}, False),
        ({**CLOSED, "required": []}, False),
        ({**CLOSED, "properties": {"path": CLOSED}}, True),
        ({**CLOSED, "properties": {"path": {"type": "object"}}}, False),
        (
            {**CLOSED, "properties": {"path": {"type": "array", "items": {"type": "object"}}}},
            False,
        ),
        ({**CLOSED, "$defs": {"open": {"type": "object"}}}, False),
    ],
)
def test_strict_mode_is_for_schemas_that_are_closed_already(schema, strict):
    """MCC-3: closing an open one would forbid what its server allows."""
    (made,) = functions(tool(schema=schema), strict=True)

    assert made["function"].get("strict", False) is strict
    assert made["function"]["parameters"] == schema
    assert "strict" not in json.dumps(functions(tool(schema=schema)))


def test_tools_that_are_not_in_the_map_are_left_out():
    """MCC-3."""
    names = NameMap([ToolName("s", "known"), ToolName("s", "gone")])

    made = openai_functions([tool("known"), tool("unknown")], names)

    assert [each["function"]["name"] for each in made] == ["s__known"]
