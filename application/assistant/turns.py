"""The thinking of a turn: what the model is given, and what it says and wants next (MCC-4).

What it said is kept under a key of its own, and found there by whoever tries it again: the model is
not asked twice for what it has said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from application.assistant.choosing import ToolChoice
from application.assistant.dialogues import dialogue_of
from application.assistant.recalling import Recalling, with_recalled
from application.assistant.rights import TurnRights
from application.assistant.speaking import speaking_key, spoken
from application.common.languages import own_name
from application.common.wording import Localizer
from application.ports.assistant.chat_models import (
    CallRequest,
    ChatFinish,
    ChatMessage,
    ChatModel,
    ChatPrompt,
    ChatReply,
    OfferedFunction,
    Role,
)
from application.ports.assistant.conversations import Batch, Conversations, Turn
from application.ports.assistant.toolboxes import Care, OfferedTool, Toolbox
from application.ports.clock import Clock
from application.ports.models import TokenBudget
from application.ports.progress import Progress
from domain.assistant.conversations import EndReason, Step, StepKind, TurnState
from domain.assistant.named_hosts import is_named
from domain.assistant.tool_choice import FIND
from domain.assistant.turn_rules import (
    LONGEST_ARGUMENTS,
    PlannedCall,
    Thought,
    heard_strangers,
    read_arguments,
    readable_alias,
)
from domain.assistant.words import result_text, system_prompt
from domain.common.errors import Forbidden, Misconfigured, Rejected
from domain.common.messages import Called, message
from domain.people.memories import Memory

MOST_STEPS_READ = 1_000
"""Newest steps that are read for the model; a turn has some 130 at most by default, and some 900
with the highest settings."""


@dataclass(frozen=True)
class Thinking:
    """Asks the model what to say and do next.

    Attributes:
        model: None when none is configured.
        budget: None when tokens are not counted.
        recalling: finds what the person asked us to remember.
        choice: which tools the model is given of all that the person may use.
    """

    conversations: Conversations
    rights: TurnRights
    model: ChatModel | None
    toolbox: Toolbox
    budget: TokenBudget | None
    progress: Progress
    clock: Clock
    recalling: Recalling
    choice: ToolChoice

    async def think(self, turn: Turn, *, number: int, calls_left: int, at: datetime) -> Thought:
        """Return what the model wants next, and keep what it said; asking again asks nobody.

        Args:
            turn: whose it is.
            number: of the model call within the turn, from 1.
            calls_left: how many tool calls the turn may still make.
            at: when it is; becomes the time of the steps.

        Raises:
            NotFound, Conflict: the conversation is gone, or the turn is over.
            ModelTooSlow, Unavailable, TooManyRequests: the model cannot be asked now.
        """
        key = f"t{turn.number}s{number}"
        written = await self.conversations.written(turn.conversation, key)
        if written is not None and written.thought is not None:
            return written.thought
        try:
            actor, person = await self.rights.actor(turn), await self.rights.person(turn)
        except Forbidden as error:
            return Thought(end=EndReason.NOT_ALLOWED, why=error.explanation or str(error))
        tools = await self.toolbox.tools(actor)
        steps = await self.conversations.newest(turn.conversation, limit=MOST_STEPS_READ)
        reader = await self.rights.reader(turn)
        recalled = await self.recalling.recall(actor, steps, turn=turn.number)
        given = self.choice.of(tools, steps, turn=turn.number)
        prompt = _prompt(turn, person.zone, reader, steps, given, recalled)
        thought = await self._ask(turn, prompt, reader)
        if isinstance(thought, Thought):
            return thought
        # What the model saw in an earlier step it may call, though it is not given it now.
        planned = _planned(thought, key, tools, calls_left, steps)
        planned = replace(planned, given=tuple(each.alias for each in given))
        if thought.finish is ChatFinish.CUT_OFF:
            noted = reader.text(message("assistant.cut_off"))
            thought = replace(thought, text=f"{thought.text.rstrip()}\n\n{noted}")
        source = None if planned.calls else self.recalling.standing_in(thought.text, recalled)
        if source:
            thought = replace(thought, text=f"{thought.text.rstrip()}\n\n{reader.text(source)}")
        thought = replace(thought, text=result_text(thought.text, reader.text))
        return await self._keep(turn, key, planned, thought, at)

    async def _ask(self, turn: Turn, prompt: ChatPrompt, reader: Localizer) -> ChatReply | Thought:
        """Return the model's reply, or why there is none; one that cannot be read is asked anew."""
        if self.model is None:
            return Thought(
                end=EndReason.MODEL_REFUSED,
                why=message("assistant.worker_without_model", settings=Called("ZHIBAN_LLM_…")),
            )
        used = 0
        for _ in range(2):
            try:
                reply = await self._reserved(self.model, turn, prompt, reader)
            except (Misconfigured, Rejected) as error:
                return Thought(
                    tokens=used, end=EndReason.MODEL_REFUSED, why=error.explanation or str(error)
                )
            if reply is None:
                return Thought(tokens=used, end=EndReason.DAY_BUDGET_SPENT)
            used += sum(reply.tokens)
            if reply.finish is ChatFinish.REFUSED:
                return Thought(tokens=used, end=EndReason.MODEL_REFUSED)
            if reply.finish is not ChatFinish.UNREADABLE and (reply.text.strip() or reply.calls):
                return replace(reply, tokens=(used, 0))
        return Thought(tokens=used, end=EndReason.MODEL_UNREADABLE)

    async def _reserved(
        self, model: ChatModel, turn: Turn, prompt: ChatPrompt, reader: Localizer
    ) -> ChatReply | None:
        """Ask the model within the day's budget; None when that is spent."""
        reserved = prompt.estimated_tokens + prompt.most_tokens
        day, spent = self.clock.now().astimezone(UTC).date(), 0
        if self.budget and not await self.budget.take(day, reserved):
            return None
        try:
            key = speaking_key(turn.conversation, turn.number)
            async with spoken(self.progress, key, reader) as told:
                reply = await model.reply(prompt, told=told)
            spent = sum(reply.tokens)
        finally:
            if self.budget:
                await self.budget.take(day, spent - reserved)
        return reply

    async def _keep(
        self, turn: Turn, key: str, thought: Thought, reply: ChatReply, at: datetime
    ) -> Thought:
        said = Step(
            conversation=turn.conversation,
            number=0,
            turn=turn.number,
            kind=StepKind.ASSISTANT,
            at=at,
            text=reply.text,
            tokens=thought.tokens,
            echo=reply.echo,
        )
        calls = (
            replace(
                said,
                kind=StepKind.CALL,
                text=requested.arguments[: LONGEST_ARGUMENTS + 1],  # longer is refused unread
                call_id=call.id,
                tool=call.tool,
                plugin=call.plugin,
                tokens=0,
                echo=requested.echo,
            )
            for call, requested in zip(thought.calls, reply.calls, strict=False)
        )
        state = TurnState.CALLING if thought.calls else TurnState.THINKING
        batch = Batch(
            conversation=turn.conversation,
            turn=turn.number,
            key=key,
            at=at,
            state=state,
            steps=(said, *calls),
            thought=thought,
        )
        kept = (await self.conversations.write(batch)).thought
        return kept or thought


def _prompt(
    turn: Turn,
    zone: str,
    reader: Localizer,
    steps: Sequence[Step],
    tools: Sequence[OfferedTool],
    recalled: Sequence[Memory],
) -> ChatPrompt:
    """Return what the model is given.

    The time is that of the turn's beginning: so the prompts of one turn begin alike, and servers
    need not read them anew.
    """
    now = turn.begun_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M (%A)")
    system = system_prompt(
        reader.text,
        language=own_name(reader.language, reader.words),
        now=now,
        zone=zone,
        finds=any(each.alias == FIND for each in tools),
    )
    functions = (OfferedFunction(each.alias, each.description, each.parameters) for each in tools)
    dialogue = with_recalled(dialogue_of(steps, turn=turn.number), recalled)
    return ChatPrompt((ChatMessage(Role.SYSTEM, system), *dialogue), tuple(functions))


def _is_wary(steps: Sequence[Step], tools: Sequence[OfferedTool]) -> bool:
    """Say whether strangers may lead the model: what is not read any more may have been theirs."""
    if any(each.unvouched for each in tools) or (steps and steps[0].number > 1):
        return True
    homely = {each.alias for each in tools if not each.plugin and not each.foreign}
    return heard_strangers(steps, homely)


def _planned(
    reply: ChatReply,
    key: str,
    tools: Sequence[OfferedTool],
    calls_left: int,
    steps: Sequence[Step],
) -> Thought:
    """Return what is to be done of what the model wants: all of it, or nothing at all."""
    tokens = sum(reply.tokens)
    if len(reply.calls) > calls_left:
        return Thought(tokens=tokens, end=EndReason.TOO_MANY_CALLS)
    offered = {each.alias: each for each in tools}
    wary = _is_wary(steps, tools)
    said = [each.text for each in steps if each.kind is StepKind.PERSON]
    calls = tuple(
        _call(f"{key}c{position}", requested, offered.get(requested.alias), said, wary=wary)
        for position, requested in enumerate(reply.calls)
    )
    return Thought(calls, tokens, None if calls else EndReason.ANSWERED)


def _call(
    call_id: str,
    requested: CallRequest,
    tool: OfferedTool | None,
    said: Sequence[str],
    *,
    wary: bool,
) -> PlannedCall:
    if tool is None:
        return PlannedCall(id=call_id, tool=readable_alias(requested.alias), known=False)
    return PlannedCall(
        id=call_id,
        tool=tool.alias,
        plugin=tool.plugin,
        reads=tool.care is Care.READS,
        asks=tool.care is Care.ASKS_FIRST,
        repeatable=tool.repeatable,
        wary=wary or _reads_elsewhere(requested, tool, said),
    )


def _reads_elsewhere(requested: CallRequest, tool: OfferedTool, said: Sequence[str]) -> bool:
    """Say whether a call reads at a host that the person did not name."""
    if not tool.reads_at:
        return False
    arguments = read_arguments(requested.arguments) or {}
    return not is_named(arguments.get(tool.reads_at), said)
