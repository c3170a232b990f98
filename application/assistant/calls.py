"""The tool calls of a turn, and what people say to them (MCC-4)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.assistant.records import (
    about,
    asked_key,
    asks,
    ending,
    event_of,
    named,
    reply_key,
    result_key,
)
from application.assistant.rights import TurnRights
from application.assistant.speaking import speaking_key
from application.assistant.turns import MOST_STEPS_READ
from application.ports.assistant.conversations import Batch, Conversations, Turn
from application.ports.assistant.toolboxes import ToolAnswer, Toolbox, ToolCall
from application.ports.clock import Clock
from application.ports.progress import Progress
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind, TurnState
from domain.assistant.turn_rules import (
    LONGEST_ARGUMENTS,
    Asked,
    Called,
    PlannedCall,
    Word,
    must_look_first,
    question_digest,
    read_arguments,
)
from domain.assistant.words import (
    end_of,
    result_text,
    unanswered,
    word_result,
)
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    Forbidden,
    NotFound,
    PermanentError,
    TemporaryError,
)
from domain.common.messages import Message, message
from domain.events.events import Event, EventType
from domain.people.access import Actor

LONGEST_CALL = timedelta(seconds=150)
"""All tries of one call. Tools and plugins have shorter limits of their own; this one ends what
hangs, before Temporal takes the worker for lost."""

MOST_TRIES = 3
PAUSE = timedelta(seconds=2)
"""Between tries of a call that is known not to have been done."""


def _besides(reason: EndReason, why: str | Message) -> tuple[str | Message, ...]:
    """Return what is said after how a turn ended."""
    return () if not why or end_of(reason, why) is why else (why,)


@dataclass(frozen=True)
class Calling:
    """Does what the model wants and a person allows.

    Attributes:
        longest: see `LONGEST_CALL`.
        pause: see `PAUSE`.
    """

    conversations: Conversations
    rights: TurnRights
    toolbox: Toolbox
    progress: Progress
    clock: Clock
    longest: timedelta = LONGEST_CALL
    pause: timedelta = PAUSE

    async def call(
        self, turn: Turn, call: PlannedCall, *, asked: int, agreed: bool, at: datetime
    ) -> Called:
        """Do one call and keep its result, or keep its question; doing it again does nothing.

        Args:
            turn: whose it is.
            call: what is wanted.
            asked: how often the person was asked about it so far.
            agreed: whether they said yes to the last question.
            at: when it is; becomes the time of the result.
        """
        known = await self._known(turn, call, asked)
        if known is not None:
            return known
        try:
            actor = await self.rights.actor(turn)
        except Forbidden as error:
            refused = ToolAnswer(Outcome.REFUSED, error.explanation or str(error))
            await self._keep(turn, call, refused, at)
            return Called(Outcome.REFUSED, end=EndReason.NOT_ALLOWED)
        digest = await self._agreed(turn, call, asked) if agreed else ""
        prepared = await self._prepared(turn, call, digest)
        if isinstance(prepared, ToolAnswer):
            return await self._keep(turn, call, prepared, at)
        if call.leaves_doubt and (digest or not call.asks):
            # Nothing that can fail stands between the mark and the call.
            begun = f"{call.id}/begun/{asked}"
            if not await self.conversations.mark(turn.conversation, begun, at=at):
                answer = ToolAnswer(Outcome.UNCERTAIN, message("assistant.cut_off_call"))
                return await self._keep(turn, call, answer, at)
        began = self.clock.now()
        answer = await self._tried(actor, call, prepared)
        if answer.outcome is Outcome.ASKS:
            return await self._put_by(turn, call, answer, asked, at)
        return await self._keep(turn, call, answer, at, self.clock.now() - began)

    async def ask(self, turn: Turn, call: PlannedCall, *, asked: int, at: datetime) -> None:
        """Put the question before the person; asking twice is once.

        Args:
            turn: whose it is.
            call: which one the question is about.
            asked: how often was asked about it before.
            at: when it is.
        """
        written = await self.conversations.written(turn.conversation, asked_key(call, asked))
        if written is None or written.asked is None:
            raise NotFound("question", call.id)
        question = written.asked
        step = about(
            turn,
            call,
            StepKind.QUESTION,
            at,
            text=result_text(question.text, (await self.rights.reader(turn)).text),
            digest=question_digest(turn.conversation, call.id, asked, question.digest),
        )
        event = event_of(
            turn, EventType.CONVERSATION_ASKED, f"{call.id}/ask/{asked}", at, named(call)
        )
        await self._write(turn, f"{call.id}/ask/{asked}", at, TurnState.ASKING, step, event)

    async def hear(
        self, turn: Turn, call: PlannedCall, word: Word, *, digest: str, asked: int, at: datetime
    ) -> None:
        """Keep the person's word, or that there was none, or that a call broke off.

        Args:
            turn: whose it is.
            call: which one it is about.
            word: what became of it.
            digest: of the question; empty: there was none.
            asked: how often was asked about it before.
            at: when it is.
        """
        if word in (Word.AGREED, Word.DECLINED):
            said = word is Word.AGREED
            step = about(turn, call, StepKind.WORD, at, digest=digest, agreed=said)
            key = f"{call.id}/word/{asked}"
            await self._write(turn, key, at, TurnState.CALLING, step, None)
        if word is not Word.AGREED:
            outcome, text = word_result(word, reads=call.reads)
            await self._keep(turn, call, ToolAnswer(outcome, text), at)

    async def close(
        self, turn: Turn, reason: EndReason, *, why: str | Message, at: datetime
    ) -> None:
        """Keep how the turn ended; the first end stays, and a conversation that is gone stays so.

        Args:
            turn: which one.
            reason: why it ends.
            why: what stood in the way; empty: nothing.
            at: when it is.
        """
        text = await self.rights.text(turn, end_of(reason, why), *_besides(reason, why))
        await self.progress.clear(speaking_key(turn.conversation, turn.number))
        try:
            await self.conversations.write(ending(turn, reason, text, at=at))
        except (NotFound, Conflict):
            return

    async def _known(self, turn: Turn, call: PlannedCall, asked: int) -> Called | None:
        """Return what an earlier run of this call came to; None when there was none."""
        written = await self.conversations.written(turn.conversation, result_key(call))
        if written is not None and written.steps:
            return Called(written.steps[-1].outcome or Outcome.UNCERTAIN)
        written = await self.conversations.written(turn.conversation, asked_key(call, asked))
        if written is not None and written.asked is not None:
            return asks(turn, call, asked, written.asked.digest)
        return None

    async def _agreed(self, turn: Turn, call: PlannedCall, asked: int) -> str:
        last = asked_key(call, asked - 1)
        written = await self.conversations.written(turn.conversation, last)
        return written.asked.digest if written and written.asked else ""

    async def _prepared(self, turn: Turn, call: PlannedCall, digest: str) -> ToolCall | ToolAnswer:
        """Return the call as its box takes it, or why it is not made."""
        if not call.known:
            return ToolAnswer(Outcome.REFUSED, message("assistant.unknown_tool"))
        reply = await self.conversations.written(turn.conversation, reply_key(call))
        kept = reply.steps if reply else ()
        wanted = [each for each in kept if each.kind is StepKind.CALL and each.call_id == call.id]
        arguments = read_arguments(wanted[0].text) if wanted else None
        if arguments is None:
            return ToolAnswer(
                Outcome.REFUSED, message("assistant.no_object", most=LONGEST_ARGUMENTS)
            )
        if not call.reads and await self._is_doubtful(turn, call):
            return ToolAnswer(Outcome.REFUSED, message("assistant.look_first"))
        key = f"{turn.conversation}/{call.id}"
        # Who trusts a plugin after a call was planned has not been asked about that call.
        ask = call.wary or (call.asks and call.plugin != "")
        return ToolCall(call.tool, arguments, key, digest, ask=ask, reads=call.reads)

    async def _is_doubtful(self, turn: Turn, call: PlannedCall) -> bool:
        steps = await self.conversations.newest(turn.conversation, limit=MOST_STEPS_READ)
        return must_look_first([each for each in steps if each.turn == turn.number], call.id)

    async def _tried(self, actor: Actor, call: PlannedCall, prepared: ToolCall) -> ToolAnswer:
        """Do it; what is known not to have been done is tried again, nothing else."""
        given_up = Outcome.UNAVAILABLE if call.reads else Outcome.UNCERTAIN
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                return await self._until_known(actor, prepared)
        except (TimeoutError, EffectUnknown):
            return ToolAnswer(given_up, unanswered(given_up))
        except PermanentError as error:
            return ToolAnswer(Outcome.REFUSED, error.explanation or str(error))
        except TemporaryError as error:
            return ToolAnswer(Outcome.UNAVAILABLE, error.explanation or str(error))

    async def _until_known(self, actor: Actor, prepared: ToolCall) -> ToolAnswer:
        for _ in range(MOST_TRIES - 1):
            try:
                return await self.toolbox.call(actor, prepared)
            except EffectUnknown:
                raise
            except TemporaryError as error:
                delay = min(error.delay or self.pause, 5 * self.pause)
                await asyncio.sleep(delay.total_seconds())
        return await self.toolbox.call(actor, prepared)

    async def _put_by(
        self, turn: Turn, call: PlannedCall, answer: ToolAnswer, asked: int, at: datetime
    ) -> Called:
        """Keep the question until it is asked."""
        question = Asked(answer.question, answer.digest)
        batch = Batch(
            conversation=turn.conversation,
            turn=turn.number,
            key=asked_key(call, asked),
            at=at,
            state=TurnState.CALLING,
            asked=question,
        )
        kept = (await self.conversations.write(batch)).asked or question
        return asks(turn, call, asked, kept.digest)

    async def _keep(
        self,
        turn: Turn,
        call: PlannedCall,
        answer: ToolAnswer,
        at: datetime,
        took: timedelta = timedelta(),
    ) -> Called:
        """Keep what came of it; the first result of a call stays."""
        step = about(
            turn,
            call,
            StepKind.RESULT,
            at,
            text=result_text(
                await self.rights.text(turn, answer.text), (await self.rights.reader(turn)).text
            ),
            outcome=answer.outcome,
            seconds=round(took.total_seconds(), 3),
        )
        facts = named(call) | {"outcome": answer.outcome}
        event = event_of(turn, EventType.CONVERSATION_CALLED, result_key(call), at, facts)
        written = await self._write(turn, result_key(call), at, TurnState.CALLING, step, event)
        return Called(written.outcome or answer.outcome)

    async def _write(
        self,
        turn: Turn,
        key: str,
        at: datetime,
        state: TurnState,
        step: Step,
        event: Event | None,
    ) -> Step:
        batch = Batch(
            conversation=turn.conversation,
            turn=turn.number,
            key=key,
            at=at,
            state=state,
            steps=(step,),
            event=event,
        )
        return (await self.conversations.write(batch)).steps[0]
