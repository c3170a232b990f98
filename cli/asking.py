"""Who acts at the terminal, and whether they agree."""

import typer

from application.services import Services
from cli.exit import ExitCode
from cli.labels import phrase
from cli.output import note, one_line
from cli.terminal import Terminal
from domain.common.readers import Language
from domain.people.access import Actor


async def acting(terminal: Terminal, services: Services, person: str | None) -> Actor:
    """Return the operator, or whom they act as."""
    return await terminal.acting_as(services, person) if person else terminal.operator


def agreed(question: str, language: Language = Language.ENGLISH) -> None:
    """Return when somebody says yes, else leave."""
    if not typer.confirm(one_line(question), err=True):
        note(phrase(language, "not_done"))
        raise typer.Exit(ExitCode.REFUSED)
