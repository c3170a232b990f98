"""Sending events to another program for as long as all goes well."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.heartbeats import heartbeats
from application.deliveries.webhooks import EventForwarder, HeldUp

STAY = timedelta(hours=1)
"""How long one attempt lingers. Leaving costs 6 ms of server time; staying for ever would keep an
attempt's place on a worker that others have left."""

_BREATH = timedelta(milliseconds=100)
"""Before the next attempt after one that left while all was well."""


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

        Waiting is the server's: a benign failure with a delay costs no history, survives every
        restart and shows in the Web UI with its reason. The place of the endpoint is in the
        database, so whichever worker comes next goes on there.
        """
        async with heartbeats():
            held_up = await self._linger(order.endpoint)
        raise ApplicationError(
            held_up.reason,
            type="HeldUp",
            next_retry_delay=max(held_up.wait, _BREATH),
            category=ApplicationErrorCategory.BENIGN,
        )

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
            return HeldUp(_BREATH, "All sent so far; the worker makes room.")
        finally:
            for task in (working, leaving):
                task.cancel()
            await asyncio.gather(working, leaving, return_exceptions=True)
