"""No sentence that a person may meet in a conversation lacks its Chinese words."""

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

import application.assistant.calls
import application.assistant.conversations
import application.assistant.turns
import integrations.openai_models.asking
import integrations.openai_models.chat
import integrations.openai_models.chat_words
import integrations.plugins.arguments
import integrations.plugins.toolbox
import mcp_client.servers.seats
import mcp_client.transports.verdicts
import mcp_server.assistant.tools
import orchestration.conversations
import storage.assistant.conversations
import workflows.assistant.workflow
from cli.assistant.words import _OUTCOMES, _SAID, _STATES
from domain.assistant.conversations import EndReason, Outcome, TurnState, checked_saying
from domain.assistant.reason_words import in_words, is_known
from domain.assistant.turn_rules import Word
from domain.assistant.words import _ENDS, _WORDS, unanswered, word_result
from domain.common.errors import Forbidden, InvalidRequest, NotFound
from domain.common.readers import Language
from domain.people.access import Access, Actor, Permission, Role, Scope, require

SPEAKING = (
    application.assistant.conversations,
    application.assistant.turns,
    application.assistant.calls,
    integrations.openai_models.asking,
    integrations.openai_models.chat,
    integrations.openai_models.chat_words,
    integrations.plugins.arguments,
    integrations.plugins.toolbox,
    mcp_client.servers.seats,
    mcp_client.transports.verdicts,
    mcp_server.assistant.tools,
    orchestration.conversations,
    storage.assistant.conversations,
    workflows.assistant.workflow,
)
"""Modules whose sentences reach people in conversations."""

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


@pytest.mark.parametrize("module", SPEAKING, ids=lambda module: module.__name__)
def test_every_sentence_that_the_code_may_say_has_its_chinese_words(module):
    """MCC-4: a new one is found here, whoever writes it."""
    missing = [
        each
        for each in sentences(module)
        if not each.startswith(NOT_FOR_PEOPLE) and not is_known(each)
    ]
    assert missing == []


def test_the_walk_finds_sentences_at_all():
    """MCC-4: it must be able to fail."""
    assert "x did not answer in time." in list(sentences(mcp_client.transports.verdicts))
    assert "x is not available (x)." in list(sentences(mcp_client.transports.verdicts))


@pytest.mark.parametrize("language", Language)
def test_every_end_outcome_state_and_word_has_its_words(language):
    """MCC-4."""
    assert _ENDS.keys() == set(EndReason)
    assert _OUTCOMES[language].keys() == set(Outcome)
    assert _STATES.keys() == set(TurnState)
    assert _WORDS.keys() == set(Word) - {Word.AGREED}
    assert _SAID[language].keys() == _SAID[Language.ENGLISH].keys()
    for text in (*_OUTCOMES[language].values(), *_SAID[language].values()):
        assert text.isascii() is (language is Language.ENGLISH), text
    for word in _WORDS:
        for reads in (False, True):
            assert is_known(word_result(word, reads=reads)[1])
    assert is_known(unanswered(Outcome.UNCERTAIN))
    assert is_known(unanswered(Outcome.UNAVAILABLE))


@pytest.mark.parametrize(
    "actor",
    [
        Actor("u_mei", frozenset()),
        Actor("u_mei", frozenset({Role.VIEWER}), frozenset({Scope.READ})),
    ],
    ids=[Access.ROLE_MISSING, Access.SCOPE_MISSING],
)
def test_who_may_not_is_told_in_chinese(actor):
    """MCC-4, MCP-3."""
    with pytest.raises(Forbidden) as refused:
        require(actor, Permission.USE_ASSISTANT)
    assert "“assistant.use”" in in_words(str(refused.value), Language.CHINESE)


@pytest.mark.parametrize("text", ["", "x" * 8_001, "a\0b"])
def test_what_cannot_be_said_is_told_in_chinese(text):
    """MCC-4."""
    with pytest.raises(InvalidRequest) as refused:
        checked_saying(text)
    assert in_words(str(refused.value), Language.CHINESE).startswith("text 必须")


def test_a_conversation_that_is_not_there_is_told_in_chinese():
    """MCC-4."""
    missing = str(NotFound("conversation", "c_1"))
    assert in_words(missing, Language.CHINESE) == "没有对话“c_1”。"
