"""What went wrong: in English for health, for status and doctor in their reader's language."""

from collections.abc import Callable
from functools import cache

from application.common.wording import refusal
from application.ports.rendering import Renderer
from domain.common.errors import ZhibanError
from domain.common.messages import Message
from domain.common.readers import Language, Reader

IN_ENGLISH = Reader(Language.ENGLISH, "UTC")

Say = Callable[[Exception | Message], str]
"""Puts a message or an error into the words of one reader."""


def words_of(said: Exception | Message, reader: Reader) -> str:
    """Return what a message or an error of ours says in words; of another, its own text."""
    if isinstance(said, Message):
        return _words().text(said, reader)
    return refusal(said, _words(), reader) if isinstance(said, ZhibanError) else str(said)


def in_english(said: Exception | Message) -> str:
    """Return it for programs and logs."""
    return words_of(said, IN_ENGLISH)


@cache
def _words() -> Renderer:
    """Return the words, read at the first error only: that takes a tenth of a second."""
    from integrations.fluent_words import read_words  # noqa: PLC0415 - see above

    return read_words()
