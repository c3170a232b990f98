"""The words of all languages, as the program renders them; what does not fit raises."""

from integrations.fluent_words import FluentRenderer, read_catalogues

CATALOGUES = read_catalogues()
WORDS = FluentRenderer(CATALOGUES, strict=True)
