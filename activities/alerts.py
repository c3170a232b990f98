"""Polling the sources of alerts, and sweeping a day."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity

from activities.heartbeats import BREATH, HANDOVER, STAY, coming_back, heartbeats
from application.incidents.sources import AlertPoller, Polled
from application.incidents.sweeps import Sweep
from application.incidents.weights import WeightService
from domain.common.messages import bare
from domain.incidents.sweeps import SweepResult

_BEAT = timedelta(seconds=5)


@dataclass(frozen=True)
class PollOrder:
    """How often to look; add fields, with defaults, at the end.

    Attributes:
        interval: seconds between two looks.
    """

    interval: float = 60.0


@dataclass(frozen=True)
class SweepOrder:
    """Which period; add fields, with defaults, at the end."""

    start: datetime
    end: datetime
    day: str


@dataclass(frozen=True)
class AlertActivities:
    """Each method is one activity.

    Attributes:
        learning: proposes weights of the score after each sweep; None: they do not learn.
        stay: how long one attempt of the poll lingers.
    """

    poller: AlertPoller
    sweeping: Sweep
    learning: WeightService | None = None
    stay: timedelta = STAY

    @activity.defn(name="alerts.poll")
    async def poll(self, order: PollOrder) -> None:
        """Look at the sources again and again; ends only as a failure that says when to come back.

        Since when it looks is in the heartbeats, so an attempt on another worker goes on there.
        """
        since, said = _since(), ""
        leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            async with asyncio.timeout(self.stay.total_seconds()):
                while not leaving.done():
                    polled = await self._once(since)
                    since, said = polled.since, "; ".join(map(bare, polled.problems))
                    await _rest(order.interval, since, leaving)
        except TimeoutError:
            said = said or "All looked at so far; the worker makes room."
        finally:
            stops = leaving.done()
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
        if since is not None:
            activity.heartbeat(since.isoformat())
        raise coming_back(said or "The worker stops.", HANDOVER if stops else BREATH)

    @activity.defn(name="alerts.sweep")
    async def sweep(self, order: SweepOrder) -> SweepResult:
        """Sweep a day; sweeping it again tells nothing twice."""
        async with heartbeats():
            result = await self.sweeping.run(start=order.start, end=order.end, day=order.day)
            if self.learning is not None:
                await self.learning.learn()
            return result

    async def _once(self, since: datetime | None) -> Polled:
        """Look once, with signs of life while slow sources answer."""
        looking = asyncio.ensure_future(self.poller.poll(since))
        try:
            while not (await asyncio.wait({looking}, timeout=_BEAT.total_seconds()))[0]:
                _beat(since)
        finally:
            if looking.cancel():
                await asyncio.wait({looking})
        return looking.result()


async def _rest(seconds: float, since: datetime | None, leaving: asyncio.Task[None]) -> None:
    """Wait for the next look, with signs of life, or until the worker stops."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not leaving.done():
                _beat(since)
                await asyncio.wait({leaving}, timeout=_BEAT.total_seconds())


def _beat(since: datetime | None) -> None:
    activity.heartbeat(*([since.isoformat()] if since else []))


def _since() -> datetime | None:
    """Return since when the last attempt looked."""
    details = activity.info().heartbeat_details
    return datetime.fromisoformat(details[0]) if details else None
