"""Starting and steering the forwarding of events, against the real server."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.webhooks import WebhookActivities
from application.deliveries.webhooks import EventForwarder
from application.ports.webhooks import ForwardingRun, ForwardingState
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.deliveries.webhooks import Answer, Endpoint
from domain.events.events import Event
from orchestration.requests import Requests
from orchestration.webhooks import TemporalForwarding
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.webhooks import InMemoryForwardings, ListeningPrograms
from tests.fakes.words import WORDS, foreign, says
from tests.temporal_servers import GRACE
from workflows.attributes import KIND, STATE
from workflows.deliveries.webhooks import EventForwardingWorkflow

pytestmark = pytest.mark.temporal

BROKEN = Answer(500, "It answered HTTP 500.")
RUNNING = ForwardingRun(ForwardingState.RUNNING)


@dataclass
class World:
    """One endpoint of this test alone, and a worker to be switched on and off."""

    client: Client
    name: str = field(default_factory=lambda: f"ops-{uuid4().hex[:8]}")
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    program: ListeningPrograms = field(default_factory=ListeningPrograms)

    def __post_init__(self) -> None:
        self.forwardings = InMemoryForwardings(self.events)
        self.lives = TemporalForwarding(self.client, self.queue)
        self.endpoints = {self.name: Endpoint(self.name, ("*",))}

    def worker(self) -> Worker:
        forwarder = EventForwarder(
            self.events, self.forwardings, self.program, self.endpoints, ManualClock(), WORDS
        )
        return Worker(
            self.client,
            task_queue=self.queue,
            workflows=[EventForwardingWorkflow],
            activities=[WebhookActivities(forwarder).forward],
            workflow_runner=workflow_runner(),
            interceptors=[TranslateFailures()],
            max_heartbeat_throttle_interval=timedelta(milliseconds=50),
            graceful_shutdown_timeout=GRACE,
        )

    async def happen(self, *ids: str) -> None:
        for each in ids:
            at = ManualClock().now()
            await self.events.append(
                Event(
                    id=each, type="zhiban.web.changed", source="/tasks/t_1", subject="t_1", time=at
                )
            )

    async def start(self) -> None:
        await self.forwardings.begin(self.name, at=ManualClock().now())
        await self.lives.ensure(self.name)

    async def described(self):
        return await self.client.get_workflow_handle(f"webhook/{self.name}").describe()

    async def until_pending(self, count: int) -> None:
        """Wait until so many activities are pending."""
        async with asyncio.timeout(40):
            while len((await self.described()).raw_description.pending_activities) != count:
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """End it between two attempts: a worker whose attempt's workflow is gone stops late."""
        await self.lives.pause(self.name, reason="the end")
        await self.until_pending(0)
        await self.end()

    async def end(self) -> None:
        await self.client.get_workflow_handle(f"webhook/{self.name}").terminate()

    @property
    def heard(self) -> list[str]:
        return [json.loads(post.body)["id"] for _, post, _ in self.program.heard]


@pytest.fixture
async def world(server, monkeypatch):
    monkeypatch.setattr("activities.heartbeats.BEAT", timedelta(milliseconds=50))
    return World(server.client)


@pytest.mark.records("webhook-paused-then-resumed", "EventForwarding")
async def test_paused_forwarding_sends_nothing_and_catches_up_when_resumed(world):
    """EVT-2."""
    async with world.worker():
        await world.start()
        await world.lives.ensure(world.name)
        await world.happen("a")
        await world.program.until_heard(1)
        assert await world.lives.life(world.name) == RUNNING

        await world.lives.pause(world.name, reason="maintenance")
        await world.until_pending(0)
        await world.happen("b", "c")
        await world.lives.pause(world.name, reason="again")
        paused = await world.lives.life(world.name)
        shown = (await world.described()).typed_search_attributes
        assert world.heard == ["a"]

        await world.lives.resume(world.name)
        await world.program.until_heard(3)
        await world.stop()

    assert paused == ForwardingRun(ForwardingState.PAUSED, foreign("maintenance"))
    assert (shown[KIND], shown[STATE]) == ("webhook", "paused")
    assert world.heard == ["a", "b", "c"]
    assert (await world.lives.life(world.name)).state is ForwardingState.STOPPED


async def test_resuming_what_only_waits_tries_at_once(world):
    """EVT-2: the third try would be 15 s after the first by itself."""
    world.program.answers = [BROKEN] * 2
    async with world.worker():
        await world.start()
        await world.happen("a")
        await world.program.until_heard(1)
        began = monotonic()
        await world.lives.resume(world.name)
        await world.program.until_heard(2)
        await world.lives.resume(world.name)
        await world.program.until_heard(3)
        took = monotonic() - began
        await world.stop()

    assert took < 15
    assert world.heard == ["a"] * 3


async def test_pausing_and_resuming_start_what_does_not_run(world):
    """EVT-2."""
    async with world.worker():
        assert (await world.lives.life(world.name)).said == message("webhook.never_started")
        await world.lives.pause(world.name, reason="from the start")
        assert (await world.lives.life(world.name)).state is ForwardingState.PAUSED
        await world.end()
        await world.lives.resume(world.name)
        assert await world.lives.life(world.name) == RUNNING
        await world.stop()


@pytest.mark.records("webhook-continued-as-new", "EventForwarding")
async def test_a_long_history_is_left_behind_with_everything_in_it(world):
    """EVT-2, PRF-1."""
    world.program.answers = [BROKEN] * 1_000
    async with world.worker():
        await world.start()
        first_run = (await world.described()).run_id
        await world.happen("a")
        async with asyncio.timeout(30):
            while (await world.described()).run_id == first_run:
                heard = len(world.program.heard)
                await world.lives.resume(world.name)  # tries at once
                await world.program.until_heard(heard + 1)
        world.program.answers = []
        await world.lives.resume(world.name)
        await world.lives.pause(world.name, reason="kept")
        life = await world.lives.life(world.name)
        await world.stop()

    assert life == ForwardingRun(ForwardingState.PAUSED, foreign("kept"))
    assert set(world.heard) == {"a"}


async def test_a_server_that_does_not_answer_is_told_so(world):
    """EVT-2, REL-2."""
    impatient = TemporalForwarding(
        world.client, world.queue, requests=Requests(patience=timedelta(milliseconds=200))
    )
    await world.start()  # without a worker nobody answers questions

    assert (await impatient.life(world.name)).state is ForwardingState.UNKNOWN
    await world.end()


async def test_a_namespace_without_our_search_attributes_is_no_obstacle(server):
    """EVT-2, OPS-4."""
    world = World(server.client)
    await TemporalForwarding(world.client, world.queue, searchable=False).ensure(world.name)

    assert KIND not in (await world.described()).typed_search_attributes
    await world.end()


async def test_a_name_that_temporal_refuses_is_not_asked_for_ever(world):
    """EVT-2, REL-2."""
    with pytest.raises(Unavailable, check=says("The forwarding did not answer")):
        await world.lives.ensure("x" * 5_000)
