"""One turn of a conversation: from what a person says to an answer, whatever stops (MCC-4)."""

import asyncio
from dataclasses import replace
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from activities.conversations import (
    CallOrder,
    CloseOrder,
    ConversationActivities,
    HearOrder,
    ThinkOrder,
    TurnRef,
)
from activities.patience import call_a_tool, keep_record, think_aloud
from application.ports.assistant.conversations import TurnView
from domain.assistant.conversations import EndReason, Outcome, TurnState
from domain.assistant.turn_rules import (
    MOST_ASKED,
    Called,
    PlannedCall,
    Spent,
    Thought,
    Word,
    limit_reached,
    side_by_side,
    state_after,
)
from domain.common.errors import Conflict, NotFound
from domain.common.messages import Message, bare, message
from workflows.assistant.turn_state import Answer, TurnInput, TurnOverError, TurnResult
from workflows.attributes import show_state
from workflows.reasons import refusal, said_by

_GONE = {NotFound.__name__, Conflict.__name__}
"""Types of failures that say that the conversation is deleted, or the turn over."""

_SAYABLE = {"ModelTooSlow", "Unavailable", "TooManyRequests", "Misconfigured", "Rejected"}
"""Types of failures whose sentence is ours, and fit for people."""


@workflow.defn(name="ConversationTurn")
class ConversationTurnWorkflow:
    """One run per turn; the workflow id is `conversation/<id>/<turn>`.

    Asks the model, does what it wants and the person allows, and asks it again, until there is an
    answer, a limit is reached, or the person stops it. Its history holds ids, names of tools,
    digests and outcomes; words are kept in the database.
    """

    @workflow.init
    def __init__(self, order: TurnInput) -> None:
        self._order = order
        self._ref = TurnRef(order.conversation, order.turn)
        self._spent = Spent()
        self._state = TurnState.THINKING
        self._end: EndReason | None = None
        self._stopped = False
        self._late = False
        self._question = ""
        self._word: Word | None = None
        self._running: list[workflow.ActivityHandle[Any]] = []
        self._may_leave = False

    @workflow.run
    async def run(self, order: TurnInput) -> TurnResult:
        """Think, do what is wanted, think again; then write down how it ended."""
        clock = asyncio.create_task(self._grow_late(order))
        try:
            why = await self._until_over()
            await self._close(why)
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._let_go()
                self._end = self._end or EndReason.BROKEN_OFF
                await self._close()
            raise
        finally:
            clock.cancel()
        spent = self._spent
        return TurnResult(self._state, self._end, spent.steps, spent.calls, spent.tokens)

    @workflow.update
    def answer(self, said: Answer) -> None:
        """Take the person's yes or no to the open question."""
        self._word = Word.AGREED if said.agreed else Word.DECLINED

    @answer.validator
    def check_answer(self, said: Answer) -> None:
        """Turn down what is no word to the question that is open now."""
        if self._word is not None and said.digest == self._question:
            raise refusal(Conflict.__name__, message("assistant.question_answered"))
        if not self._question or said.digest != self._question:
            raise refusal(Conflict.__name__, message("assistant.question_closed"))

    @workflow.update
    def stop(self) -> None:
        """End the turn; a change that has begun is finished first."""
        self._stopped = True

    @workflow.query
    def turn(self) -> TurnView:
        """Return where it stands."""
        spent = self._spent
        return TurnView(
            self._state, spent.steps, spent.calls, spent.tokens, self._question, self._end
        )

    async def _until_over(self) -> str | Message:
        """Go on until something ends the turn; return what stood in the way."""
        try:
            self._end, why = await self._converse()
        except TurnOverError as over:
            self._end, why = over.reason, over.why
        return why

    async def _converse(self) -> tuple[EndReason, str | Message]:
        while (limit := limit_reached(self._spent, self._order.limits)) is None:
            thought = await self._think()
            if thought.end is not None:
                return thought.end, thought.why
            for group in side_by_side(thought.calls):
                await self._do(group)
        return limit, ""

    async def _think(self) -> Thought:
        self._check_over()
        number = self._spent.steps + 1
        self._show(TurnState.THINKING, f"Thinking, step {number}.")
        left = self._order.limits.calls - self._spent.calls
        thinking = workflow.start_activity_method(
            ConversationActivities.think,
            ThinkOrder(self._ref, number, left, workflow.now()),
            **think_aloud(f"step {number}"),
        )
        await self._until_done([thinking], may_leave=True)
        try:
            thought: Thought = await thinking
        except ActivityError as error:
            _raise_when_over(error)
            raise TurnOverError(EndReason.MODEL_UNAVAILABLE, _sentence(error)) from error
        self._spent = replace(self._spent, steps=number, tokens=self._spent.tokens + thought.tokens)
        return thought

    async def _do(self, group: tuple[PlannedCall, ...]) -> None:
        """Do the calls of a group side by side, then ask about those that want a person's word."""
        self._check_over()
        self._spent = replace(self._spent, calls=self._spent.calls + len(group))
        self._show(TurnState.CALLING, f"Calling {', '.join(call.tool for call in group)}.")
        started = [self._start(call, 0) for call in group]
        await self._until_done(started, may_leave=group[0].reads)
        for call, calling in zip(group, started, strict=True):
            called = await self._outcome(call, calling)
            asked = 0
            while called.outcome is Outcome.ASKS:
                called = await self._with_a_word(call, called.digest, asked)
                asked += 1
            if called.end is not None:
                raise TurnOverError(called.end)

    def _start(self, call: PlannedCall, asked: int) -> workflow.ActivityHandle[Called]:
        return workflow.start_activity_method(
            ConversationActivities.call_tool,
            CallOrder(self._ref, call, workflow.now(), asked, agreed=asked > 0),
            **call_a_tool(f"{call.tool}{', agreed' if asked else ''}"),
        )

    async def _outcome(self, call: PlannedCall, calling: workflow.ActivityHandle[Called]) -> Called:
        try:
            return await calling
        except ActivityError as error:
            _raise_when_over(error)
        await self._hear(call, Word.LOST)
        return Called(Outcome.UNCERTAIN)

    async def _with_a_word(self, call: PlannedCall, digest: str, asked: int) -> Called:
        """Ask the person, and do what they say."""
        if asked >= MOST_ASKED:
            await self._hear(call, Word.CHANGING)
            return Called(Outcome.DECLINED)
        word = await self._ask(call, digest, asked)
        await self._hear(call, word, digest, asked)
        if word is not Word.AGREED:
            return Called(Outcome.DECLINED)
        self._show(TurnState.CALLING, f"Calling {call.tool}, as agreed.")
        calling = self._start(call, asked + 1)
        await self._until_done([calling], may_leave=call.reads)
        return await self._outcome(call, calling)

    async def _ask(self, call: PlannedCall, digest: str, asked: int) -> Word:
        self._check_over()
        # Open before it is shown: an answer may come while the question is being written.
        self._question, self._word = digest, None
        self._show(TurnState.ASKING, f"Waiting for the person's word about {call.tool}.")
        order = CallOrder(self._ref, call, workflow.now(), asked)
        try:
            await self._kept(ConversationActivities.ask, order, f"about {call.tool}")
            await workflow.wait_condition(
                lambda: self._word is not None or self._is_over,
                timeout=self._order.limits.patience,
                timeout_summary="the person's word",
            )
        except TimeoutError:
            pass  # no word is a word, too
        finally:
            self._question = ""
        self._check_over()
        return self._heard()

    def _heard(self) -> Word:
        return self._word or Word.SILENT

    async def _hear(self, call: PlannedCall, word: Word, digest: str = "", asked: int = 0) -> None:
        order = HearOrder(self._ref, call, word, workflow.now(), digest, asked)
        await self._kept(ConversationActivities.hear, order, f"{word}")

    async def _kept(self, method: Any, order: CallOrder | HearOrder, summary: str) -> None:  # noqa: ANN401 - an activity
        try:
            await workflow.execute_activity_method(method, order, **keep_record(summary))
        except ActivityError as error:
            _raise_when_over(error)
            raise

    async def _until_done(
        self, started: list[workflow.ActivityHandle[Any]], *, may_leave: bool
    ) -> None:
        """Wait for all of them; those that change nothing are left when the turn is to end."""
        self._running, self._may_leave = started, may_leave
        await workflow.wait_condition(
            lambda: all(each.done() for each in started) or (may_leave and self._is_over)
        )
        if not all(each.done() for each in started):
            await self._let_go()
            self._check_over()
        # All failures are looked at: the first that ends the turn may not be the only one.
        await asyncio.gather(*started, return_exceptions=True)
        self._running = []

    async def _let_go(self) -> None:
        """Give up what changes nothing, and wait for the end of what may have begun to."""
        if self._may_leave:
            for each in self._running:
                each.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running = []

    @property
    def _is_over(self) -> bool:
        return self._stopped or self._late

    def _check_over(self) -> None:
        if self._stopped:
            raise TurnOverError(EndReason.STOPPED_BY_PERSON)
        if self._late:
            raise TurnOverError(EndReason.TOO_LONG)

    async def _grow_late(self, order: TurnInput) -> None:
        await workflow.sleep(order.limits.lasts, summary="the turn's time")
        self._late = True

    async def _close(self, why: str | Message = "") -> None:
        """Keep how it ended, unless there is nothing left to keep it in."""
        if self._end is None:
            self._state = TurnState.STOPPED
            return
        await workflow.execute_activity_method(
            ConversationActivities.close,
            CloseOrder(self._ref, self._end, workflow.now(), why),
            **keep_record(f"{self._end}"),
        )
        self._show(
            state_after(self._end),
            f"{self._end}. {bare(why) if isinstance(why, Message) else why}".strip(),
        )

    def _show(self, state: TurnState, details: str) -> None:
        self._state = state
        workflow.set_current_details(details)
        show_state(state)


def _raise_when_over(error: ActivityError) -> None:
    """Go on only when the failure is the activity's own."""
    if is_cancelled_exception(error):
        raise error
    if isinstance(error.cause, ApplicationError) and error.cause.type in _GONE:
        raise TurnOverError(None) from error


def _sentence(error: ActivityError) -> str | Message:
    """Return what failed, where the words are ours."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type in _SAYABLE:
        said = said_by(cause)
        return said if isinstance(said, Message) else said[:300]
    return ""
