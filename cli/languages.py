"""The option for a language; services refuse what is not installed."""

from typing import Any

import typer

import locales
from domain.common.readers import Language


def language_option(meaning: str) -> Any:  # noqa: ANN401 - typer's own
    """Return the option; its help lists what is installed."""
    listed = "|".join(locales.installed())
    return typer.Option("--language", parser=Language, metavar=listed, help=meaning)
