"""Polling the sources of alerts, and sweeping a day."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.heartbeats import heartbeats
from application.incidents.sweeps import Sweep
from application.incidents.weights import WeightService
from domain.incidents.sweeps import SweepResult


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
    """

    sweeping: Sweep
    learning: WeightService | None = None

    @activity.defn(name="alerts.sweep")
    async def sweep(self, order: SweepOrder) -> SweepResult:
        """Sweep a day; sweeping it again tells nothing twice."""
        async with heartbeats():
            result = await self.sweeping.run(start=order.start, end=order.end, day=order.day)
            if self.learning is not None:
                await self.learning.learn()
            return result
