"""`zhiban chat` and `zhiban assistant …`: talk to the assistant, and what was said."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, TypeVar

import typer

from application.assistant.conversations import MOST_LISTED, MOST_READ
from application.common.wording import Localizer
from application.services import Services
from cli.assistant.typing import Word, read_line, read_pipe, read_word, take_any_bytes
from cli.assistant.words import say_step, step_fields
from cli.exit import ExitCode
from cli.options import AsJson, For
from cli.output import clock, heads, note, note_more, say_json, say_table
from cli.talks import Talk, answered, opened, said, stopped, watched
from cli.terminal import Terminal
from domain.assistant.conversations import Conversation, EndReason, Step
from domain.common.messages import Called, message, named
from domain.common.readers import Language

T = TypeVar("T")

Id = Annotated[str, typer.Argument(metavar="CONVERSATION", help="option.conversation_id")]

_CODES = {
    EndReason.ANSWERED: ExitCode.OK,
    EndReason.STOPPED_BY_PERSON: ExitCode.INTERRUPTED,
    EndReason.MODEL_UNAVAILABLE: ExitCode.TRY_AGAIN,
    EndReason.DAY_BUDGET_SPENT: ExitCode.TRY_AGAIN,
}
"""By the reason of a turn's end; every other one is refused for good."""


@dataclass(frozen=True)
class ConversationCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def chat(
        self,
        *,
        text: Annotated[str, typer.Argument(help="option.chat_text")] = "",
        conversation: Annotated[
            str, typer.Option("--conversation", "-c", help="option.conversation")
        ] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Talk to the assistant; it asks you before it does what cannot be undone.

        Ctrl-C stops the turn, Ctrl-D leaves a dialogue. With --json every step is a line of JSON,
        and nothing is asked: see 'zhiban assistant answer'.

        Example: zhiban chat 'Which errors did payments have in the last hour?'
        """
        piped = text == "-" or (not text and not _is_terminal())
        spoken = read_pipe() if piped else text

        async def begun(services: Services, reader: Localizer) -> Talk:
            by = await self.terminal.acting_as(services, person)
            talk = Talk(by=by, reader=reader, as_json=as_json, name=conversation)
            if spoken or piped:
                return await said(services, talk, spoken)
            if conversation:
                return await opened(services, talk)
            await services.conversations.check(by=by)  # before they have typed half a page
            return talk

        talk = self._ask(begun, person)
        if not (spoken or piped):
            self._dialogue(talk)
            return
        talk = self._to_the_end(talk, asks=_is_terminal() and not (piped or as_json))
        reason = talk.end.reason if talk.end else None
        raise typer.Exit(_CODES.get(reason, ExitCode.REFUSED) if reason else ExitCode.TRY_AGAIN)

    def list_all(
        self,
        *,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="option.limit")
        ] = 20,
        before: Annotated[str, typer.Option(help="option.before_conversation")] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """List a person's conversations, the newest change first.

        Example: zhiban assistant list -p u_mei
        """

        async def listed(
            services: Services, reader: Localizer
        ) -> tuple[list[Conversation], Localizer]:
            by = await self.terminal.acting_as(services, person)
            found = await services.conversations.list(by=by, before=before, limit=limit)
            return found, reader

        found, reader = self._ask(listed, person)
        if as_json:
            say_json(found)
            return
        # Programs that read a pipe find the same names whoever it is for.
        table = reader if _is_looked_at() else reader.of(Language.ENGLISH)
        rows = [
            (
                each.id,
                clock(each.changed_at, reader.zone),
                each.turn,
                table.text(named(each.state)),
                each.title,
            )
            for each in found
        ]
        columns = ("head.id", "head.changed", "head.turns", "head.state", "head.title")
        say_table(heads(table.text, *columns), rows)
        if len(found) == limit:
            note_more(reader.text, f"--before {found[-1].id}")

    def show(
        self,
        *,
        conversation: Id,
        after: Annotated[int, typer.Option(min=0, help="option.after_step")] = 0,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_READ, help="option.limit")
        ] = 100,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Show what was said and done in a conversation.

        Example: zhiban assistant show c_0123456789abcdef0123456789abcdef
        """

        async def read(services: Services, reader: Localizer) -> tuple[list[Step], Localizer]:
            by = await self.terminal.acting_as(services, person)
            steps = await services.conversations.steps(
                by=by, conversation_id=conversation, after=after, limit=limit
            )
            return steps, reader

        steps, reader = self._ask(read, person)
        if as_json:
            say_json([step_fields(each) for each in steps])
            return
        for step in steps:
            say_step(step, reader)
        if len(steps) == limit:
            note_more(reader.text, f"--after {steps[-1].number}")

    def answer(
        self,
        *,
        conversation: Id,
        question: Annotated[str, typer.Argument(help="option.question")],
        agree: Annotated[bool, typer.Option("--agree/--decline", help="option.agree")],
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Agree to exactly what an open question describes, or do not.

        Example: zhiban assistant answer c_0123456789abcdef0123456789abcdef 5f3c… --decline
        """

        async def told(services: Services, reader: Localizer) -> Localizer:
            by = await self.terminal.acting_as(services, person)
            await services.conversations.answer(
                by=by, conversation_id=conversation, digest=question, agreed=agree
            )
            return reader

        reader = self._ask(told, person)
        if as_json:
            say_json({"id": conversation, "question_id": question, "agreed": agree})
        else:
            note(reader.text(message("talk.heard")))

    def stop(self, *, conversation: Id, person: For = None, as_json: AsJson = False) -> None:
        """End the running turn; what has begun to change something is finished first.

        Example: zhiban assistant stop c_0123456789abcdef0123456789abcdef
        """

        async def ended(services: Services, reader: Localizer) -> tuple[Conversation, Localizer]:
            by = await self.terminal.acting_as(services, person)
            now = await services.conversations.stop(by=by, conversation_id=conversation)
            return now, reader

        now, reader = self._ask(ended, person)
        if as_json:
            say_json(now)
        else:
            over = message("talk.over", name=Called(now.id), state=now.state)
            stops = message("talk.stops", name=Called(now.id))
            note(reader.text(over if now.state.is_over else stops))

    def delete(self, *, conversation: Id, person: For = None, as_json: AsJson = False) -> None:
        """Stop a conversation and remove all its words, for good.

        Example: zhiban assistant delete c_0123456789abcdef0123456789abcdef
        """

        async def deleted(services: Services, reader: Localizer) -> Localizer:
            by = await self.terminal.acting_as(services, person)
            await services.conversations.delete(by=by, conversation_id=conversation)
            return reader

        reader = self._ask(deleted, person)
        if as_json:
            say_json({"id": conversation, "deleted": True})
        else:
            note(reader.text(message("talk.deleted", name=Called(conversation))))

    def _dialogue(self, talk: Talk) -> None:
        """Take what is said line by line, until Ctrl-D."""
        take_any_bytes()
        note(talk.reader.text(message("talk.hint", stop=Called("Ctrl-C"), leave=Called("Ctrl-D"))))
        if talk.runs and not talk.asked:
            talk = self._go_on(talk, watched)
        talk = self._to_the_end(talk)
        while (line := read_line()) is not None:
            if line.strip():
                talk = self._round(talk, line)

    def _round(self, talk: Talk, line: str) -> Talk:
        """Say one thing; what is refused is told, and the dialogue goes on."""
        try:
            return self._to_the_end(self._go_on(talk, partial(said, text=line)))
        except typer.Exit as error:
            if error.exit_code in (ExitCode.CRASHED, ExitCode.INTERRUPTED):
                raise
            return talk

    def _to_the_end(self, talk: Talk, *, asks: bool = True) -> Talk:
        """Put the questions of a turn to the person, one after the other."""
        while asks and talk.asked is not None:
            word = read_word(talk.reader)
            if word is Word.NONE:
                break
            talk = self._told(talk, talk.asked, word)
        if talk.runs and not talk.as_json:
            waits = talk.reader.text(message("talk.waits" if talk.asked else "talk.goes_on"))
            mine = talk.by.person_id == self.terminal.operator.person_id
            note(f"{waits} zhiban chat -c {talk.name}{'' if mine else f' -p {talk.by.person_id}'}")
        return talk

    def _told(self, talk: Talk, question: Step, word: Word) -> Talk:
        if word is Word.STOP:
            return self._go_on(talk, stopped)
        return self._go_on(talk, partial(answered, question=question, agreed=word is Word.YES))

    def _ask(
        self, question: Callable[[Services, Localizer], Awaitable[T]], person: str | None
    ) -> T:
        """Put a question of the person's; what is refused is told in their language."""

        async def asked(services: Services) -> T:
            reader = await self.terminal.reader_of(services, person)
            return await question(services, Localizer(services.words, reader))

        return self.terminal.ask(asked, person=person)

    def _go_on(self, talk: Talk, act: Callable[[Services, Talk], Awaitable[Talk]]) -> Talk:
        """Do something in a talk; what is refused is told in its language."""
        return self.terminal.ask(
            lambda services: act(services, talk), language=talk.reader.language
        )


def _is_terminal() -> bool:
    """Say whether a person types what we read; a closed input, as daemons have, is nobody."""
    return sys.stdin is not None and sys.stdin.isatty()


def _is_looked_at() -> bool:
    """Say whether a person reads what we write."""
    return sys.stdout.isatty()
