"""Runs what a command asks for, and says in one sentence what went wrong."""

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from cli.exit import ExitCode, code_of
from cli.house import House
from cli.output import note, one_line
from cli.typed import as_typed
from domain.common.errors import InvalidRequest, TemporaryError, ZhibanError
from domain.people.access import Actor

if TYPE_CHECKING:  # they take half a second to load; whoever asks something of them loads them
    from application.desks import Desks
    from domain.common.readers import Reader

T = TypeVar("T")


@dataclass(frozen=True)
class Terminal:
    """What every command is built on."""

    house: House

    @property
    def operator(self) -> Actor:
        """Whoever sits here."""
        return self.house.operator

    def ask(
        self,
        question: "Callable[[Desks], Awaitable[T]]",
        told: Callable[[ZhibanError], str] | None = None,
    ) -> T:
        """Open the desks, put the question, return the answer; `told`: see `run`."""

        async def asked() -> T:
            async with self.house.desks() as desks:
                return await question(desks)

        return self.run(asked(), told)

    def run(
        self, work: Coroutine[Any, Any, T], told: Callable[[ZhibanError], str] | None = None
    ) -> T:
        """Run it; every failure becomes one sentence on stderr and an exit code.

        Args:
            work: what to run.
            told: puts a refusal into words; None: in English.
        """
        try:
            return asyncio.run(work)
        except ZhibanError as error:
            note(f"zhiban: {one_line((told or sentence_of)(error))}")
            raise typer.Exit(code_of(error)) from None
        except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
            raise typer.Exit(ExitCode.OK) from None
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except Exception as error:  # noqa: BLE001 - the outermost frame: nobody else will say it
            note(f"zhiban: {one_line(_crash(error))}")
            raise typer.Exit(ExitCode.CRASHED) from None

    async def zone_of(self, desks: "Desks", person: str | None) -> str:
        """Return where the wall clock of `person` (or the operator) hangs."""
        return (await self.reader_of(desks, person)).zone

    async def reader_of(self, desks: "Desks", person: str | None = None) -> "Reader":
        """Return in which language, and on which wall clock, `person` (or the operator) reads."""
        from application.briefings.readers import reader_of  # noqa: PLC0415 - see above
        from domain.common.readers import Reader  # noqa: PLC0415

        if person is None:
            return await reader_of(desks.briefings, by=self.operator)
        settings = await desks.briefings.settings(by=self.operator, person_id=person)
        return Reader(settings.language, settings.zone)

    async def acting_as(self, desks: "Desks", person: str | None) -> Actor:
        """Return the identity of `person` for what one can only do for oneself, e.g. a token.

        Whoever may open our database and settings can do this anyway; `via` says in the record
        that it was done from the terminal.
        """
        name = person or self.operator.person_id
        found = await desks.people.get(by=self.operator, person_id=name)
        return replace(self.operator, person_id=found.id, roles=found.roles)


def secret(prompt: str) -> str:
    """Ask for a secret without showing it, or read a line from a pipe; never an argument.

    Arguments are seen by every user of the machine, and kept in the shell's history.
    """
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def secret_from(path: Path) -> str:
    """Read a secret from a file.

    Raises:
        InvalidRequest: it cannot be read.
    """
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest("--token-file", f"must be a file that can be read: {path}") from None


def sentence_of(error: ZhibanError) -> str:
    """Return a refusal in words, with what was typed wrongly, or when to come back."""
    if isinstance(error, InvalidRequest):
        error = InvalidRequest(as_typed(error.field), error.rule)
    text = str(error)
    if not isinstance(error, TemporaryError):
        return text
    when = f"in {max(1, round(error.delay.total_seconds()))} s" if error.delay else "shortly"
    return f"{text.rstrip('.')}. Try again {when}."


def _crash(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    return f"Unexpected {type(error).__name__} at {where}: {error}. This is a fault of Zhiban's."
