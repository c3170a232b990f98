"""The forwarding of events under a server that skips time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.webhooks import ForwardOrder, WebhookActivities
from application.deliveries.webhooks import EventForwarder
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.deliveries.webhooks import Answer, Endpoint, Post
from domain.events.events import Event
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.webhooks import InMemoryForwardings, ListeningPrograms
from tests.fakes.words import WORDS
from workflows.deliveries.webhooks import EventForwardingWorkflow, ForwardingInput

BROKEN = Answer(503, "It answered HTTP 503.")
WRONG = Answer(422, "It answered HTTP 422.")


class TimedPrograms(ListeningPrograms):
    """Also notes when the server's clock says that it heard something."""

    def __init__(self, skipping: WorkflowEnvironment, *answers: Answer) -> None:
        super().__init__(list(answers))
        self.skipping = skipping
        self.times: list[datetime] = []

    async def post(self, endpoint: str, post: Post, *, at: datetime) -> Answer:
        self.times.append(await self.skipping.get_current_time())
        return await super().post(endpoint, post, at=at)

    @property
    def waits(self) -> list[int]:
        pairs = zip(self.times, self.times[1:], strict=False)
        return [round((later - earlier).total_seconds()) for earlier, later in pairs]


class World:
    """Events, a program that listens, and a worker that can be replaced."""

    def __init__(self, skipping: WorkflowEnvironment, *answers: Answer) -> None:
        self.skipping = skipping
        self.events = InMemoryEvents()
        self.forwardings = InMemoryForwardings(self.events)
        self.program = TimedPrograms(skipping, *answers)
        self.endpoints = {"ops": Endpoint("ops", ("zhiban.web.*",))}
        self.queue = f"test-{uuid4()}"

    @property
    def activities(self) -> WebhookActivities:
        return WebhookActivities(
            EventForwarder(
                self.events, self.forwardings, self.program, self.endpoints, ManualClock(), WORDS
            )
        )

    async def happen(self, *ids: str) -> None:
        for each in ids:
            at = ManualClock().now()
            await self.events.append(
                Event(
                    id=each, type="zhiban.web.changed", source="/tasks/t_1", subject="t_1", time=at
                )
            )

    async def start(self) -> WorkflowHandle[EventForwardingWorkflow, str]:
        await self.forwardings.begin("ops", at=ManualClock().now())
        return await self.skipping.client.start_workflow(
            EventForwardingWorkflow.run,
            ForwardingInput("ops"),
            id=f"webhook/{uuid4()}",
            task_queue=self.queue,
        )

    def worker(self) -> Worker:
        return Worker(
            self.skipping.client,
            task_queue=self.queue,
            workflows=[EventForwardingWorkflow],
            activities=[self.activities.forward],
            workflow_runner=workflow_runner(),
            interceptors=[TranslateFailures()],
            graceful_shutdown_timeout=timedelta(seconds=5),
        )

    @asynccontextmanager
    async def forwarding(self) -> AsyncIterator[WorkflowHandle[EventForwardingWorkflow, str]]:
        """Forward while the block lasts; time is skipped whenever everything waits."""
        async with self.worker():
            handle = await self.start()
            waiting = asyncio.create_task(handle.result())
            try:
                yield handle
            finally:
                await handle.terminate()
                await asyncio.gather(waiting, return_exceptions=True)

    @property
    def heard(self) -> list[str]:
        return [json.loads(post.body)["id"] for _, post, _ in self.program.heard]


def test_names_on_the_wire_stay():
    """REL-3."""
    definition = workflow._Definition.must_from_class(EventForwardingWorkflow)
    sending = activity._Definition.must_from_callable(WebhookActivities.forward)

    assert definition.name == "EventForwarding"
    assert (set(definition.updates), set(definition.queries)) == ({"pause", "resume"}, {"status"})
    assert sending.name == "webhooks.forward"


@pytest.mark.temporal
async def test_the_waits_double_up_to_a_quarter_of_an_hour_and_nothing_overtakes(skipping):
    """EVT-2, REL-2."""
    world = World(skipping, *[BROKEN] * 10)
    async with world.forwarding():
        await world.happen("a", "b")
        await world.program.until_heard(12)

    assert world.heard == ["a"] * 11 + ["b"]
    expected = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 0]
    # Below the least that the next wait would be longer; a busy machine adds what it takes itself.
    assert all(
        0 <= found - asked < 5 for found, asked in zip(world.program.waits, expected, strict=True)
    )


@pytest.mark.temporal
async def test_a_receiver_that_asks_for_a_pause_gets_it(skipping):
    """EVT-2."""
    world = World(skipping, Answer(429, "It answered HTTP 429.", timedelta(minutes=7)))
    async with world.forwarding():
        await world.happen("a")
        await world.program.until_heard(2)

    assert 420 <= world.program.waits[0] < 430


@pytest.mark.temporal
async def test_an_event_that_is_refused_is_left_out_after_some_tries_and_told(skipping):
    """EVT-2, REL-2."""
    world = World(skipping, *[WRONG] * 5)
    async with world.forwarding():
        await world.happen("poison", "good")
        await world.program.until_heard(6)

    assert world.heard == ["poison"] * 5 + ["good"]
    assert len(world.events.of_type("zhiban.delivery.settled")) == 1


@pytest.mark.temporal
async def test_quiet_hours_of_trouble_leave_no_trace_in_the_history(skipping):
    """EVT-2, PRF-1: waiting is the server's, not the history's."""
    world = World(skipping, *[BROKEN] * 30)
    async with world.forwarding() as handle:
        await world.happen("a")
        await world.program.until_heard(31)
        history = await handle.fetch_history()

    assert len(history.events) <= 7


@pytest.mark.temporal
async def test_another_worker_goes_on_where_the_last_one_stopped(skipping):
    """EVT-2, REL-1: what was accepted before the restart does not come again."""
    world = World(skipping)
    async with world.worker():
        handle = await world.start()
        await world.happen("a", "b")
        await world.program.until_heard(2)
    await world.happen("c")
    async with world.worker():
        waiting = asyncio.create_task(handle.result())
        await world.program.until_heard(3)
        await handle.terminate()
        await asyncio.gather(waiting, return_exceptions=True)

    assert world.heard == ["a", "b", "c"]


@pytest.mark.records("webhook-ended", "EventForwarding")
@pytest.mark.temporal
async def test_an_endpoint_that_left_the_settings_ends_its_forwarding_with_the_reason(skipping):
    """EVT-2."""
    world = World(skipping)
    world.endpoints = {}
    async with world.worker():
        handle = await world.start()

        assert await handle.result() == "No webhook endpoint 'ops'."


@pytest.mark.temporal
async def test_an_attempt_that_stayed_long_enough_makes_room(skipping):
    """EVT-2, PRF-1."""
    world = World(skipping)
    activities = WebhookActivities(world.activities.forwarder, stay=timedelta())

    with pytest.raises(Exception, match="makes room") as told:
        await ActivityEnvironment().run(activities.forward, ForwardOrder("ops"))

    assert timedelta() < told.value.next_retry_delay < timedelta(seconds=1)
