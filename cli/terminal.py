"""Runs what a command asks for, and says in one sentence what went wrong."""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import typer

from cli.exit import ExitCode, code_of
from cli.output import note, one_line
from cli.runtime import Runtime
from cli.typed import as_typed
from domain.common.asked_language import asked_language
from domain.common.errors import InvalidRequest, TemporaryError, ZhibanError
from domain.common.messages import Called, Foreign, Message, message
from domain.people.access import Actor

if TYPE_CHECKING:  # they take half a second to load; whoever asks something of them loads them
    from application.common.wording import Localizer
    from application.ports.rendering import Renderer
    from application.services import Services
    from cli.remote import Query
    from domain.common.readers import Language, Reader

T = TypeVar("T")


@dataclass(frozen=True)
class Seen(Generic[T]):
    """What was asked for, and who reads it."""

    view: T
    reader: "Reader"


@dataclass(frozen=True)
class Terminal:
    """What every command is built on."""

    runtime: Runtime

    @property
    def operator(self) -> Actor:
        """Whoever sits here."""
        return self.runtime.operator

    @property
    def language(self) -> "Language":
        """What this command was asked to answer in, else what the terminal is set to."""
        return asked_language() or self.runtime.language

    @property
    def stranger(self) -> "Reader":
        """Who reads when nobody can be looked up: somebody in the language of this terminal."""
        from domain.common.readers import Reader  # noqa: PLC0415 - see above

        return Reader(self.language, "UTC")

    async def operator_reads(self) -> "Reader":
        """Return how the operator reads, without services, which may be what is looked into."""
        return (await self.runtime.reader() or self.stranger).of(asked_language())

    def text(self, said: Message) -> str:
        """Return a message in the words of the stranger."""
        return self.runtime.words.text(said, self.stranger)

    def secret(self, prompt: Message) -> str:
        """Ask for a secret; see `secret`. Says where it was looked for when there is none."""
        typed = secret(self.text(prompt))
        if not typed and not sys.stdin.isatty():
            note(self.text(message("cli.secret_from_pipe")))
        return typed

    def ask(
        self,
        question: "Callable[[Services], Awaitable[T]]",
        *,
        person: str | None = None,
        language: "Language | None" = None,
    ) -> T:
        """Open the services, put the question, return the answer.

        Args:
            question: what is asked.
            person: who reads why it is refused; None: the operator.
            language: in which they want it, whatever they usually read.
        """
        reader = self.stranger

        async def asked() -> T:
            nonlocal reader
            async with self.runtime.services() as services:
                try:
                    return await question(services)
                except ZhibanError:
                    with suppress(ZhibanError):
                        reader = await self.reader_of(services, person)
                    raise

        return self.run(asked(), lambda: replace(reader, language=language or reader.language))

    def told(
        self,
        question: "Callable[[Services], Awaitable[T]]",
        *,
        person: str | None = None,
    ) -> "tuple[T, Localizer]":
        """Put a question to the services; return the answer with what words it for its reader."""

        async def answered(services: "Services") -> "tuple[T, Localizer]":
            answer = await question(services)
            return answer, await self.localizer_of(services, person)

        return self.ask(answered, person=person)

    async def localizer_of(self, services: "Services", person: str | None = None) -> "Localizer":
        """Return what puts messages into the words of whoever reads the answer."""
        from application.common.wording import Localizer  # noqa: PLC0415 - see above

        return Localizer(services.words, await self.reader_of(services, person))

    def see(
        self,
        kind: type[T],
        path: str,
        query: "Query",
        here: "Callable[[Services, Reader], Awaitable[T]]",
        *,
        person: str | None = None,
    ) -> Seen[T]:
        """Return views: from the API that runs here, else from services of our own.

        Args:
            kind: what they are.
            path: where the API answers them.
            query: narrows them there.
            here: asks our own services for the same.
            person: in whose place it is asked, which the API's token could not; None: the operator.
        """
        return self._from_the_api(kind, path, query, person) or self.ask(
            lambda services: self._from(services, here, person), person=person
        )

    def read(
        self,
        kind: type[T],
        path: str,
        here: "Callable[[Services, Localizer], Awaitable[T]]",
        query: "Query | None" = None,
        *,
        is_exact: bool = True,
    ) -> "tuple[T, Localizer]":
        """Return views with what puts messages into their reader's words; see `see`.

        Args:
            kind: what they are.
            path: where the API answers them.
            here: asks our own services for the same.
            query: narrows them there.
            is_exact: False: there are times in words, which the API does not read, so that our own
                services are asked.
        """
        from application.common.wording import Localizer  # noqa: PLC0415 - see above

        async def asked(services: "Services", reader: "Reader") -> T:
            return await here(services, Localizer(services.words, reader))

        def opened() -> Seen[T]:
            return self.ask(lambda services: self._from(services, asked, None))

        seen = self.see(kind, path, query or {}, asked) if is_exact else opened()
        return seen.view, Localizer(self.runtime.words, seen.reader)

    def _from_the_api(
        self, kind: type[T], path: str, query: "Query", person: str | None
    ) -> Seen[T] | None:
        if person is not None:
            return None

        def asked() -> Seen[T] | None:
            from application.common.views import read_view  # noqa: PLC0415 - see above

            api = self.runtime.running_api
            answer = api.get(path, query, self.language, asked_language()) if api else None
            if api is None or answer is None:
                return None
            try:
                view = read_view(kind, answer.data)
            except ValueError:
                raise api.misfit() from None
            return Seen(view, answer.reader or self.stranger)

        return self._guarded(asked)

    async def _from(
        self,
        services: "Services",
        here: "Callable[[Services, Reader], Awaitable[T]]",
        person: str | None,
    ) -> Seen[T]:
        reader = await self.reader_of(services, person)
        return Seen(await here(services, reader), reader)

    def run(self, work: Coroutine[Any, Any, T], reader: "Callable[[], Reader] | None" = None) -> T:
        """Run it; every failure becomes one sentence on stderr and an exit code.

        Args:
            work: what to run.
            reader: who reads why it failed; None: nobody who is known.
        """
        import asyncio  # noqa: PLC0415 - see above

        return self._guarded(lambda: asyncio.run(work), reader)

    def _guarded(self, work: Callable[[], T], reader: "Callable[[], Reader] | None" = None) -> T:
        try:
            return work()
        except ZhibanError as error:
            said = sentence_of(error, self.runtime.words, (reader or (lambda: self.stranger))())
            note(f"zhiban: {one_line(said)}")
            raise typer.Exit(code_of(error)) from None
        except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
            raise typer.Exit(ExitCode.OK) from None
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except Exception as error:  # noqa: BLE001 - the outermost frame: nobody else will say it
            note(f"zhiban: {one_line(self.text(_crash(error)))}")
            raise typer.Exit(ExitCode.CRASHED) from None

    async def zone_of(self, services: "Services", person: str | None) -> str:
        """Return where the wall clock of `person` (or the operator) hangs."""
        return (await self.reader_of(services, person)).zone

    async def reader_of(self, services: "Services", person: str | None = None) -> "Reader":
        """Return in which language, and on which wall clock, `person` (or the operator) reads."""
        from application.briefings.readers import reader_of  # noqa: PLC0415 - see above
        from domain.common.readers import Reader  # noqa: PLC0415

        asked = asked_language()
        if person is None:
            found = await reader_of(services.briefings, by=self.operator, otherwise=self.stranger)
            return found.of(asked)
        settings = await services.briefings.settings(by=self.operator, person_id=person)
        return Reader(asked or settings.language, settings.zone)

    async def acting_as(self, services: "Services", person: str | None) -> Actor:
        """Return the identity of `person` for what one can only do for oneself, e.g. a token.

        Whoever may open our database and settings can do this anyway; `via` says in the record
        that it was done from the terminal.
        """
        name = person or self.operator.person_id
        found = await services.people.get(by=self.operator, person_id=name)
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
        rule = message("rule.readable_file", file=Called(str(path)))
        raise InvalidRequest("--token-file", rule) from None


def sentence_of(error: ZhibanError, words: "Renderer", reader: "Reader") -> str:
    """Return a refusal in words, with what was typed wrongly, or when to come back."""
    from application.common.wording import refusal, sentences  # noqa: PLC0415 - see above
    from cli.lookups import list_for  # noqa: PLC0415

    text = refusal(error, words, reader)
    if isinstance(error, InvalidRequest):
        rule = error.broken if isinstance(error.broken, Message) else Called(error.broken)
        said = message("error.invalid_request", field=as_typed(error.field), rule=rule)
        text = words.text(said, reader)
    if (listed := list_for(error)) is not None:
        return sentences(text, words.text(message("cli.listed_by", command=listed), reader))
    if not isinstance(error, TemporaryError):
        return text
    return sentences(text, words.text(message("error.try_again", delay=error.wait), reader))


def _crash(error: Exception) -> Message:
    import traceback  # noqa: PLC0415 - see above

    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None
    return message(
        "cli.crashed",
        kind=Called(type(error).__name__),
        place=Called(place) if place else None,
        error=Foreign(str(error)),
    )
