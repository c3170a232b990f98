"""The language of an answer: `--language` of this command, else its reader's."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

import locales
from domain.common.asked_language import answer_in, asked_language
from domain.common.readers import Language, nearest

OPTION = "--language"
PARAMETER = "reader_language"
"""What every command calls it that has no option of this name for something it keeps."""


def _choose(tag: str) -> str:
    if tag:
        found = nearest(tag, map(Language, locales.installed()))
        if found is None:
            raise typer.BadParameter(f"'{tag}'")
        answer_in(found)
    return tag


def peek(args: Sequence[str]) -> None:
    """Find the language among the options of one command before they are read.

    So help, and what is wrong with the rest, is in it wherever it stands among them.
    """
    for place, each in enumerate(args):
        if each == "--" or not (each.startswith("-") or args[place - 1] == OPTION):
            return
        name, given, tag = each.partition("=")
        if name == OPTION:
            tag = tag if given else next(iter(args[place + 1 :]), "")
            answer_in(nearest(tag, map(Language, locales.installed())) or asked_language())


def language_option(meaning: str) -> Any:  # noqa: ANN401 - typer's own
    """Return an option for a language that is kept; services refuse what is not installed."""
    return typer.Option(OPTION, parser=Language, metavar=_metavar(), help=meaning)


def _metavar() -> str:
    return "|".join(locales.installed())


AnsweredIn = Annotated[
    str,
    typer.Option(
        OPTION,
        metavar=_metavar(),
        callback=_choose,
        is_eager=True,
        show_default=False,
        help="option.reader_language",
    ),
]
"""The option that says in which language a command answers, whatever its reader usually reads."""
