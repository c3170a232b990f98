"""The activity of sweeping, outside of a server."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.testing import ActivityEnvironment

from activities.alerts import AlertActivities, SweepOrder
from domain.incidents.sweeps import SweepResult
from tests.fakes.incident_examples import NOW

DAY = SweepOrder(NOW - timedelta(days=1), NOW, "2026-11-20")


@dataclass
class Swept:
    """A sweep that found nothing, and weights that are asked to learn."""

    learnt: int = 0

    async def run(self, *, start: datetime, end: datetime, day: str) -> SweepResult:
        assert (end - start, day) == (timedelta(days=1), "2026-11-20")
        return SweepResult(looked=3)

    async def learn(self) -> None:
        self.learnt += 1


async def test_a_sweep_lets_the_weights_learn_where_they_may():
    """ALR-5, ALR-7."""
    swept = Swept()
    both = AlertActivities(swept, swept)
    assert (await ActivityEnvironment().run(both.sweep, DAY)).looked == 3
    assert swept.learnt == 1
    alone = AlertActivities(swept)
    await ActivityEnvironment().run(alone.sweep, DAY)
    assert swept.learnt == 1
