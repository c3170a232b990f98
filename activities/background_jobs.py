"""Background jobs: what is done again and again, once for the whole installation."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.heartbeats import BEAT, BREATH, HANDOVER, STAY, coming_back
from application.ports.clock import Clock
from domain.common.errors import ZhibanError


@dataclass(frozen=True)
class Round:
    """What one round leaves.

    Attributes:
        since: what the next round is given, on whichever worker that runs.
        problem: what could not be done; the pending activity shows it.
    """

    since: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class BackgroundJob:
    """Something that is done again and again.

    Attributes:
        every: pause between two rounds.
        run: does one round, given what the round before left; doing it once more changes nothing.
    """

    every: timedelta
    run: Callable[[datetime | None], Awaitable[Round]]


def each_alike(
    work: Callable[[], Awaitable[object]],
) -> Callable[[datetime | None], Awaitable[Round]]:
    """Return the rounds of a job that remembers nothing."""

    async def run(_since: datetime | None) -> Round:
        await work()
        return Round()

    return run


@dataclass(frozen=True)
class JobOrder:
    """Which job; add fields, with defaults, at the end."""

    name: str


@dataclass(frozen=True)
class BackgroundJobActivities:
    """Each method is one activity.

    Attributes:
        jobs: by name; what the settings switch off is missing.
        stay: how long one attempt lingers.
    """

    jobs: Mapping[str, BackgroundJob]
    clock: Clock
    stay: timedelta = STAY

    @activity.defn(name="jobs.run")
    async def run(self, order: JobOrder) -> None:
        """Do round after round; ends only as a failure that says when to come back.

        When the next round is due, and what it is given, is in the heartbeats, so an attempt on
        another worker goes on in the same rhythm.
        """
        job = self.jobs.get(order.name)
        if job is None:
            raise ApplicationError(
                "The settings of this worker name no such job.", type="NotFound", non_retryable=True
            )
        due, done = _left(self.clock.now())
        leave_at = self.clock.now() + self.stay
        leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            while not leaving.done() and (now := self.clock.now()) < leave_at:
                if now < due:
                    await _rest(min(due, leave_at) - now, _kept(due, done), leaving)
                    continue
                done = await _round(order.name, job, due, done, self.stay)
                due = self.clock.now() + job.every
        finally:
            stops = leaving.done()
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
        activity.heartbeat(*_kept(due, done))
        said = f"{done.problem} Next round at {due:%H:%M:%S} UTC.".strip()
        raise coming_back(said, HANDOVER if stops else BREATH)


async def _round(
    name: str, job: BackgroundJob, due: datetime, before: Round, longest: timedelta
) -> Round:
    """Do one round, with signs of life; one that fails is told, and the next has its turn."""
    working = asyncio.ensure_future(
        asyncio.wait_for(job.run(before.since), longest.total_seconds())
    )
    try:
        while not working.done():
            activity.heartbeat(*_kept(due, before))
            await asyncio.wait({working}, timeout=BEAT.total_seconds())
        return working.result()
    except (ZhibanError, RPCError, TimeoutError) as error:
        problem = str(error) or "A round took too long."
        activity.logger.warning("background job failed", extra={"job": name, "reason": problem})
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not end the job without a word
        problem = f"{type(error).__name__}; see the log."
        activity.logger.exception("background job failed", extra={"job": name})
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await working
    return Round(before.since, problem)


async def _rest(wait: timedelta, kept: Sequence[str], leaving: asyncio.Task[None]) -> None:
    """Wait for the next round, with signs of life, or until the worker stops."""
    activity.heartbeat(*kept)
    await asyncio.wait({leaving}, timeout=min(wait, BEAT).total_seconds())


def _kept(due: datetime, done: Round) -> tuple[str, ...]:
    """Return what the next attempt is to know."""
    return (due.isoformat(), *([done.since.isoformat()] if done.since else []))


def _left(now: datetime) -> tuple[datetime, Round]:
    """Return when the attempt before wanted to begin its next round, and with what."""
    due, since = (*activity.info().heartbeat_details, None, None)[:2]
    return (
        datetime.fromisoformat(due) if due else now,
        Round(datetime.fromisoformat(since) if since else None),
    )
