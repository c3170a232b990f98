"""What went wrong, in English: health, status and the doctor are read by programs and operators."""

from functools import cache

from application.common.wording import refusal
from application.ports.rendering import Renderer
from domain.common.errors import ZhibanError
from domain.common.messages import Message
from domain.common.readers import Language, Reader

_READER = Reader(Language.ENGLISH, "UTC")


def in_english(error: Exception | Message) -> str:
    """Return what a message or an error of ours says in words; of another, its own text."""
    if isinstance(error, Message):
        return _words().text(error, _READER)
    return refusal(error, _words(), _READER) if isinstance(error, ZhibanError) else str(error)


@cache
def _words() -> Renderer:
    """Return the words, read at the first error only: that takes a tenth of a second."""
    from integrations.fluent_words import read_words  # noqa: PLC0415 - see above

    return read_words()
