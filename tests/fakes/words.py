"""The words of all languages, as the program renders them; what does not fit raises."""

import re
from collections.abc import Callable
from pathlib import Path

from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Transformer
from typing_extensions import override

import locales
from application.common.wording import Worded, refusal, worded
from application.ports.watches.web import SelectionEmpty
from domain.common.errors import ZhibanError
from domain.common.messages import Foreign, Message, Prose, message
from domain.common.notifications import Notification, notification_of
from domain.common.readers import Language, Reader
from domain.common.time_words import TimeReader
from domain.common.written_numbers import PageNumbers
from domain.events.events import Event
from integrations.fluent_words import (
    FluentRenderer,
    read_catalogues,
    read_lexicon,
    read_speech,
    read_words,
)

LANGUAGES = (Language.CHINESE, Language.ENGLISH)
"""Those that have rules of speech, too."""

CATALOGUES = read_catalogues()
SPEECH = read_speech()
LEXICON = read_lexicon()
TIMES = TimeReader(LEXICON)
NUMBERS = PageNumbers(LEXICON.units)
WORDS = FluentRenderer(CATALOGUES, SPEECH, strict=True)
IN_ENGLISH = Reader(Language.ENGLISH, "UTC")
IN_CHINESE = Reader(Language.CHINESE, "Asia/Shanghai")


def shown(said: Message | None, reader: Reader = IN_ENGLISH) -> str:
    """Return a message in a reader's words; empty for none."""
    return WORDS.text(said, reader) if said is not None else ""


def in_english(error: BaseException) -> str:
    """Return what an English reader is told of an error."""
    if isinstance(error, SelectionEmpty):
        return WORDS.text(error.why, IN_ENGLISH)
    return refusal(error, WORDS, IN_ENGLISH) if isinstance(error, ZhibanError) else str(error)


def says(pattern: str) -> Callable[[BaseException], bool]:
    """Return a check for `pytest.raises(…, check=says("must be …"))`: what English readers get."""

    def check(error: BaseException) -> bool:
        assert re.search(pattern, in_english(error)), in_english(error)
        return True

    return check


def foreign(text: str) -> Message:
    """Return somebody's words, as they stand where a message is wanted."""
    return message("error.foreign", text=Foreign(text))


def saying(title: str, text: str = "") -> Notification:
    """Return a notification that says just this in every language."""
    parts = (Prose(text),) if text else ()
    said = [message("error.foreign", text=each) for each in (Prose(title), *parts)]
    return Notification(said[0], tuple(said[1:]))


def read(said: Notification, reader: Reader = IN_ENGLISH) -> Worded:
    """Return a notification in a reader's words."""
    return worded(said, WORDS, reader)


def told(event: Event, reader: Reader) -> Worded:
    """Return what an event says to a reader."""
    found = notification_of(event.data["notification"])
    assert found is not None, event.type
    return worded(found, WORDS, reader)


class _Bracketed(Transformer):
    """Puts every text between brackets."""

    @override
    def visit_Message(self, node):
        node.value.elements = [ftl.TextElement("[!!"), *node.value.elements, ftl.TextElement("!!]")]
        return node


def bracketed(folder: Path) -> FluentRenderer:
    """Return the words of a made-up language, in which each text is `[!!…!!]`."""
    for path in locales.HERE.glob("*/*.ftl"):
        text = FluentSerializer().serialize(
            _Bracketed().visit(FluentParser().parse(path.read_text()))
        )
        (folder / path.parent.name).mkdir(exist_ok=True)
        described = path.with_name("language.toml").read_text()
        described = re.sub(r'(?m)^name = "(.*)"', r'name = "[!!\1!!]"', described)
        (folder / path.parent.name / "language.toml").write_text(described)
        (folder / path.parent.name / path.name).write_text(text)
    return read_words(folder, strict=True)


def outside_brackets(text: str) -> str:
    """Return what of a text in that language no catalogue said."""
    while (less := re.sub(r"\[!!(?:(?!\[!!).)*?!!\]", "", text, flags=re.DOTALL)) != text:
        text = less
    return text
