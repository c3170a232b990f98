"""Messages as text for a reader, in each form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fluent.runtime.resolver import CurrentEnvironment, ResolverEnvironment

from application.ports.rendering import Form
from domain.common.aloud import speakable
from domain.common.messages import Message, argument, bare
from domain.common.readers import Language, Reader
from domain.common.speech import Speech
from integrations.fluent_words.arguments import Arguments
from integrations.fluent_words.catalogues import Bundle, Catalogues

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
        speech: how each language sounds.
        strict: whether an entry that is missing or does not fit its arguments raises, as in tests;
            otherwise the other language is tried, and the id stands for what nobody can say.
    """

    catalogues: Catalogues
    speech: Mapping[Language, Speech]
    strict: bool = False

    def text(
        self,
        message: Message,
        reader: Reader,
        *,
        form: Form = Form.PLAIN,
        today: date | None = None,
    ) -> str:
        """Return the message in the reader's language and zone (`application/ports/rendering`)."""
        text = _Rendering(self, reader, form, today).words(message)
        if form is Form.SPOKEN:
            return speakable(text, self.speech[reader.language])
        writing = self.catalogues.writing[reader.language]
        return _JOINTS.sub(" ", text) if writing.blanks_beside_latin else text


@dataclass
class _Rendering:
    renderer: FluentRenderer
    reader: Reader
    form: Form
    today: date | None
    depth: int = 0

    def gist(self, message: Message) -> str:
        """Return a nested message without markup, so that it can be cut."""
        form = Form.SPOKEN if self.form is Form.SPOKEN else Form.PLAIN
        return _Rendering(self.renderer, self.reader, form, self.today, self.depth).words(message)

    def words(self, message: Message) -> str:
        """Return a message, or one within it, without the passes over the whole text."""
        self.depth += 1
        try:
            for language in self._languages():
                text = self._in(language, message)
                if text is not None:
                    return text
            return bare(message)
        finally:
            self.depth -= 1

    def _languages(self) -> list[Language]:
        if self.depth > _DEEPEST:
            return []
        others = [each for each in Language if each is not self.reader.language]
        return [self.reader.language, *others]

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
                self.words,
                self.gist,
            )
            args = {name: shown.shown(argument(value)) for name, value in message.args.items()}
            text, errors = _formatted(bundle, entry, self.form, args)
            if not errors:
                return text
            problem = f"{message.id}: {errors[0]}"
        if self.renderer.strict:
            raise LookupError(f"{language.value}: {problem}")
        import structlog  # noqa: PLC0415 - takes as long to load as all the rest, for what does not happen

        structlog.get_logger(__name__).error(
            "words.missing", id=message.id, language=language.value, problem=problem
        )
        return None


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
