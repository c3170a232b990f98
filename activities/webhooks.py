"""Sending events to another program for as long as all goes well."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity

from activities.heartbeats import BREATH, STAY, coming_back, heartbeats
from application.deliveries.webhooks import EventForwarder, HeldUp


@dataclass(frozen=True)
class ForwardOrder:
    """Which endpoint; add fields, with defaults, at the end."""

    endpoint: str


@dataclass(frozen=True)
class WebhookActivities:
    """Each method is one activity.

    Attributes:
        stay: how long one attempt lingers.
    """

    forwarder: EventForwarder
    stay: timedelta = STAY

    @activity.defn(name="webhooks.forward")
    async def forward(self, order: ForwardOrder) -> None:
        """Send event after event; ends only as a failure that says when to come back.

        The place of the endpoint is in the database, so whichever worker comes next goes on there.
        """
        async with heartbeats():
            held_up = await self._linger(order.endpoint)
        raise coming_back(held_up.reason, held_up.wait)

    async def _linger(self, endpoint: str) -> HeldUp:
        working = asyncio.create_task(self.forwarder.forward(endpoint))
        leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            await asyncio.wait(
                {working, leaving},
                timeout=self.stay.total_seconds(),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if working.done():
                return working.result()
            return HeldUp(BREATH, "All sent so far; the worker makes room.")
        finally:
            for task in (working, leaving):
                task.cancel()
            await asyncio.gather(working, leaving, return_exceptions=True)
