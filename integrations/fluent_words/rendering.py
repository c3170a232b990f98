"""Messages as text for a reader, in each form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from fluent.runtime.resolver import CurrentEnvironment, ResolverEnvironment

import locales
from application.ports.rendering import Form
from domain.common.aloud import speakable
from domain.common.messages import Message, argument, bare
from domain.common.readers import InstalledLanguage, Language, Reader
from domain.common.speech import Speech
from integrations.fluent_words.arguments import Arguments
from integrations.fluent_words.catalogues import Bundle, Catalogues, read_catalogues
from integrations.fluent_words.language_data import read_speech

_HAN = r"[\u3400-\u9fff]"
_LATIN = r"[A-Za-z0-9]"
_JOINTS = re.compile(rf"(?<={_HAN})(?={_LATIN})|(?<={_LATIN}|%)(?={_HAN})")
"""Where a language that parts its characters from Latin words and numbers has a blank."""

_DEEPEST = 8
"""Messages within one another; ours have at most four."""


@dataclass(frozen=True)
class FluentRenderer:
    """Renders messages by the catalogues.

    Attributes:
        speech: how languages sound; what is said in one of which nobody has written that down, is
            left to the voice as it is written.
        strict: whether an entry that does not fit its arguments raises, or is missing in a language
            that shall have all, as in tests; otherwise the next language is tried, and the id
            stands for what nobody can say.
        missed: entries that were said in a fallback; each is logged once.
    """

    catalogues: Catalogues
    speech: Mapping[Language, Speech]
    strict: bool = False
    missed: set[tuple[Language, str]] = field(default_factory=set, repr=False, compare=False)

    @property
    def languages(self) -> tuple[InstalledLanguage, ...]:
        """The installed languages; the first one is that of new people."""
        return tuple(self.catalogues.writing.values())

    def text(
        self,
        message: Message,
        reader: Reader,
        *,
        form: Form = Form.PLAIN,
        today: date | None = None,
    ) -> str:
        """Return the message in the reader's language and zone (`application/ports/rendering`)."""
        language = self.catalogues.order(reader.language)[0]
        text = _Rendering(self, reader, form, today).words(message, language)
        if form is Form.SPOKEN and language in self.speech:
            return speakable(text, self.speech[language])
        writing = self.catalogues.writing[language]
        return _JOINTS.sub(" ", text) if writing.blanks_beside_latin else text


def read_words(folder: Path = locales.HERE, *, strict: bool = False) -> FluentRenderer:
    """Return the words of the languages in a folder, ours unless told otherwise."""
    return FluentRenderer(read_catalogues(folder), read_speech(folder), strict=strict)


@dataclass
class _Rendering:
    renderer: FluentRenderer
    reader: Reader
    form: Form
    today: date | None
    depth: int = 0

    def gist(self, message: Message, language: Language) -> str:
        """Return a nested message without markup, so that it can be cut."""
        form = Form.SPOKEN if self.form is Form.SPOKEN else Form.PLAIN
        inner = _Rendering(self.renderer, self.reader, form, self.today, self.depth)
        return inner.words(message, language)

    def words(self, message: Message, language: Language) -> str:
        """Return a message, or one within it, without the passes over the whole text.

        What is said within a sentence is said in the language of that sentence.
        """
        if self.depth >= _DEEPEST:
            return bare(message)
        self.depth += 1
        try:
            for each in self.renderer.catalogues.order(language):
                text = self._in(each, message)
                if text is not None:
                    return text
            return bare(message)
        finally:
            self.depth -= 1

    def _in(self, language: Language, message: Message) -> str | None:
        bundle = self.renderer.catalogues.bundles[language]
        entry = message.id.replace(".", "-")
        problem = f"no words for {message.id}"
        if bundle.has_message(entry):
            shown = Arguments(
                self.renderer.catalogues.writing[language],
                self.reader.zone,
                self.form,
                self.today,
                partial(self.words, language=language),
                partial(self.gist, language=language),
            )
            args = {name: shown.shown(argument(value)) for name, value in message.args.items()}
            text, errors = _formatted(bundle, entry, self.form, args)
            if not errors:
                return text
            problem = f"{message.id}: {errors[0]}"
        elif self.renderer.catalogues.writing[language].fallback:
            self._left_out(language, message)
            return None
        if self.renderer.strict:
            raise LookupError(f"{language}: {problem}")
        _log().error("words.missing", id=message.id, language=language, problem=problem)
        return None

    def _left_out(self, language: Language, message: Message) -> None:
        """Warn once of an entry that is said in another language."""
        missed, fallback = self.renderer.missed, self.renderer.catalogues.order(language)[1]
        if message.id.replace(".", "-") not in self.renderer.catalogues.sources[fallback]:
            return
        if (language, message.id) not in missed:
            missed.add((language, message.id))
            _log().warning("words.fallback", id=message.id, language=language, fallback=fallback)


def _log() -> Any:  # noqa: ANN401 - its own
    import structlog  # noqa: PLC0415 - takes as long to load as all the rest, for what does not happen

    return structlog.get_logger(__name__)


def _formatted(
    bundle: Bundle, entry: str, form: Form, args: Mapping[str, Any]
) -> tuple[str, list[Exception]]:
    """Return the text of an entry, and what did not fit.

    The pattern is called as the bundle would: that wraps every number anew, and ours would lose how
    they are shown.
    """
    found = bundle.get_message(entry)
    pattern = found.attributes.get("spoken") if form is Form.SPOKEN else None
    pattern = pattern or found.value
    if pattern is None:
        return "", [LookupError("the entry has no text")]
    errors: list[Exception] = []
    environment = ResolverEnvironment(
        context=bundle, current=CurrentEnvironment(args=dict(args)), errors=errors
    )
    return str(pattern(environment)), errors
