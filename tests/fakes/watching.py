"""Tasks that watch: how they are recalled, what they look at, and the workers they live in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Worker

from activities.lingering import Lingering
from activities.tasks import TaskActivities
from activities.watching import WatchPorts
from application.ports.clock import Clock
from application.ports.events import EventFilter
from application.ports.tasks import RunState, RunStatus, WatchRecord
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.common.errors import ZhibanError
from domain.events.events import Event
from domain.tasks.events import RECALLING, created
from domain.tasks.tasks import Finding, Task, TaskType
from domain.watches.outages import OutageChange
from domain.watches.watches import Check, WatchMemory
from orchestration.watches import TemporalWatches
from tests.fakes.briefing_making import Household
from tests.fakes.configs import kept
from tests.fakes.events import InMemoryEvents
from tests.fakes.tasks import InMemoryTasks, InMemoryWatches
from tests.fakes.words import foreign
from workflows.deliveries.workflow import DeliveryWorkflow
from workflows.watches.workflow import ThresholdWatchWorkflow, WebMonitorWorkflow


def a_task(number: int = 1, **fields) -> Task:
    """Return a web monitor of Mei, as it is when it was just asked for."""
    made = {
        "id": f"t_{number:026d}",
        "owner": "u_mei",
        "type": TaskType.WEB_MONITOR,
        "name": "价格页",
        "config": {
            "urls": ["http://127.0.0.1/"],
            "check_interval_seconds": 30,
            "notification": {"method": "email", "email": "mei@example.cn"},
        },
        "created_at": datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
        **fields,
    }
    made["config"] = kept(made["type"], made["config"])
    return Task(**{"changed_at": made["created_at"], **made})


@dataclass
class InMemoryRecalls:
    """Recalls, from the events in memory."""

    events: InMemoryEvents

    async def follow(self) -> AsyncIterator[str]:
        after = len(self.events.kept)
        async for event in self.events.follow(EventFilter(types=tuple(RECALLING)), after=after):
            yield event.subject


class ScriptedChecker:
    """Looks as it is told; sees nothing otherwise.

    Attributes:
        answers: what the next looks bring, one for each: findings, an error to raise, a whole
            look, or a problem as text.
        gate: set it to an event that looks in flight wait for.
        looks: (task id, moment), in order.
    """

    def __init__(self, *, again_after: float = 0.0) -> None:
        self.again_after = again_after
        self.answers: list[Finding | Exception | Check | str] = []
        self.gate: asyncio.Event | None = None
        self.looks: list[tuple[str, datetime]] = []
        self.looking = 0
        self.looked = asyncio.Condition()

    async def check(self, task: Task, memory: WatchMemory, *, now: datetime) -> Check:
        self.looks.append((task.id, now))
        async with self.looked:
            self.looked.notify_all()
        self.looking += 1
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.looking -= 1
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Check):
            return replace(answer, memory=memory)
        problem = foreign(answer) if isinstance(answer, str) else None
        findings = (answer,) if isinstance(answer, Finding) else ()
        return Check(
            memory=memory, findings=findings, problem=problem, again_after=self.again_after
        )

    async def until(self, count: int) -> None:
        """Return when there were so many looks."""
        async with asyncio.timeout(30), self.looked:
            await self.looked.wait_for(lambda: len(self.looks) >= count)


class MoodyWatches(InMemoryWatches):
    """Fails to report: before the commit, or after it.

    Attributes:
        before: errors to raise in place of committing, one for each time.
        after: errors to raise once it is committed.
    """

    def __init__(self, tasks: InMemoryTasks) -> None:
        super().__init__(tasks)
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []

    async def report(
        self, record: WatchRecord, events: Sequence[Event], *, outage: OutageChange | None = None
    ) -> bool:
        if self.before:
            raise self.before.pop(0)
        done = await super().report(record, events, outage=outage)
        if self.after:
            raise self.after.pop(0)
        return done


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Watchtower:
    """Everything that watches need, in memory, and workers to switch on and off."""

    client: Client
    household: Household = field(default_factory=Household)
    clock: Clock = field(default_factory=RealClock)
    checker: ScriptedChecker = field(default_factory=ScriptedChecker)
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    capacity: int = 100

    def __post_init__(self) -> None:
        self.tasks = InMemoryTasks(self.household.events)
        self.watches = MoodyWatches(self.tasks)
        self.recalls = InMemoryRecalls(self.household.events)

    @property
    def lives(self) -> TemporalWatches:
        return TemporalWatches(
            self.client, f"{self.queue}-watches", self.tasks, self.watches, self.clock
        )

    async def born(self, *, started: bool = True, **fields) -> Task:
        """Keep a task as if its owner had asked for it just now, and start it."""
        number = uuid4().int % 10**26
        task = a_task(number, **{"created_at": self.clock.now(), **fields})
        made = await self.tasks.create(task, created(task, by=task.owner), most=100_000)
        if started:
            await self.lives.start(made)
        return made

    @asynccontextmanager
    async def awake(
        self, *, cached: int = 100, recalls: bool = True, grace: float = 5.0, throttle=60.0
    ):
        """Run a worker for watches and one for people for as long as the block lasts."""
        lingering = Lingering(self.capacity)
        kinds = dict.fromkeys(TaskType, self.checker)
        ports = WatchPorts(kinds, self.tasks, self.watches, self.clock, lingering)
        activities = TaskActivities(self.tasks, ports)
        deliveries = self.household.delivery_activities()
        common = {
            "workflow_runner": workflow_runner(),
            "workflow_failure_exception_types": [ZhibanError],
            "interceptors": [TranslateFailures()],
            "max_cached_workflows": cached,
            "graceful_shutdown_timeout": timedelta(seconds=grace),
            "max_heartbeat_throttle_interval": timedelta(seconds=throttle),
        }
        async with AsyncExitStack() as stack:
            if recalls:
                await stack.enter_async_context(lingering.following(self.recalls))
            people = Worker(
                self.client,
                task_queue=self.queue,
                workflows=[DeliveryWorkflow],
                activities=[deliveries.send, deliveries.another_way, deliveries.settle],
                **common,
            )
            watches = Worker(
                self.client,
                task_queue=f"{self.queue}-watches",
                workflows=[WebMonitorWorkflow, ThresholdWatchWorkflow],
                activities=[activities.watch, activities.record],
                **common,
            )
            await stack.enter_async_context(people)
            await stack.enter_async_context(watches)
            yield lingering

    def told(self, task: Task) -> list[Event]:
        """Return what the task found, as events."""
        prefix = f"task/{task.id}/found/"
        return [each for each in self.tasks.events.kept if each.id.startswith(prefix)]

    def named(self, name: str) -> list[Event]:
        """Return the life events of a kind."""
        return self.tasks.events.of_type(f"zhiban.task.{name}")

    async def until(self, holds) -> None:
        """Return when it holds."""
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.01)

    async def until_sent(self, count: int) -> None:
        """Return when so many messages have left."""
        async with asyncio.timeout(30):
            while len(self.household.mail.sent) < count:
                await asyncio.sleep(0.01)

    async def until_state(self, task: Task, state: RunState) -> RunStatus:
        """Return how the task lives once it lives so."""
        async with asyncio.timeout(30):
            while (life := await self.lives.life(task)).state is not state:
                await asyncio.sleep(0.02)
        return life
