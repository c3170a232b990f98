"""Who acts at the terminal, and whether they agree."""

from collections.abc import Callable

import typer

from application.services import Services
from cli.exit import ExitCode
from cli.output import note, one_line
from cli.terminal import Terminal
from domain.common.messages import Message, message
from domain.people.access import Actor


async def acting(terminal: Terminal, services: Services, person: str | None) -> Actor:
    """Return the operator, or whom they act as."""
    return await terminal.acting_as(services, person) if person else terminal.operator


def agreed(question: Message, text: Callable[[Message], str]) -> None:
    """Return when somebody says yes to a question in their words, else leave."""
    if not typer.confirm(one_line(text(question)), err=True):
        note(text(message("terminal.not_done")))
        raise typer.Exit(ExitCode.REFUSED)
