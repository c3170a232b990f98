"""What briefings warn of when it fills up: the configured metrics, and clusters (BRF-4, ANL-2)."""

from dataclasses import dataclass
from datetime import datetime

from application.ports.clusters import Clusters
from application.ports.logs import MetricStore
from application.ports.usage import UsageSources
from domain.analytics.usage import Measure, UsageSeries
from domain.common.errors import Misconfigured, NotFound, Rejected
from domain.monitoring.capacity import Series, SeriesPoint

MOST_CLUSTERS = 20
_NAMES = {Measure.CPU: "cpu", Measure.MEMORY: "memory"}
"""What a briefing tells by name; what is requested fills by intent."""


@dataclass(frozen=True)
class CapacityOfAll:
    """The `MetricStore` of briefings."""

    configured: MetricStore
    usage: UsageSources
    clusters: Clusters

    async def capacity_series(self, *, start: datetime, end: datetime) -> list[Series]:
        """Return the configured series, and what clusters use of what they have.

        Clusters that nobody measures, or whose numbers the account may not read, are left out;
        what may pass makes an error, so that a briefing says that it does not know.
        """
        found = await self.configured.capacity_series(start=start, end=end)
        try:
            names = [each.id for each in await self.clusters.clusters()][:MOST_CLUSTERS]
        except (Misconfigured, NotFound, Rejected):
            return found
        for name in names:
            try:
                used = await self.usage.clusters([name], since=start, until=end)
            except (Misconfigured, NotFound, Rejected):
                continue
            found = [*found, *(_series(each) for each in used if each.measure in _NAMES)]
        return found


def _series(used: UsageSeries) -> Series:
    points = tuple(SeriesPoint(at, value) for at, value in used.points)
    name = next(name for measure, name in _NAMES.items() if measure is used.measure)
    return Series(name, used.name, used.unit, points, used.limit or 100.0)
