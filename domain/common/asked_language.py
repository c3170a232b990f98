"""The language that one answer was asked for in, whatever its reader usually reads.

A face sets it at its door; services that word what they return read it here.
"""

from contextvars import ContextVar

from domain.common.readers import Language

_ASKED: ContextVar[Language | None] = ContextVar("asked_language", default=None)


def asked_language() -> Language | None:
    """Return the language that the running request or command asked for, if it did."""
    return _ASKED.get()


def answer_in(language: Language | None) -> None:
    """Let everything that this request or command says be in a language; None: its reader's."""
    _ASKED.set(language)
