"""One conversation at the terminal: shows what comes, and stops a turn at Ctrl-C."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from application.assistant.conversations import MOST_READ, Speaking
from application.common.wording import Localizer
from application.services import Services
from cli.assistant.words import say_step, step_fields
from cli.output import note, say_json_line, visible
from cli.terminal import sentence_of
from domain.assistant.conversations import Step, StepKind, TurnState
from domain.assistant.reading import open_question
from domain.common.errors import Conflict, ZhibanError
from domain.common.messages import Called, message
from domain.people.access import Actor


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation between two looks at it.

    Attributes:
        by: who talks.
        reader: puts words into their language.
        name: of the conversation; empty: not begun yet.
        seen: number of the last step that was shown.
        runs: whether its turn is not over.
        asked: the question that waits for a word.
        end: the last step of the turn, once it is over.
    """

    by: Actor
    reader: Localizer
    as_json: bool = False
    name: str = ""
    seen: int = 0
    runs: bool = False
    asked: Step | None = None
    end: Step | None = None


@dataclass
class Screen:
    """Shows steps, and the answer while it is being written where somebody looks on."""

    talk: Talk
    written: str = field(default="", init=False)

    def show(self, each: Step | Speaking) -> None:
        """Show a step, or what there is of the next one."""
        if isinstance(each, Speaking):
            if sys.stdout.isatty() and not self.talk.as_json:
                self._write(each.text)
        elif self.talk.as_json:
            say_json_line(step_fields(each))
        elif self.written:
            self._finish(each)
        else:
            say_step(each, self.talk.reader)

    def _write(self, text: str) -> None:
        """Write what is new of a text; one that is another text begins on a new line."""
        if self.written and not text.startswith(self.written):
            sys.stdout.write("\n")
            self.written = ""
        sys.stdout.write(visible(text[len(self.written) :]))
        sys.stdout.flush()
        self.written = text

    def _finish(self, step: Step) -> None:
        if step.kind is StepKind.ASSISTANT:
            self._write(step.text)
        sys.stdout.write("\n")
        self.written = ""
        if step.kind is not StepKind.ASSISTANT:
            say_step(step, self.talk.reader)


async def opened(services: Services, talk: Talk) -> Talk:
    """Return a talk that goes on; a turn that is not over is shown from its beginning."""
    now = await services.conversations.get(by=talk.by, conversation_id=talk.name)
    steps: list[Step] = []
    seen = 0
    while found := await services.conversations.steps(
        by=talk.by, conversation_id=talk.name, after=seen, limit=MOST_READ
    ):
        seen = found[-1].number
        steps = [each for each in (*steps, *found) if each.turn == now.turn]
    if now.state.is_over:
        return replace(talk, seen=seen)
    for each in steps:
        Screen(talk).show(each)
    return replace(talk, seen=seen, runs=True, asked=open_question(steps))


async def said(services: Services, talk: Talk, text: str) -> Talk:
    """Say something, and show what comes of it until a question or the end."""
    begun = await services.conversations.say(by=talk.by, text=text, conversation=talk.name)
    name = begun.conversation.id
    if not (talk.name or talk.as_json):
        note(talk.reader.text(message("talk.begun", name=Called(name))))
    return await watched(services, replace(talk, name=name, seen=begun.first, end=None))


async def answered(services: Services, talk: Talk, question: Step, *, agreed: bool) -> Talk:
    """Say a word to a question, and show what comes of it until the next one, or the end."""
    try:
        await services.conversations.answer(
            by=talk.by, conversation_id=talk.name, digest=question.digest, agreed=agreed
        )
    except Conflict as error:  # it waited too long, or was answered elsewhere: see how it went on
        note(_refused(error, talk))
    return await watched(services, replace(talk, asked=None))


async def stopped(services: Services, talk: Talk) -> Talk:
    """Stop a turn that waits for a word, and show how it ends."""
    await services.conversations.stop(by=talk.by, conversation_id=talk.name)
    return await watched(services, replace(talk, asked=None))


async def watched(services: Services, talk: Talk) -> Talk:
    """Show what comes until a question is open or the turn is over; Ctrl-C stops the turn."""
    watching = asyncio.create_task(_shown(services, talk))
    with _at_ctrl_c(Stopping(services, talk, watching)):
        try:
            return await asyncio.shield(watching)
        except asyncio.CancelledError:
            if not watching.cancelled():
                watching.cancel()
                raise
            return replace(talk, runs=True)


async def _shown(services: Services, talk: Talk) -> Talk:
    screen, seen = Screen(talk), talk.seen
    async for each in services.conversations.follow(
        by=talk.by, conversation_id=talk.name, after=talk.seen
    ):
        screen.show(each)
        if not isinstance(each, Step):
            continue
        seen = each.number
        if each.kind is StepKind.END:
            return replace(talk, seen=seen, runs=False, end=each)
        if each.kind is StepKind.QUESTION:
            now = await services.conversations.get(by=talk.by, conversation_id=talk.name)
            if now.state is TurnState.ASKING:
                return replace(talk, seen=seen, runs=True, asked=each)
    return replace(talk, seen=seen, runs=False)


@dataclass
class Stopping:
    """What Ctrl-C does: at first it stops the turn, the second time nobody waits for its end."""

    services: Services
    talk: Talk
    watching: asyncio.Task[Talk]
    asking: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        """Take one Ctrl-C."""
        if self.asking is None:
            note(self.talk.reader.text(message("talk.stopping")))
            self.asking = asyncio.create_task(self._stop())
        else:
            self.watching.cancel()

    async def _stop(self) -> None:
        try:
            await self.services.conversations.stop(by=self.talk.by, conversation_id=self.talk.name)
        except ZhibanError as error:
            note(f"zhiban: {_refused(error, self.talk)}")


def _refused(error: ZhibanError, talk: Talk) -> str:
    return sentence_of(error, talk.reader.words, talk.reader.reader)


_NO_SIGNALS_HERE = (NotImplementedError, RuntimeError, ValueError)
"""Loops cannot tell of signals on Windows, nor anywhere beside a program's main thread. There
Ctrl-C ends the program as it ends others; the turn goes on: `zhiban assistant stop` ends it."""


@contextmanager
def _at_ctrl_c(act: Callable[[], None]) -> Iterator[None]:
    """Have Ctrl-C do this, where the system can tell of it."""
    loop = asyncio.get_running_loop()
    with suppress(*_NO_SIGNALS_HERE):
        loop.add_signal_handler(signal.SIGINT, act)
    try:
        yield
    finally:
        with suppress(*_NO_SIGNALS_HERE):
            loop.remove_signal_handler(signal.SIGINT)
