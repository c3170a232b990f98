"""Pasts of metrics under a test's control."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import (
    ClsNumber,
    HttpJson,
    MetricSource,
    Period,
    Sample,
    place_of,
)

DISK = {
    "tencent_monitor": {
        "namespace": "QCE/CVM",
        "metric": "CvmDiskUsage",
        "dimensions": {"InstanceId": "ins-1"},
    }
}


def rising(hours: int = 336, *, first: float = 50.0, a_day: float = 2.4) -> list[float]:
    """Return what grows evenly, one value an hour, with a small ripple."""
    return [first + a_day / 24 * hour + 0.05 * (hour % 2) for hour in range(hours)]


@dataclass
class InMemoryHistories:
    """A `MetricHistories` that ends when it is asked; one value an hour.

    Attributes:
        values: of each series by its label.
        failure: what asking raises.
        asked: the places that were asked.
    """

    values: dict[str, list[float]] = field(default_factory=lambda: {"": rising()})
    failure: Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def history(
        self,
        source: MetricSource,
        *,
        since: datetime,
        until: datetime,
        step: Period = Period.HOUR,
    ) -> list[Sample]:
        """Return the values of the span."""
        if isinstance(source, HttpJson | ClsNumber):
            raise MetricUnreadable(MetricProblem.NO_HISTORY)
        self.asked.append(place_of(source))
        if self.failure is not None:
            raise self.failure
        found = []
        for label, values in self.values.items():
            first = until - timedelta(hours=len(values) - 1)
            for place, value in enumerate(values):
                at = first + timedelta(hours=place)
                if at >= since:
                    found.append(Sample(at, value, label))
        return found
