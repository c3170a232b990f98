"""Background jobs: what is done again and again, once for the whole installation."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
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
class BackgroundJob:
    """Something that is done again and again.

    Attributes:
        every: pause between two rounds.
        run: does one round; doing it once more changes nothing.
    """

    every: timedelta
    run: Callable[[], Awaitable[object]]


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

        When the next round is due is in the heartbeats, so an attempt on another worker keeps to
        the same rhythm.
        """
        job = self.jobs.get(order.name)
        if job is None:
            raise ApplicationError(
                "The settings of this worker name no such job.", type="NotFound", non_retryable=True
            )
        due, leave_at = _due() or self.clock.now(), self.clock.now() + self.stay
        leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            while not leaving.done() and (now := self.clock.now()) < leave_at:
                if now < due:
                    await _rest(min(due, leave_at) - now, due, leaving)
                    continue
                await _round(order.name, job, due)
                due = self.clock.now() + job.every
        finally:
            stops = leaving.done()
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
        activity.heartbeat(due.isoformat())
        raise coming_back(f"Next round at {due:%H:%M:%S} UTC.", HANDOVER if stops else BREATH)


async def _round(name: str, job: BackgroundJob, due: datetime) -> None:
    """Do one round, with signs of life; one that fails is told, and the next has its turn."""
    working = asyncio.ensure_future(job.run())
    try:
        while not working.done():
            activity.heartbeat(due.isoformat())
            await asyncio.wait({working}, timeout=BEAT.total_seconds())
        working.result()
    except (ZhibanError, RPCError) as error:
        activity.logger.warning("background job failed", extra={"job": name, "reason": str(error)})
    except Exception:  # noqa: BLE001 - whatever it is, it must not end the job without a word
        activity.logger.exception("background job failed", extra={"job": name})
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await working


async def _rest(wait: timedelta, due: datetime, leaving: asyncio.Task[None]) -> None:
    """Wait for the next round, with signs of life, or until the worker stops."""
    activity.heartbeat(due.isoformat())
    await asyncio.wait({leaving}, timeout=min(wait, BEAT).total_seconds())


def _due() -> datetime | None:
    """Return when the attempt before wanted to begin its next round."""
    details = activity.info().heartbeat_details
    return datetime.fromisoformat(details[0]) if details else None
