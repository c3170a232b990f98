"""The rig of one dialogue: a world, a model, a service, and workers that die and come back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Worker

from activities.conversations import ConversationActivities
from application.assistant.calls import Calling
from application.assistant.choosing import FoundTools, ToolChoice
from application.assistant.conversations import ConversationService
from application.assistant.recalling import Recalling
from application.assistant.rights import TurnRights
from application.assistant.toolboxes import Toolboxes
from application.assistant.turns import Thinking
from application.ports.assistant.toolboxes import Toolbox
from bootstrap.running.worker import workflow_runner
from domain.assistant.conversations import Conversation, Step, StepKind, TurnLimits
from domain.common.errors import Forbidden
from domain.people.access import Actor, Scope
from domain.plugins.plugins import Plugin, PluginTransport, PluginWiring, registered
from integrations.fluent_words import read_tool_words
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.chat import OpenAiChatModel
from integrations.plugins.toolbox import PluginToolbox
from mcp_client import ClientPool, Network, ServerConfig, anywhere
from mcp_server.assistant.tools import OwnTools
from orchestration.conversations import TemporalConversations
from sandbox.faults import read_order
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from sandbox.llm.dialects import Dialect
from sandbox.llm.dialogues import Script
from tests.dialogues.cases import Case, Said
from tests.dialogues.lifelines import Fate, Lifeline, Silence
from tests.dialogues.places import PLACES, Place
from tests.dialogues.tellings import Told, WatchedTools
from tests.fakes import face_services
from tests.fakes.conversations import InMemoryConversations
from tests.fakes.face_incidents import AT
from tests.fakes.loopback import serve
from tests.fakes.words import LEXICON, WORDS
from tests.temporal_servers import GRACE
from workflows.assistant.workflow import ConversationTurnWorkflow

PATIENCE = 100
"""Seconds for one dialogue with its deaths, on a busy machine."""

ANSWERED_WITHIN = 30
"""Seconds for what a plugin answers at once: a tool that is not listed in time is not offered."""

GLANCE = 0.02

CHOICE = ToolChoice(read_tool_words(), LEXICON.stop)

ASKING = "asking"
"""A boundary that no activity passes: a question is open."""


class OtherIds:
    """Ids that no other dialogue has: all of them share one Temporal server."""

    def new(self) -> str:
        return uuid4().hex


class Rig:
    """Everything of one dialogue.

    Args:
        client: of the Temporal server that all share.
        case: the dialogue.
    """

    def __init__(self, client: Client, case: Case) -> None:
        self.client, self.case = client, case
        self.place, self.llm = Place(), LlmSandbox(dialect=Dialect(case.dialect))
        self.queue = f"dialogue-{uuid4().hex[:8]}"
        self.fate = Fate({each for each in case.dies if each != ASKING})
        self.dies_asking = ASKING in case.dies
        self.lives: list[Lifeline] = []
        self.refusals: list[str] = []
        self.store = InMemoryConversations()
        self._running: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Rig"]:
        """Put everything together; at the end no worker is left."""
        async with AsyncExitStack() as stack:
            for name in self.case.world:
                await PLACES[name](self.place)
            address = await stack.enter_async_context(serve(self.llm.app))
            self.llm.learn(_script(self.case))
            if self.case.behaviour:
                self.llm.behave(Order(Behaviour(self.case.behaviour)))
            self.model = OpenAiChatModel(
                OpenAiSettings(
                    base_url=f"{address}/v1", api_key="", model=MODEL, timeout_seconds=30, retries=0
                )
            )
            stack.push_async_callback(self.model.close)
            self.tools = WatchedTools(FoundTools(await self._toolbox(stack), CHOICE))
            self.service = self._service()
            stack.push_async_callback(self._bury_all)
            self._revive()
            yield self

    async def tell(self) -> Told:
        """Have the dialogue."""
        before, conversation = self.place.seen(), ""
        try:
            async with asyncio.timeout(PATIENCE):
                for said in self.case.turns:
                    conversation = await self._turn(said, conversation)
        except TimeoutError:
            raise AssertionError(f"It does not end: {self._stuck()}") from None
        # The dead do nothing any more, and what the living do is done.
        steps = await self.store.steps(conversation, after=0, limit=500)
        return Told(
            before,
            self.place.seen(),
            steps,
            list(self.tools.answers),
            sum(life.died.is_set() for life in self.lives),
            self.llm.missing,
            self.llm.requests,
            self.refusals,
        )

    def _stuck(self) -> str:
        """Return how far it came, for whoever has to find out why."""
        steps = [
            f"{each.kind} {each.tool} {each.outcome or ''} {each.text[:200]}"
            for words in self.store.words.values()
            for each in words
        ]
        ended = [each for each in self._running if each.done()]
        steps += [str(each.exception())[:300] for each in ended]
        return "\n".join(
            [
                *steps,
                f"{len(self._running)} {dict(self.fate.passed)} {self.llm.missing} {self.llm.held}",
            ]
        )

    @property
    def by(self) -> Actor:
        """Who speaks."""
        actor: Actor = getattr(face_services, self.case.by.upper())
        if self.case.scopes is None:
            return actor
        return replace(actor, scopes=frozenset(Scope(each) for each in self.case.scopes))

    async def _turn(self, said: Said, conversation: str) -> str:
        try:
            begun = await self.service.say(by=self.by, text=said.text, conversation=conversation)
        except Forbidden as error:
            self.refusals.append(str(error))
            return conversation
        conversation, answers, seen = begun.conversation.id, list(said.answers), 0
        while not (now := await self._now(conversation)).state.is_over:
            if self.lives[-1].died.is_set():
                self._revive()
            asked = [each for each in self.store.words[conversation] if _is_open(self.store, each)]
            if asked and asked[-1].number > seen:
                seen = asked[-1].number
                await self._meet(asked[-1], said, answers)
            if said.stop == "thinking" and self.llm.held:
                await self.service.stop(by=self.by, conversation_id=conversation)
            await asyncio.sleep(GLANCE)
        return now.id

    async def _meet(self, question: Step, said: Said, answers: list[bool | None]) -> None:
        """Do what the person does at a question, after a death if there is to be one."""
        if self.dies_asking:
            self.dies_asking = False
            self.lives[-1].die()
            self._revive()
        if said.stop == ASKING:
            await self.service.stop(by=self.by, conversation_id=question.conversation)
            return
        agreed = answers.pop(0)
        if agreed is not None:
            await self.service.answer(
                by=self.by,
                conversation_id=question.conversation,
                digest=question.digest,
                agreed=agreed,
            )

    async def _now(self, conversation: str) -> Conversation:
        now = await self.store.get(conversation)
        assert now is not None
        return now

    def _revive(self) -> None:
        """Start a worker in place of the one that died."""
        life = Lifeline(self.fate)
        self.lives.append(life)
        self._running.append(asyncio.create_task(self._live(life)))

    async def _live(self, life: Lifeline) -> None:
        acts = self._activities(life)
        # One client has one worker for a queue, and the dead do not give theirs back at once.
        own = await Client.connect(
            self.client.service_client.config.target_host,
            data_converter=self.client.data_converter,
        )
        worker = Worker(
            own,
            task_queue=self.queue,
            workflows=[ConversationTurnWorkflow],
            activities=[acts.think, acts.call_tool, acts.ask, acts.hear, acts.close],
            workflow_runner=workflow_runner(),
            interceptors=[Silence(life)],
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
            max_heartbeat_throttle_interval=timedelta(seconds=0.2),
            default_heartbeat_throttle_interval=timedelta(seconds=0.2),
            graceful_shutdown_timeout=GRACE,
        )
        running = asyncio.create_task(worker.run())
        await life.died.wait()
        await worker.shutdown()
        await running

    async def _bury_all(self) -> None:
        for life in self.lives:
            life.bury()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _activities(self, life: Lifeline) -> ConversationActivities:
        world = self.place.world
        store = life.lend(self.store, {"write": "write"})
        tools = life.lend(self.tools, {"call": "tool"})
        model = life.lend(self.model, {"reply": "model"})
        progress = life.lend(world.progress, {})
        rights = TurnRights(world.people, world.tokens, world.clock, WORDS)
        return ConversationActivities(
            store,
            Thinking(
                store,
                rights,
                model,
                tools,
                None,
                progress,
                world.clock,
                Recalling(self.place.services.memories),
                CHOICE,
            ),
            Calling(store, rights, tools, progress, world.clock),
        )

    def _service(self) -> ConversationService:
        world = self.place.world
        spans = {
            name: timedelta(seconds=value)
            for name, value in self.case.limits.items()
            if name in ("patience", "lasts")
        }
        numbers = {
            name: int(value) for name, value in self.case.limits.items() if name not in spans
        }
        return ConversationService(
            self.store,
            TemporalConversations(self.client, self.queue),
            world.people,
            world.progress,
            world.clock,
            OtherIds(),
            WORDS,
            limits=replace(TurnLimits(tokens=1_000_000), **spans, **numbers),
        )

    async def _toolbox(self, stack: AsyncExitStack) -> Toolbox:
        """Return our own tools over the world's services, and those of the wiki."""
        place, world = self.place, self.place.world
        client_pool = await stack.enter_async_context(ClientPool(lambda: Network(anywhere)))
        if place.plugin:
            await self._register(place, client_pool, stack)
        plugins = PluginToolbox(
            client_pool,
            world.plugins,
            world.people,
            world.clock,
            OtherIds(),
            WORDS,
            patience=ANSWERED_WITHIN,
        )
        return Toolboxes((OwnTools(place.services), plugins))

    async def _register(self, place: Place, client_pool: ClientPool, stack: AsyncExitStack) -> None:
        """Register the wiki for who speaks, listening or not."""
        url = "http://127.0.0.1:9/mcp"
        if not place.away:
            app = place.wiki.mcp.streamable_http_app()
            await stack.enter_async_context(place.wiki.mcp.session_manager.run())
            url = f"{await stack.enter_async_context(serve(app))}/mcp"
        plugin = Plugin(
            owner=self.by.person_id,
            name="wiki",
            transport=PluginTransport.HTTP,
            address=url,
            header_names=(),
            trusted=place.trusted,
            enabled=True,
            timeout=timedelta(seconds=ANSWERED_WITHIN),
            revision="1",
            registered_at=AT,
            changed_at=AT,
        )
        wiring = PluginWiring(url=url)
        event = registered(plugin, unique="1")
        await place.world.plugins.add(plugin, wiring, event, most=50)
        config = ServerConfig(url=url, timeout=ANSWERED_WITHIN, connect_timeout=2 * ANSWERED_WITHIN)
        await client_pool.register(plugin.owner, plugin.name, config)


def _script(case: Case) -> Script:
    """Return what the model knows by heart."""
    dialogues = [{"said": each.text, "lines": each.lines} for each in case.turns]
    return read_order(Script, json.dumps({"dialogues": dialogues}).encode())


def _is_open(store: InMemoryConversations, step: Step) -> bool:
    """Say whether a step is a question that nobody has answered and whose call has no result."""
    if step.kind is not StepKind.QUESTION:
        return False
    later = (
        each
        for each in store.words[step.conversation][step.number :]
        if each.call_id == step.call_id and each.kind in (StepKind.WORD, StepKind.RESULT)
    )
    return next(later, None) is None
