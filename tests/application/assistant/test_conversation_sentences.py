"""No sentence that a person may meet in a conversation lacks its Chinese words."""

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest

import application.assistant.calls
import application.assistant.conversations
import application.assistant.turns
import integrations.openai_models.asking
import integrations.openai_models.chat
import integrations.openai_models.chat_words
import integrations.plugins.arguments
import integrations.plugins.toolbox
import mcp_client.sentences
import mcp_server.assistant.tools
import orchestration.conversations
import storage.assistant.conversations
import workflows.assistant.workflow
from application.assistant.rights import TurnRights
from application.common.wording import refusal
from domain.assistant.conversations import checked_saying
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.common.readers import Language
from domain.people.people import Person
from tests.fakes.clock import ManualClock
from tests.fakes.people import InMemoryPeople, InMemoryTokens
from tests.fakes.words import IN_CHINESE, WORDS

OURS = (
    application.assistant.conversations,
    application.assistant.turns,
    application.assistant.calls,
    integrations.openai_models.asking,
    integrations.openai_models.chat,
    integrations.openai_models.chat_words,
    integrations.plugins.arguments,
    integrations.plugins.toolbox,
    mcp_server.assistant.tools,
    orchestration.conversations,
    storage.assistant.conversations,
    workflows.assistant.workflow,
)
"""Modules whose words reach people in conversations: they hold messages, and no sentence."""

NOT_FOR_PEOPLE = (
    "Tool of the person's plugin",  # told to the model
    "Answers what a person said:",  # shown in Temporal, like those that follow
    "Thinking, step x.",
    "Calling x",
    "Waiting for the person's word",
    "Nobody is known to be calling.",  # cannot happen in a turn
)

SENTENCE = re.compile(r"(?:[A-Z]\S*|x) .*[a-z].*[.:]")


def sentences(module: ModuleType) -> Iterator[str]:
    """Yield what looks like a sentence in a module's code, with `x` for each fact in it."""
    tree = ast.parse(inspect.getsource(module))
    kept = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    pieces = {
        id(piece)
        for each in ast.walk(tree)
        if isinstance(each, ast.JoinedStr)
        for piece in each.values
    }
    for each in ast.walk(tree):
        text = ""
        if isinstance(each, ast.Constant) and id(each) not in kept | pieces:
            text = each.value if isinstance(each.value, str) else ""
        elif isinstance(each, ast.JoinedStr):
            text = "".join(_piece(piece) for piece in each.values)
        text = text.replace("{}", "x")
        text = f"{text}x." if text.endswith(": ") else text
        if SENTENCE.fullmatch(text.strip()):
            yield f"x.{text}" if text.startswith(" ") else text.strip()


def _piece(piece: ast.expr) -> str:
    if isinstance(piece, ast.Constant):
        return str(piece.value)
    return "'x'" if isinstance(piece, ast.FormattedValue) and piece.conversion == ord("r") else "x"


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.__name__)
def test_no_sentence_for_people_stands_in_the_code(module):
    """MCC-4, I18-1: a new one is found here, whoever writes it."""
    assert [each for each in sentences(module) if not each.startswith(NOT_FOR_PEOPLE)] == []


def test_the_walk_finds_sentences_at_all():
    """MCC-4: it must be able to fail."""
    assert "The connection to {server} was closed." in list(sentences(mcp_client.sentences))


@pytest.mark.parametrize(
    "foreign",
    [
        "Nobody knows why this pod answered HTTP 500.",
        "No server answers, and none is registered.",
        "I told them to stop. Nothing was done.",
        "Deploy 41 was rejected by staging. Nothing was done.",
    ],
)
async def test_what_others_say_is_kept_as_they_said_it(foreign):
    """I18-1, SEC-4: it looks like sentences of ours, and is none."""
    people = InMemoryPeople()
    people.kept["u_mei"] = Person(id="u_mei", name="梅", language=Language.CHINESE)
    rights = TurnRights(people, InMemoryTokens(), ManualClock(), WORDS)

    assert await rights.text(SimpleNamespace(owner="u_mei"), foreign) == foreign
    told = await rights.text(SimpleNamespace(owner="u_mei"), message("assistant.given_up"))
    assert told == "用时太长，已放弃。什么都没有改变。"


@pytest.mark.parametrize("text", ["", "x" * 8_001, "a\0b"])
def test_what_cannot_be_said_is_told_in_chinese(text):
    """MCC-4."""
    with pytest.raises(InvalidRequest) as refused:
        checked_saying(text)
    assert refusal(refused.value, WORDS, IN_CHINESE).startswith("text 必须")
