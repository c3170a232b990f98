"""Everything that calendar tasks touch, in memory, and a worker that runs them."""

import asyncio
from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

from activities.deliveries import DeliveryOrder
from activities.digests import DigestActivities
from activities.schedules import ScheduleActivities
from application.logs.logs import LogService
from application.ports.digests import NewsAnswer, NewsPrompt
from application.ports.feeds import FeedFailed
from application.schedules.digests import DigestMaker
from application.schedules.schedules import ScheduledActions
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.common.errors import InvalidRequest, ZhibanError
from domain.monitoring.alarms import AlarmRecord
from domain.people.access import Actor
from domain.people.people import Person
from domain.schedules.feeds import Feed, FeedEntry
from domain.schedules.weather import Forecast, Place
from domain.tasks.events import created
from domain.tasks.tasks import Task, TaskType
from tests.fakes.clock import ManualClock
from tests.fakes.configs import kept
from tests.fakes.digests import InMemoryDigests
from tests.fakes.logs import FakeAlarmStore, FakeLogStore
from tests.fakes.models import CountedBudget
from tests.fakes.people import InMemoryPeople, InMemorySessions
from tests.fakes.tasks import InMemoryTasks
from tests.fakes.words import WORDS, foreign
from tests.temporal_servers import GRACE
from workflows.schedules.digests import NewsDigestWorkflow
from workflows.schedules.workflow import ScheduledActionWorkflow

MADE_AT = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass
class FakeFeeds:
    """Sources by address; whatever is not there fails as `failure` says."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    failure: FeedFailed = field(default_factory=lambda: FeedFailed(foreign("It is down.")))
    asked: list[str] = field(default_factory=list)

    def put(self, url: str, *entries: FeedEntry, title: str = "Paper") -> None:
        self.feeds[url] = Feed(url, title, entries)

    async def read(self, url: str, *, owner: str) -> Feed:
        self.asked.append(url)
        if url not in self.feeds:
            raise self.failure
        return self.feeds[url]


@dataclass
class ScriptedNewsWriter:
    """Says what it was told to say, or raises it."""

    answers: list[NewsAnswer | Exception] = field(default_factory=list)
    prompts: list[NewsPrompt] = field(default_factory=list)

    async def write_news(self, prompt: NewsPrompt) -> NewsAnswer:
        self.prompts.append(prompt)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeTools:
    """One read-only tool, `list_people`, that says whose rights it was given."""

    calls: list[tuple[Actor, str, Mapping[str, Any]]] = field(default_factory=list)
    answer: str = "Two people."

    def names(self) -> tuple[str, ...]:
        return ("list_people",)

    def check(self, name: str, arguments: Mapping[str, Any]) -> None:
        if name not in self.names():
            raise InvalidRequest("action.name", "must be one of our read-only tools")

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> str:
        self.calls.append((actor, name, arguments))
        return self.answer


class SunnyWeather:
    """Always sunny."""

    async def forecast(self, *, by: Actor, place: str, days: int = 3) -> Forecast:
        where = Place(place, "", "", 0.0, 0.0, "UTC")
        return Forecast(
            place=where,
            at=MADE_AT,
            now=None,
            days=(),
            title=f"{place}: sunny",
            text="sunny",
            spoken="sunny",
            markdown=f"- {days}: sunny",
        )


@dataclass
class MoodyAlarms(FakeAlarmStore):
    """Alarm records that fail first, once for each mood.

    Attributes:
        gate: set it to an event that whoever asks waits for.
        asked: how often somebody did.
    """

    moods: list[ZhibanError] = field(default_factory=list)
    gate: asyncio.Event | None = None
    asked: int = 0

    async def records(
        self, *, start: datetime, end: datetime, limit: int = 100
    ) -> list[AlarmRecord]:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.moods:
            raise self.moods.pop(0)
        return await super().records(start=start, end=end, limit=limit)


@workflow.defn(name="Delivery", sandboxed=False)
class QuietDelivery:
    """A delivery that is content to have been started."""

    @workflow.run
    async def run(self, order: DeliveryOrder) -> None:
        return None


@dataclass
class CalendarRig:
    """Every port in memory; Mei lives here."""

    clock: ManualClock = field(default_factory=ManualClock)
    tasks: InMemoryTasks = field(default_factory=InMemoryTasks)
    people: InMemoryPeople = field(default_factory=lambda: InMemoryPeople(InMemorySessions()))
    logs: FakeLogStore = field(default_factory=FakeLogStore)
    alarms: MoodyAlarms = field(default_factory=MoodyAlarms)
    feeds: FakeFeeds = field(default_factory=FakeFeeds)
    digests: InMemoryDigests = field(default_factory=InMemoryDigests)
    tools: FakeTools = field(default_factory=FakeTools)
    writer: ScriptedNewsWriter | None = None
    budget: CountedBudget | None = None
    queue: str = field(default_factory=lambda: f"calendar-{uuid4()}")

    async def move_in(self) -> None:
        await self.people.add(Person(id="u_mei", name="梅"), password_hash="")

    async def task(self, config: dict[str, Any], *, kind: str = "schedule", **more: Any) -> Task:
        """Keep a new task of Mei's and return it."""
        made = Task(
            id=f"t_{uuid4().hex[:26]}",
            owner="u_mei",
            type=TaskType(kind),
            name=more.pop("name", "早上的事"),
            config=kept(TaskType(kind), config),
            created_at=MADE_AT,
            changed_at=MADE_AT,
            **more,
        )
        return await self.tasks.create(made, created(made, by="u_mei"), most=1_000)

    async def kept(self, task: Task) -> Task:
        """Return the task as it stands."""
        found = await self.tasks.get(task.id)
        assert found is not None
        return found

    def changed(self, task: Task, config: dict[str, Any]) -> Task:
        """Return the task with its next configuration."""
        return replace(task, config=kept(task.type, config), revision=task.revision + 1)

    @property
    def maker(self) -> DigestMaker:
        return DigestMaker(self.feeds, self.digests, WORDS, self.writer, self.budget)

    @property
    def actions(self) -> ScheduledActions:
        service = LogService(self.logs, self.alarms, self.clock)
        return ScheduledActions(self.people, service, self.maker, SunnyWeather(), self.tools)

    def schedule_activities(self) -> ScheduleActivities:
        return ScheduleActivities(self.actions, self.tasks)

    def digest_activities(self) -> DigestActivities:
        return DigestActivities(self.maker, self.actions, self.digests, self.tasks)

    def told(self, type_: str) -> list[str]:
        """Return the ids of the events of a type."""
        return [each.id for each in self.tasks.events.of_type(type_)]

    @asynccontextmanager
    async def awake(self, client: Client):
        """Run a worker for as long as the block lasts."""
        schedules, digests = self.schedule_activities(), self.digest_activities()
        async with Worker(
            client,
            task_queue=self.queue,
            workflows=[ScheduledActionWorkflow, NewsDigestWorkflow, QuietDelivery],
            activities=[
                schedules.act,
                schedules.fail,
                digests.gather,
                digests.summarise,
                digests.publish,
            ],
            workflow_runner=workflow_runner(),
            workflow_failure_exception_types=[ZhibanError],
            interceptors=[TranslateFailures()],
            graceful_shutdown_timeout=GRACE,
        ):
            yield
