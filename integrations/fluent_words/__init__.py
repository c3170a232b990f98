"""Messages as text, by the Project Fluent catalogues in `locales/`."""

from integrations.fluent_words.catalogues import Catalogues, read_catalogues
from integrations.fluent_words.rendering import FluentRenderer

__all__ = ["Catalogues", "FluentRenderer", "read_catalogues"]
