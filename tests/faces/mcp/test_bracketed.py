"""Whatever a tool says to people comes from the catalogues: a walk with a pseudo-language.

Descriptions, prompts and published schemas are for models, in the language of the tools.
"""

import pytest
from mcp import Client, MCPError

from tests.faces.mcp.test_one_language import FOR_MODELS, READS
from tests.fakes.bracketed import BRACKETED, bare_words, bracketed
from tests.fakes.face_services import FaceWorld

OF_LINES = ("pool exhausted after", "cache of", "keys refreshed", "SELECT COUNT")
"""What lines of logs and queries say in the examples."""


@pytest.fixture
def world() -> FaceWorld:
    made = FaceWorld(words=bracketed())
    made.read_in(BRACKETED)
    return made


async def test_what_a_tool_answers_is_in_the_catalogues(agent_of):
    """I18-1: every tool without arguments, with none that fits and with one too many."""
    found = []
    async with agent_of() as agent:
        tools = (await agent.list_tools()).tools
        calls = [*READS]
        for each in tools:
            wrong = {name: [] for name in each.input_schema.get("properties", {})}
            calls += [(each.name, {}), (each.name, wrong), (each.name, {"colour": "red"})]
        for name, arguments in calls:
            text = await _told(agent, name, arguments)
            found += [(name, words) for words in bare_words(text)]

    assert len(tools) > 70
    assert found == []


async def _told(agent: Client, name: str, arguments: dict[str, object]) -> str:
    try:
        answer = await agent.call_tool(name, arguments)
    except MCPError as error:
        return error.error.message
    text = "\n".join(getattr(each, "text", "") for each in answer.content)
    for each in (*FOR_MODELS, *OF_LINES):
        text = text.replace(each, " | ")
    return text
