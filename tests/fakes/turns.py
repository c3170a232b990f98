"""Everything a turn of a conversation needs, and a worker to switch on."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio.api.enums.v1 import EventType as HistoryEvent
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.conversations import ConversationActivities
from application.assistant.calls import Calling
from application.assistant.choosing import ToolChoice
from application.assistant.conversations import ConversationService
from application.assistant.recalling import Recalling
from application.assistant.rights import TurnRights
from application.assistant.turns import Thinking
from application.people.memories import MemoryService
from application.ports.assistant.conversations import Begun
from bootstrap.running.worker import build_worker, conversation_activities_of
from domain.assistant.conversations import Step, StepKind, TurnLimits, TurnState
from domain.common.readers import Language
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person, TokenRecord
from orchestration.conversations import TemporalConversations
from tests.fakes.briefings import InMemoryProgress
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.conversations import InMemoryConversations, PretendedTools, ScriptedChat
from tests.fakes.memories import InMemoryMemories
from tests.fakes.models import CountedBudget
from tests.fakes.people import InMemoryPeople, InMemoryTokens
from tests.fakes.quotas import InMemoryQuotas
from tests.fakes.words import LEXICON, WORDS

MEI = Actor("u_mei", frozenset({Role.VIEWER}))


class KilledError(Exception):
    """The worker was killed at this very point."""


@dataclass
class Kills:
    """Counts what is asked of ports, and kills the worker at one of these points, once.

    Attributes:
        at: number of the call, from 0; None: nowhere.
        behind: kill when the call is done, not before.
    """

    at: int | None = None
    behind: bool = False
    seen: list[str] = field(default_factory=list)

    def around(self, port: Any) -> Any:
        return _Killing(port, self)

    def look(self, name: str, *, behind: bool) -> None:
        if not behind:
            self.seen.append(name)
        if behind is self.behind and self.at == len(self.seen) - 1:
            self.at = None
            raise KilledError(name)


class _Killing:
    def __init__(self, port: Any, kills: Kills) -> None:
        self._port = port
        self._kills = kills

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def asked(*args: Any, **more: Any) -> Any:
            self._kills.look(name, behind=False)
            answer = await found(*args, **more)
            self._kills.look(name, behind=True)
            return answer

        return asked


@dataclass
class TurnRig:
    """Mei talks to the assistant; ports are in memory, Temporal is real."""

    environment: WorkflowEnvironment | None
    chat: ScriptedChat = field(default_factory=lambda: ScriptedChat([]))
    box: PretendedTools = field(default_factory=lambda: PretendedTools([]))
    kept: InMemoryConversations = field(default_factory=InMemoryConversations)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    tokens: InMemoryTokens = field(default_factory=InMemoryTokens)
    budget: CountedBudget = field(default_factory=lambda: CountedBudget(10_000_000))
    progress: InMemoryProgress = field(default_factory=InMemoryProgress)
    clock: ManualClock = field(default_factory=ManualClock)
    kills: Kills = field(default_factory=Kills)
    kept_memories: InMemoryMemories = field(default_factory=InMemoryMemories)
    limits: TurnLimits = field(default_factory=TurnLimits)
    longest: timedelta = timedelta(seconds=20)
    searchable: bool = False
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    ids: CountingIds = field(default_factory=lambda: CountingIds(uuid4().int >> 8))

    def __post_init__(self) -> None:
        if self.environment is not None:
            client = self.environment.client
            self.lives = TemporalConversations(client, self.queue, searchable=self.searchable)

    async def move_in(self) -> None:
        """Mei reads English here."""
        mei = Person(id="u_mei", name="梅", mail="mei@example.cn", language=Language.ENGLISH)
        await self.people.add(mei, password_hash="")

    @property
    def memories(self) -> MemoryService:
        return MemoryService(
            self.kept_memories, self.clock, self.ids, InMemoryQuotas(), LEXICON.stop
        )

    @property
    def service(self) -> ConversationService:
        return ConversationService(
            self.kept,
            self.lives,
            self.people,
            self.progress,
            self.clock,
            self.ids,
            WORDS,
            limits=self.limits,
        )

    def activities(self) -> ConversationActivities:
        kept, box = self.kills.around(self.kept), self.kills.around(self.box)
        rights = TurnRights(self.people, self.tokens, self.clock, WORDS)
        chat = self.kills.around(self.chat)
        thinking = Thinking(
            kept,
            rights,
            chat,
            box,
            self.budget,
            self.progress,
            self.clock,
            Recalling(self.memories),
            ToolChoice({}, frozenset()),
        )
        pause = timedelta(milliseconds=1)
        calling = Calling(
            kept, rights, box, self.progress, self.clock, longest=self.longest, pause=pause
        )
        return ConversationActivities(kept, thinking, calling)

    @asynccontextmanager
    async def awake(self) -> AsyncIterator["TurnRig"]:
        """Run a worker for as long as the block runs."""
        own = conversation_activities_of(self.activities())
        async with build_worker(self.environment.client, own, task_queue=self.queue):
            yield self

    async def say(
        self, text: str = "What is going on?", *, to: str = "", by: Actor = MEI, key: str = ""
    ) -> Begun:
        return await self.service.say(by=by, text=text, conversation=to, key=key)

    def handle(self, begun: Begun) -> WorkflowHandle[Any, Any]:
        return self.lives._handle(begun.turn)

    async def ended(self, begun: Begun) -> list[Step]:
        """Wait for the end, with time that jumps where it can, and return the turn's steps."""
        jumping = getattr(self.environment, "time_skipping_unlocked", nullcontext)
        async with asyncio.timeout(40), jumping():
            while True:
                with suppress(RuntimeError):  # a server that skips time ends each wait after 20 s
                    await self.handle(begun).result()
                    return self.steps(begun)

    async def said(self, *lines: Any, text: str = "What is going on?") -> list[Step]:
        """Say something to a model with these lines, and return the steps of the turn."""
        self.chat.lines, self.chat.asked = list(lines), []
        return await self.ended(await self.say(text))

    def steps(self, begun: Begun) -> list[Step]:
        kept = self.kept.words.get(begun.conversation.id, [])
        return [each for each in kept if each.turn == begun.turn.number]

    def state(self, begun: Begun) -> TurnState:
        return self.kept.kept[begun.conversation.id].state

    async def question(self, begun: Begun, number: int = 1) -> Step:
        """Wait until so many questions were asked, and return the newest."""
        await self.until(lambda: len(of(self.steps(begun), StepKind.QUESTION)) >= number)
        return of(self.steps(begun), StepKind.QUESTION)[-1]

    async def answer(self, begun: Begun, *, agreed: bool, number: int = 1) -> None:
        asked = await self.question(begun, number)
        await self.service.answer(
            by=MEI, conversation_id=begun.conversation.id, digest=asked.digest, agreed=agreed
        )

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    async def until_cancelling(self, begun: Begun) -> None:
        """Wait until the workflow has heard that it was cancelled."""
        async with asyncio.timeout(20):
            while (
                "EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED"
                not in (await self.history(begun))[0]
            ):
                await asyncio.sleep(0.01)

    async def history(self, begun: Begun) -> tuple[list[str], int]:
        """Return the names of all events of a turn's workflow, and their bytes."""
        history = await self.handle(begun).fetch_history()
        names = [HistoryEvent.Name(each.event_type) for each in history.events]
        return names, sum(each.ByteSize() for each in history.events)

    async def demote(self) -> None:
        """Take Mei's account away."""
        await self.people.change("u_mei", lambda person: replace(person, disabled=True))

    async def token(self, *scopes: Scope) -> Actor:
        """Return Mei with a token."""
        record = TokenRecord(
            id="k1",
            person_id="u_mei",
            label="test",
            scopes=frozenset(scopes),
            created_at=self.clock.now(),
        )
        await self.tokens.add(record, digest="d")
        return Actor("u_mei", frozenset({Role.VIEWER}), frozenset(scopes), "token:k1")


def of(steps: list[Step], kind: StepKind) -> list[Step]:
    """Return the steps of one kind."""
    return [each for each in steps if each.kind is kind]


def outcomes(steps: list[Step]) -> list[tuple[str, str]]:
    """Return which tool's call came to what, in the order of the calls."""
    results = {each.call_id: each for each in of(steps, StepKind.RESULT)}
    calls = of(steps, StepKind.CALL)
    return [
        (call.tool, str(results[call.call_id].outcome) if call.call_id in results else "none")
        for call in calls
    ]


def end_of(steps: list[Step]) -> tuple[str, str]:
    """Return the reason and the sentence of the end; there is exactly one."""
    (end,) = of(steps, StepKind.END)
    assert steps[-1] == end
    return str(end.reason), end.text
