"""Background jobs against the real server: once for the installation, whoever comes and goes."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.background_jobs import BackgroundJob, BackgroundJobActivities, Round
from bootstrap.running.worker import workflow_runner
from bootstrap.system import SystemClock
from bootstrap.temporal.failures import TranslateFailures
from bootstrap.temporal.payloads import shared_data_converter
from domain.common.errors import Unavailable
from orchestration.background_jobs import TemporalJobs
from tests.fakes.waiting import eventually
from workflows.background_jobs import BackgroundJobWorkflow

pytestmark = pytest.mark.temporal

EVERY = timedelta(seconds=0.2)


@dataclass
class Installation:
    """Workers that share a queue, and the rounds that they did: when, and by whom."""

    client: Client
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    job: str = field(default_factory=lambda: f"job-{uuid4()}")
    rounds: list[tuple[datetime, int]] = field(default_factory=list)
    given: list[datetime | None] = field(default_factory=list)
    failures: int = 0
    hangs: int = 0
    problem: str = ""

    @property
    def lives(self) -> TemporalJobs:
        return TemporalJobs(self.client, self.queue)

    async def worker(self, number: int, *, stay: float = 60) -> Worker:
        """Return a worker as another process has it: with a connection of its own."""
        client = await Client.connect(
            self.client.service_client.config.target_host, data_converter=shared_data_converter
        )

        async def once(since: datetime | None) -> Round:
            now = datetime.now(UTC)
            if self.hangs:
                self.hangs -= 1
                await asyncio.Event().wait()
            self.rounds.append((now, number))
            self.given.append(since)
            if self.failures:
                self.failures -= 1
                raise Unavailable("The database does not answer.")
            return Round(now, self.problem)

        jobs = {self.job: BackgroundJob(EVERY, once)}
        done = BackgroundJobActivities(jobs, SystemClock(), timedelta(seconds=stay))
        return Worker(
            client,
            task_queue=self.queue,
            workflows=[BackgroundJobWorkflow],
            activities=[done.run],
            workflow_runner=workflow_runner(),
            interceptors=[TranslateFailures()],
            graceful_shutdown_timeout=timedelta(seconds=5),
        )

    async def until_rounds(self, count: int) -> None:
        async def done() -> bool:
            return len(self.rounds) >= count

        await eventually(done)

    async def history(self) -> int:
        handle = self.client.get_workflow_handle(f"job/{self.job}")
        return len([each async for each in handle.fetch_history_events()])

    async def end(self) -> None:
        await self.client.get_workflow_handle(f"job/{self.job}").terminate()

    def gaps(self) -> list[timedelta]:
        return [later - earlier for (earlier, _), (later, _) in pairwise(self.rounds)]


@pytest.fixture
async def installation(server):
    return Installation(server.client)


@pytest.mark.records("background-job-rounds", "BackgroundJob")
async def test_of_three_workers_one_does_each_round_of_a_job(installation):
    """PRF-1, REL-1: each starts it, one has it, and quiet rounds leave nothing in the history."""
    async with AsyncExitStack() as stack:
        for number in range(3):
            await stack.enter_async_context(await installation.worker(number))
        await asyncio.gather(*(installation.lives.ensure([installation.job]) for _ in range(3)))
        await installation.until_rounds(6)
        length = await installation.history()
        await installation.until_rounds(12)
        assert await installation.history() == length == 5
        await installation.end()

    assert len({number for _, number in installation.rounds}) == 1
    assert min(installation.gaps()) >= EVERY


async def test_another_worker_goes_on_in_the_same_rhythm_when_one_stops(installation):
    """REL-1, OPS-5."""
    first, *others = [await installation.worker(number) for number in range(3)]
    async with AsyncExitStack() as stack:
        async with first:
            await installation.lives.ensure([installation.job])
            await installation.until_rounds(2)
            for each in others:
                await stack.enter_async_context(each)
        await installation.until_rounds(len(installation.rounds) + 3)
        await installation.end()

    assert installation.rounds[0][1] == 0
    assert installation.rounds[-1][1] != 0
    assert installation.given == [None, *(when for when, _ in installation.rounds[:-1])]
    assert min(installation.gaps()) >= EVERY


async def test_an_attempt_that_makes_room_comes_back_and_repeats_no_round(installation):
    """PRF-1."""
    async with await installation.worker(0, stay=0.5):
        await installation.lives.ensure([installation.job])
        await installation.until_rounds(6)
        assert await installation.history() == 5
        await installation.end()

    assert min(installation.gaps()) >= EVERY


async def test_a_round_that_fails_is_followed_by_the_next(installation):
    """REL-1, RBK-8: the database comes back, and so does everybody's turn."""
    installation.failures = 2
    async with await installation.worker(0):
        await installation.lives.ensure([installation.job])
        await installation.until_rounds(4)
        await installation.end()


async def test_a_round_that_never_ends_does_not_hold_up_the_job(installation):
    """REL-1, ALR-1: a source that never answers costs its round, and no more."""
    installation.hangs = 1
    async with await installation.worker(0, stay=0.5):
        await installation.lives.ensure([installation.job])
        await installation.until_rounds(2)
        await installation.end()


async def test_what_a_round_could_not_do_is_shown_where_it_waits(installation):
    """ALR-1, OPS-5: the Web UI shows the newest problem beside the time of the next round."""
    installation.problem = "CLS: down."
    async with await installation.worker(0, stay=0.1):
        await installation.lives.ensure([installation.job])
        await installation.until_rounds(2)
        handle = installation.client.get_workflow_handle(f"job/{installation.job}")

        async def shown() -> bool:
            waiting = (await handle.describe()).raw_description.pending_activities
            return any("CLS: down. Next round at" in each.last_failure.message for each in waiting)

        await eventually(shown)
        await installation.end()


async def test_a_job_that_no_settings_name_ends_and_is_started_again_by_who_knows_it(installation):
    """REL-1: a worker from before a deployment knows no new job."""
    known, installation.job = installation.job, "unknown-to-all"
    stranger = await installation.worker(0)
    installation.job = known
    async with stranger:
        await installation.lives.ensure([known])
        handle = installation.client.get_workflow_handle(f"job/{known}")
        async with asyncio.timeout(30):
            assert "no such job" in await handle.result()
    async with await installation.worker(1):
        await installation.lives.ensure([known])
        await installation.until_rounds(1)
        await installation.end()
