"""Asks about incidents; what is refused is said in the operator's language."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import typer

from application.desks import Desks
from cli.exit import ExitCode
from cli.labels import phrase
from cli.output import note, one_line
from cli.terminal import Terminal
from cli.typed import as_typed
from domain.common.errors import InvalidRequest, TemporaryError, ZhibanError
from domain.common.readers import Language
from domain.incidents.words.recorded import refusal_words
from domain.people.access import Actor

T = TypeVar("T")


def ask(terminal: Terminal, question: Callable[[Desks], Awaitable[T]]) -> T:
    """Put the question and return the answer; a refusal is looked up in the operator's words."""
    language = Language.ENGLISH

    async def asked(desks: Desks) -> T:
        nonlocal language
        try:
            return await question(desks)
        except ZhibanError:
            with suppress(ZhibanError):  # whoever cannot be looked up reads English
                language = (await terminal.reader_of(desks)).language
            raise

    return terminal.ask(asked, lambda error: refused(error, language))


def refused(error: ZhibanError, language: Language) -> str:
    """Return why something is refused, by the names that were typed, and when to come back."""
    if isinstance(error, InvalidRequest):
        error = InvalidRequest(as_typed(error.field), error.rule)
    said = refusal_words(str(error), language)
    if not isinstance(error, TemporaryError):
        return said
    if not error.delay:
        return phrase(language, "soon", sentence=said)
    seconds = max(1, round(error.delay.total_seconds()))
    return phrase(language, "later", sentence=said, seconds=seconds)


async def acting(terminal: Terminal, desks: Desks, person: str | None) -> Actor:
    """Return the operator, or whom they act as."""
    return await terminal.acting_as(desks, person) if person else terminal.operator


def agreed(question: str, language: Language = Language.ENGLISH) -> None:
    """Return when somebody says yes, else leave."""
    if not typer.confirm(one_line(question), err=True):
        note(phrase(language, "not_done"))
        raise typer.Exit(ExitCode.REFUSED)
