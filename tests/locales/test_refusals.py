"""Errors carry messages: whoever meets one reads it in their own language (I18-1, REL-2)."""

import ast
from collections.abc import Iterator

import pytest

from domain.common import errors
from tests.docs.tree import ROOT

ERRORS = {
    name
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, errors.ZhibanError)
}

ROOMS = ("activities", "api", "application", "bootstrap", "cli", "demonstration", "domain",
         "integrations", "mcp_server", "orchestration", "storage", "workflows")  # fmt: skip

ONLY_OPERATORS = ("bootstrap", "demonstration", "integrations")
"""What is `Misconfigured` there is met by whoever starts a process, often before any words are."""


def sentences_raised() -> Iterator[str]:
    """Yield where an error of ours is made of a bare text."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                    if node.func.id == "Misconfigured" and room in ONLY_OPERATORS:
                        continue
                    given = node.args[1:] if node.func.id == "InvalidRequest" else node.args
                    if node.func.id != "NotFound" and any(map(_is_text, given)):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}"


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def test_no_error_is_made_of_a_sentence():
    """I18-1: a sentence in the code has one language, and its reader may have another."""
    assert list(sentences_raised()) == []


@pytest.mark.parametrize("text", ['"It is closed."', 'f"{name} is closed."', '"It is " + name'])
def test_a_sentence_is_noticed(text):
    """I18-1."""
    assert _is_text(ast.parse(text, mode="eval").body)
