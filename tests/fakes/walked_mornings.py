"""One person's mornings under a server that skips time: to be walked through, badly if need be."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from temporalio.client import (
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateStage,
)
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from bootstrap.running.worker import activities_of, build_worker
from domain.briefings.briefings import (
    BriefingSettings,
    DayState,
    Greeting,
    GreetingAnswer,
    morning_of,
)
from domain.briefings.days import BriefingState
from domain.events.events import EventType
from tests.fakes.briefing_making import Household
from workflows.briefings.days import BriefingInput
from workflows.briefings.workflow import DailyBriefingWorkflow
from workflows.reasons import NOT_READY

TRIES = 5
PATIENCE = 20
"""Seconds of one try."""


class Mornings:
    """One person's workflow, a worker that can be stopped, and time to walk through."""

    def __init__(self, environment: WorkflowEnvironment, household: Household) -> None:
        self.environment = environment
        self.household = household
        self.queue = f"test-{uuid4()}"
        self.handle = None

    @asynccontextmanager
    async def awake(self, *, cached: int = 1_000):
        """Run a worker for as long as the block lasts; with nothing cached it replays each time."""
        activities = activities_of(
            self.household.briefing_activities(), self.household.delivery_activities()
        )
        async with build_worker(
            self.environment.client, activities, task_queue=self.queue, cached=cached
        ):
            yield

    async def begin(self, settings: BriefingSettings, state: BriefingState | None = None) -> None:
        """Start the workflow; unless told otherwise its first day is tomorrow."""
        state = state or BriefingState(
            current=DayState((await first_morning(self, settings)).day.isoformat())
        )
        self.handle = await self.environment.client.start_workflow(
            DailyBriefingWorkflow.run,
            BriefingInput("u_mei", settings, state),
            id=f"briefing/u_mei-{uuid4()}",
            task_queue=self.queue,
        )

    async def now(self) -> datetime:
        return await self.environment.get_current_time()

    async def until(self, moment: datetime) -> None:
        """Walk to a moment (never back)."""
        for _ in range(TRIES):
            ahead = moment - await self.now()
            if ahead <= timedelta(0):
                break
            # The test server drops a connection now and then; where the walk stands is asked anew.
            with suppress(RPCError):
                await self.environment.sleep(ahead)
        assert await self.now() >= moment
        self.household.clock.moment = await self.now()

    async def sleep_through(self, moment: datetime, settings: BriefingSettings, day: str) -> None:
        """Be without a worker until `moment`.

        The server never skips while a task waits for a worker, so the run is ended and one with
        the same state begins after the moment: it sees what a worker sees that comes back late.
        """
        handle = self.environment.client.get_workflow_handle(self.handle.id)
        await handle.terminate("no worker")
        await self.until(moment)
        await self.begin(settings, BriefingState(current=DayState(day)))

    async def start_waiting(self, day: str) -> WorkflowUpdateHandle[None]:
        """Begin to wait until the day's briefing can be asked for; return once that is accepted.

        The time-skipping server loses a workflow task when an update arrives while it skips
        ("invalid history builder state for action"). Only once the update has arrived may time go.
        """
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.start_update(
            DailyBriefingWorkflow.wait_until_ready,
            day,
            id=f"ready/{day}",
            wait_for_stage=WorkflowUpdateStage.ACCEPTED,
        )

    async def ready(self, day: str) -> None:
        """Wait until the day's briefing can be asked for."""
        waiting = await self.start_waiting(day)
        await waiting.result()

    async def greet(self, key: str, *, day: str) -> GreetingAnswer:
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.execute_update(
            DailyBriefingWorkflow.greet, Greeting(key, f"robot:{key}", day), id=f"greet/{day}"
        )

    async def greet_patiently(self, key: str, *, day: str) -> GreetingAnswer:
        """Greet as our client does: wait where the briefing is not ready, and greet again."""
        for _ in range(TRIES):  # the same greeting each time: what was lost on the way comes again
            with suppress(RPCError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    return await self._greeted(key, day=day)
        raise AssertionError(f"{day}: no answer after {TRIES} tries")

    async def _greeted(self, key: str, *, day: str) -> GreetingAnswer:
        try:
            return await self.greet(key, day=day)
        except WorkflowUpdateFailedError as error:
            if error.cause.type != NOT_READY:
                raise
        await self.ready(day)
        return await self.greet(key, day=day)

    async def start_configuring(self, settings: BriefingSettings) -> WorkflowUpdateHandle[None]:
        """Begin to change the settings; return once that is accepted, as `start_waiting` does."""
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.start_update(
            DailyBriefingWorkflow.configure, settings, wait_for_stage=WorkflowUpdateStage.ACCEPTED
        )

    async def configure(self, settings: BriefingSettings) -> None:
        changing = await self.start_configuring(settings)
        await changing.result()

    async def rest_a_while(self) -> None:
        """Pause and resume before anything falls due."""
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        await handle.execute_update(DailyBriefingWorkflow.pause, "a walk")
        await handle.execute_update(DailyBriefingWorkflow.resume)

    async def today(self):
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.query(DailyBriefingWorkflow.today)

    def told(self, type_: EventType) -> list[str]:
        return [event.subject.partition("/")[2] for event in self.household.events.of_type(type_)]


async def first_morning(mornings: Mornings, settings: BriefingSettings):
    """Return the first whole morning ahead."""
    tomorrow = (await mornings.now()).astimezone(ZoneInfo(settings.zone)).date() + timedelta(days=1)
    return morning_of(tomorrow, settings)
