"""Conversations in memory, models that say what they are told to, and a box of pretended tools."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from application.ports.assistant.chat_models import CallRequest, ChatFinish, ChatPrompt, ChatReply
from application.ports.assistant.conversations import Batch, Begun, Bounds, Turn, Written
from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, ToolCall
from domain.assistant.conversations import Conversation, Outcome, Step, TurnLimits, TurnState
from domain.common.errors import Conflict, NotFound
from domain.common.messages import message
from domain.events.events import Event
from domain.people.access import Actor
from tests.fakes.events import InMemoryEvents

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


@dataclass
class InMemoryConversations:
    """Conversations by id; passes the contract test of the real store."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[str, Conversation] = field(default_factory=dict)
    turns: dict[tuple[str, int], Turn] = field(default_factory=dict)
    words: dict[str, list[Step]] = field(default_factory=dict)
    writes: dict[tuple[str, str], Written] = field(default_factory=dict)

    async def begin(
        self, turn: Turn, said: Step, *, title: str, event: Event, bounds: Bounds
    ) -> Begun:
        known = next((each for each in self.turns.values() if _same(each, turn)), None)
        if known is not None:
            first = next(
                each for each in self.words[known.conversation] if each.turn == known.number
            )
            if first.text != said.text:
                raise Conflict(message("assistant.key_used"))
            return Begun(self.kept[known.conversation], known, is_new=False, first=first.number)
        before = self.kept.get(turn.conversation)
        self._check(turn, before, title, bounds)
        number = before.turn + 1 if before else 1
        begun_at = before.begun_at if before else turn.begun_at
        title = before.title if before else title
        now = Conversation(
            id=turn.conversation,
            owner=turn.owner,
            title=title,
            turn=number,
            state=TurnState.THINKING,
            begun_at=begun_at,
            changed_at=said.at,
        )
        begun = replace(turn, number=number)
        self.kept[now.id], self.turns[now.id, number] = now, begun
        words = self.words.setdefault(now.id, [])
        words.append(replace(said, turn=number, number=len(words) + 1))
        subject = f"{now.id}/{number}"
        await self.events.append(replace(event, id=f"conversation/{subject}/said", subject=subject))
        return Begun(now, begun, is_new=True, first=len(words))

    def _check(self, turn: Turn, before: Conversation | None, title: str, bounds: Bounds) -> None:
        mine = [each for each in self.kept.values() if each.owner == turn.owner]
        if before is None and not title:
            raise NotFound("conversation", turn.conversation)
        if before is None and len(mine) >= bounds.conversations:
            raise Conflict(message("assistant.most_conversations", most=bounds.conversations))
        if before is not None and before.owner != turn.owner:
            raise NotFound("conversation", turn.conversation)
        if before is not None and not before.state.is_over:
            raise Conflict(message("assistant.turn_runs"))
        if before is not None and before.turn >= bounds.turns:
            raise Conflict(message("assistant.most_turns", most=bounds.turns))
        if sum(not each.state.is_over for each in mine) >= bounds.at_once:
            raise Conflict(message("assistant.most_at_once", most=bounds.at_once))

    async def get(self, conversation_id: str) -> Conversation | None:
        return self.kept.get(conversation_id)

    async def turn(self, conversation_id: str, number: int) -> Turn | None:
        return self.turns.get((conversation_id, number))

    async def steps(self, conversation_id: str, *, after: int, limit: int) -> list[Step]:
        return self.words.get(conversation_id, [])[after : after + limit]

    async def newest(self, conversation_id: str, *, limit: int) -> list[Step]:
        return self.words.get(conversation_id, [])[-limit:]

    async def written(self, conversation_id: str, key: str) -> Written | None:
        return self.writes.get((conversation_id, key))

    async def write(self, batch: Batch) -> Written:
        now = self.kept.get(batch.conversation)
        if now is None:
            raise NotFound("conversation", batch.conversation)
        if (known := self.writes.get((now.id, batch.key))) is not None:
            return known
        if now.turn != batch.turn or now.state.is_over:
            raise Conflict(message("assistant.turn_over"))
        if batch.unless_after is not None and now.changed_at > batch.unless_after:
            raise Conflict(message("assistant.turn_runs"))
        words = self.words[now.id]
        steps = tuple(
            replace(each, number=len(words) + position)
            for position, each in enumerate(batch.steps, 1)
        )
        words += steps
        self.kept[now.id] = replace(now, state=batch.state, changed_at=batch.at)
        self.writes[now.id, batch.key] = Written(steps, batch.thought, batch.asked)
        if batch.event:
            await self.events.append(batch.event)
        return self.writes[now.id, batch.key]

    async def mark(self, conversation_id: str, key: str, *, at: datetime) -> bool:
        if conversation_id not in self.kept:
            raise NotFound("conversation", conversation_id)
        if (conversation_id, key) in self.writes:
            return False
        self.writes[conversation_id, key] = Written()
        return True

    async def delete(self, conversation_id: str, event: Event) -> bool:
        if self.kept.pop(conversation_id, None) is None:
            return False
        self.words.pop(conversation_id)
        self.turns = {at: turn for at, turn in self.turns.items() if at[0] != conversation_id}
        self.writes = {at: each for at, each in self.writes.items() if at[0] != conversation_id}
        await self.events.append(event)
        return True

    async def running(self, owner: str, *, limit: int) -> list[Conversation]:
        mine = (each for each in self.kept.values() if each.owner == owner)
        running = (each for each in mine if not each.state.is_over)
        return sorted(running, key=lambda each: (each.changed_at, each.id))[:limit]

    async def list(self, owner: str, *, before: str, limit: int) -> list[Conversation]:
        mine = sorted(
            (each for each in self.kept.values() if each.owner == owner),
            key=lambda each: (each.changed_at, each.id),
            reverse=True,
        )
        if before:
            places = [number for number, each in enumerate(mine) if each.id == before]
            mine = mine[places[0] + 1 :] if places else []
        return mine[:limit]


def _same(known: Turn, turn: Turn) -> bool:
    return bool(turn.key) and (known.owner, known.key) == (turn.owner, turn.key)


Speech = Callable[[ChatPrompt], ChatReply]


@dataclass
class ScriptedChat:
    """Says its lines in order, the last one for ever; an exception among them is raised.

    Attributes:
        before: awaited before each reply, to hold it up.
    """

    lines: list[ChatReply | Speech | Exception]
    asked: list[ChatPrompt] = field(default_factory=list)
    before: Callable[[], Any] | None = None

    async def reply(
        self, prompt: ChatPrompt, *, told: Callable[[str], None] | None = None
    ) -> ChatReply:
        self.asked.append(prompt)
        line = self.lines[min(len(self.asked), len(self.lines)) - 1]
        if self.before is not None:
            await self.before()
        if isinstance(line, Exception):
            raise line
        reply = line(prompt) if callable(line) else line
        if told is not None:
            told(reply.text)
        return reply


def says(text: str, tokens: tuple[int, int] = (90, 10)) -> ChatReply:
    """Return an answer."""
    return ChatReply(text, (), ChatFinish.STOP, tokens)


def wants(
    *calls: tuple[str, Mapping[str, Any] | str], text: str = "", tokens: tuple[int, int] = (90, 10)
) -> ChatReply:
    """Return a reply that wants tools called; arguments may be raw text."""
    wishes = tuple(
        CallRequest(f"x{number}", alias, given if isinstance(given, str) else json.dumps(given))
        for number, (alias, given) in enumerate(calls)
    )
    return ChatReply(text, wishes, ChatFinish.CALLS, tokens)


def a_tool(
    alias: str,
    care: Care = Care.READS,
    *,
    repeatable: bool | None = None,
    plugin: str = "",
    foreign: bool = False,
) -> OfferedTool:
    """Return a tool; what reads is repeatable unless said otherwise."""
    again = care is Care.READS if repeatable is None else repeatable
    schema = {"type": "object"}
    return OfferedTool(
        alias=alias,
        title=alias,
        description=f"Does {alias}.",
        parameters=schema,
        care=care,
        repeatable=again,
        plugin=plugin,
        foreign=foreign,
    )


Doing = Callable[[Actor, ToolCall], Any]


@dataclass
class PretendedTools:
    """A box whose tools do what they are told; ASKS_FIRST ones want the digest of the call.

    Attributes:
        doing: alias to what it does: returns text or an answer, may be a coroutine function.
        done: every call that took effect, in order.
        tried: every call that came in, in order.
    """

    offered: list[OfferedTool]
    doing: dict[str, Doing] = field(default_factory=dict)
    done: list[ToolCall] = field(default_factory=list)
    tried: list[ToolCall] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        return tuple(self.offered)

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        self.tried.append(call)
        self.actors.append(actor)
        tool = next((each for each in self.offered if each.alias == call.alias), None)
        if tool is None:
            return ToolAnswer(Outcome.REFUSED, "No such tool.")
        digest = digest_of(call)
        asks = tool.care is Care.ASKS_FIRST or (call.ask and tool.care is not Care.READS)
        if asks and call.agreed != digest:
            return ToolAnswer(Outcome.ASKS, question=f"Do {call.alias}?", digest=digest)
        self.done.append(call)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            said = self.doing.get(call.alias, lambda *_: f"{call.alias} done")(actor, call)
            said = await said if asyncio.iscoroutine(said) else said
        finally:
            self.at_once -= 1
        return said if isinstance(said, ToolAnswer) else ToolAnswer(Outcome.DONE, str(said))


def digest_of(call: ToolCall) -> str:
    """Return what stands for one call."""
    written = json.dumps([call.alias, dict(call.arguments)], sort_keys=True)
    return sha256(written.encode()).hexdigest()


@dataclass
class RememberedTurns:
    """Lives of turns, for tests of services: remembers what it was told."""

    started: list[Turn] = field(default_factory=list)
    answers: list[tuple[str, bool]] = field(default_factory=list)
    stopped: list[Turn] = field(default_factory=list)
    running: bool = True
    moods: Sequence[Exception] = ()

    async def start(self, turn: Turn, limits: TurnLimits) -> None:
        if self.moods:
            mood, *self.moods = self.moods
            raise mood
        self.started.append(turn)

    async def answer(self, turn: Turn, digest: str, *, agreed: bool) -> None:
        self.answers.append((digest, agreed))

    async def stop(self, turn: Turn) -> bool:
        self.stopped.append(turn)
        return self.running

    async def runs(self, turn: Turn) -> bool:
        return self.running
