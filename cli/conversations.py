"""`zhiban chat` and `zhiban assistant …`: talk to the assistant, and what was said."""

import sys
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated

import typer

from application.conversations import MOST_LISTED, MOST_READ
from application.desks import Desks
from cli.conversation_words import say_step, step_fields, words
from cli.exit import ExitCode
from cli.options import AsJson, For
from cli.output import note, say_json, say_table
from cli.talks import Talk, answered, opened, said, stopped, watched
from cli.terminal import Terminal
from domain.conversations import Conversation, EndReason, Step
from domain.people import Language
from domain.time_words import in_zone

Id = Annotated[str, typer.Argument(metavar="CONVERSATION", help="Its id, c_….")]

_CODES = {
    EndReason.ANSWERED: ExitCode.OK,
    EndReason.STOPPED_BY_PERSON: ExitCode.INTERRUPTED,
    EndReason.MODEL_UNAVAILABLE: ExitCode.TRY_AGAIN,
    EndReason.DAY_BUDGET_SPENT: ExitCode.TRY_AGAIN,
}
"""By the reason of a turn's end; every other one is refused for good."""


class Word(Enum):
    """What a person says to a question."""

    YES = auto()
    NO = auto()
    STOP = auto()
    NONE = auto()


@dataclass(frozen=True)
class ConversationCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def chat(
        self,
        *,
        text: Annotated[
            str, typer.Argument(help="What to say; '-' or a pipe reads it. None: a dialogue.")
        ] = "",
        conversation: Annotated[
            str, typer.Option("--conversation", "-c", help="Go on with this one, c_….")
        ] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Talk to the assistant; it asks you before it does what cannot be undone.

        Ctrl-C stops the turn, Ctrl-D leaves a dialogue. With --json every step is a line of JSON,
        and nothing is asked: see 'zhiban assistant answer'.

        Example: zhiban chat '过去一小时 payments 有什么错误？'
        """
        piped = text == "-" or (not text and not _is_terminal())
        spoken = sys.stdin.read() if piped else text

        async def begun(desks: Desks) -> Talk:
            by = await self.terminal.acting_as(desks, person)
            language = (await self.terminal.reader_of(desks, person)).language
            talk = Talk(by, language, as_json, conversation)
            if spoken or piped:
                return await said(desks, talk, spoken)
            return await opened(desks, talk) if conversation else talk

        talk = self.terminal.ask(begun)
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
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="How many at most.")
        ] = 20,
        before: Annotated[str, typer.Option(help="Last id of the list before.")] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """List a person's conversations, the newest change first.

        Example: zhiban assistant list -p u_mei
        """

        async def listed(desks: Desks) -> tuple[list[Conversation], str]:
            by = await self.terminal.acting_as(desks, person)
            found = await desks.conversations.list(by=by, before=before, limit=limit)
            return found, await self.terminal.zone_of(desks, person)

        found, zone = self.terminal.ask(listed)
        if as_json:
            say_json(found)
            return
        rows = [
            (each.id, in_zone(each.changed_at, zone), each.turn, each.state, each.title)
            for each in found
        ]
        say_table(("id", "changed", "turns", "state", "title"), rows)
        if len(found) == limit:
            note(f"More: --before {found[-1].id}")

    def show(
        self,
        *,
        conversation: Id,
        after: Annotated[int, typer.Option(min=0, help="Only steps after this number.")] = 0,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_READ, help="How many at most.")
        ] = 100,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Show what was said and done in a conversation.

        Example: zhiban assistant show c_0123456789abcdef0123456789abcdef
        """

        async def read(desks: Desks) -> tuple[list[Step], Language]:
            by = await self.terminal.acting_as(desks, person)
            steps = await desks.conversations.steps(
                by=by, conversation_id=conversation, after=after, limit=limit
            )
            return steps, (await self.terminal.reader_of(desks, person)).language

        steps, language = self.terminal.ask(read)
        if as_json:
            say_json([step_fields(each) for each in steps])
            return
        for step in steps:
            say_step(step, language)
        if len(steps) == limit:
            note(f"More: --after {steps[-1].number}")

    def answer(
        self,
        *,
        conversation: Id,
        question: Annotated[str, typer.Argument(help="Its question_id, as --json shows it.")],
        agree: Annotated[bool, typer.Option("--agree/--decline", help="Your word.")],
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Agree to exactly what an open question describes, or do not.

        Example: zhiban assistant answer c_0123456789abcdef0123456789abcdef 5f3c… --decline
        """

        async def told(desks: Desks) -> None:
            by = await self.terminal.acting_as(desks, person)
            await desks.conversations.answer(
                by=by, conversation_id=conversation, digest=question, agreed=agree
            )

        self.terminal.ask(told)
        if as_json:
            say_json({"id": conversation, "question_id": question, "agreed": agree})
        else:
            note("It has your word.")

    def stop(self, *, conversation: Id, person: For = None, as_json: AsJson = False) -> None:
        """End the running turn; what has begun to change something is finished first.

        Example: zhiban assistant stop c_0123456789abcdef0123456789abcdef
        """

        async def ended(desks: Desks) -> Conversation:
            by = await self.terminal.acting_as(desks, person)
            return await desks.conversations.stop(by=by, conversation_id=conversation)

        now = self.terminal.ask(ended)
        if as_json:
            say_json(now)
        else:
            note(f"{now.id} is {now.state}." if now.state.is_over else f"{now.id} is stopping.")

    def delete(self, *, conversation: Id, person: For = None, as_json: AsJson = False) -> None:
        """Stop a conversation and remove all its words, for good.

        Example: zhiban assistant delete c_0123456789abcdef0123456789abcdef
        """

        async def deleted(desks: Desks) -> None:
            by = await self.terminal.acting_as(desks, person)
            await desks.conversations.delete(by=by, conversation_id=conversation)

        self.terminal.ask(deleted)
        if as_json:
            say_json({"id": conversation, "deleted": True})
        else:
            note(f"{conversation} is deleted.")

    def _dialogue(self, talk: Talk) -> None:
        """Take what is said line by line, until Ctrl-D."""
        note(words("hint", talk.language))
        if talk.runs and not talk.asked:
            talk = self.terminal.ask(lambda desks: watched(desks, talk))
        talk = self._to_the_end(talk)
        while (line := _line()) is not None:
            if line.strip():
                talk = self._round(talk, line)

    def _round(self, talk: Talk, line: str) -> Talk:
        """Say one thing; what is refused is told, and the dialogue goes on."""
        try:
            return self._to_the_end(self.terminal.ask(lambda desks: said(desks, talk, line)))
        except typer.Exit as error:
            if error.exit_code in (ExitCode.CRASHED, ExitCode.INTERRUPTED):
                raise
            return talk

    def _to_the_end(self, talk: Talk, *, asks: bool = True) -> Talk:
        """Put the questions of a turn to the person, one after the other."""
        while asks and talk.asked is not None:
            word = _word(talk.language)
            if word is Word.NONE:
                break
            talk = self._told(talk, talk.asked, word)
        if talk.runs and not talk.as_json:
            waits = words("waits" if talk.asked else "goes_on", talk.language)
            mine = talk.by.person_id == self.terminal.operator.person_id
            note(f"{waits} zhiban chat -c {talk.name}{'' if mine else f' -p {talk.by.person_id}'}")
        return talk

    def _told(self, talk: Talk, question: Step, word: Word) -> Talk:
        if word is Word.STOP:
            return self.terminal.ask(lambda desks: stopped(desks, talk))
        agreed = word is Word.YES
        return self.terminal.ask(lambda desks: answered(desks, talk, question, agreed=agreed))


def _is_terminal() -> bool:
    """Say whether a person types what we read."""
    return sys.stdin.isatty()


def _line() -> str | None:
    """Return what the person types; None when they leave (Ctrl-D)."""
    try:
        return str(typer.prompt("", prompt_suffix="> ", default="", show_default=False, err=True))
    except typer.Abort as abort:
        note("")
        return "" if _was_ctrl_c(abort) else None


def _word(language: Language) -> Word:
    """Return what the person says to a question."""
    try:
        agreed = typer.confirm(words("agree", language), default=False, err=True)
    except typer.Abort as abort:
        note("")
        return Word.STOP if _was_ctrl_c(abort) else Word.NONE
    return Word.YES if agreed else Word.NO


def _was_ctrl_c(abort: typer.Abort) -> bool:
    """Say which of the two it was that typer makes one error of."""
    return isinstance(abort.__context__, KeyboardInterrupt)
