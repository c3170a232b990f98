"""The words by which people ask for tools stand in each language (I18-1, MCP-4)."""

import re
import tomllib

import pytest

import locales
from bench.tool_choice import own_tools
from domain.common.readers import Language


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_every_tool_of_the_assistant_has_the_words_by_which_people_ask(language):
    """MCP-4: whoever adds a tool writes how people ask for it into `locales/*/tools.toml`."""
    text = (locales.HERE / language / "tools.toml").read_text("utf-8")
    asked = tomllib.loads(text)["asked"]

    assert set(asked) == {each.alias for each in own_tools()}
    for words in asked.values():
        assert bool(re.search(r"[\u4e00-\u9fff]", words)) == (language == Language.CHINESE)
