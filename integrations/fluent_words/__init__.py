"""Messages as text, by the Project Fluent catalogues in `locales/`, and what else stands there."""

from integrations.fluent_words.catalogues import Catalogues, read_catalogues
from integrations.fluent_words.language_data import read_lexicon, read_speech, read_tool_words
from integrations.fluent_words.rendering import FluentRenderer, read_words

__all__ = [
    "Catalogues",
    "FluentRenderer",
    "read_catalogues",
    "read_lexicon",
    "read_speech",
    "read_tool_words",
    "read_words",
]
