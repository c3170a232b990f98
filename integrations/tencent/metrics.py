"""The `MetricStore` port on the Observability Platform (API 2018-07-24)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from domain.monitoring.capacity import Series, SeriesPoint
from integrations.tencent.calls import TencentCalls

_PERIOD = 3_600
"""Seconds between points; GetMonitorData keeps hourly values for longer than a briefing asks."""

_LONGEST_SPAN = timedelta(days=30)
"""What is asked for at most: 720 hourly points, far below the 7,200 of one call."""


@dataclass(frozen=True)
class CapacityMetric:
    """One utilisation to watch.

    Attributes:
        namespace: metric namespace, e.g. `QCE/CVM`.
        dimensions: which object, e.g. `{"InstanceId": "ins-1"}`.
        limit: the value at which it is full, e.g. 100 for percent.
    """

    namespace: str
    metric: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    unit: str = "%"
    limit: float = 100.0


@dataclass(frozen=True)
class TencentMetrics:
    """Reads the configured utilisations, one call each."""

    calls: TencentCalls
    watched: tuple[CapacityMetric, ...] = ()

    async def capacity_series(self, *, start: datetime, end: datetime) -> list[Series]:
        """Return hourly averages of every watched metric."""
        start = max(start, end - _LONGEST_SPAN)
        return [await self._series(watched, start, end) for watched in self.watched]

    async def _series(self, watched: CapacityMetric, start: datetime, end: datetime) -> Series:
        answer = await self.calls.call(
            "monitor",
            "GetMonitorData",
            {
                "Namespace": watched.namespace,
                "MetricName": watched.metric,
                "Instances": [
                    {
                        "Dimensions": [
                            {"Name": name, "Value": value}
                            for name, value in watched.dimensions.items()
                        ]
                    }
                ],
                "Period": _PERIOD,
                "StartTime": start.isoformat(timespec="seconds"),
                "EndTime": end.isoformat(timespec="seconds"),
            },
        )
        if not isinstance(answer.get("DataPoints"), list):
            raise Unavailable(message("tencent.nonsense", action=Called("GetMonitorData")))
        points = [point for each in answer["DataPoints"] for point in _points(each)]
        target = ", ".join(watched.dimensions.values()) or watched.namespace
        return Series(watched.metric, target, watched.unit, tuple(points), watched.limit)


def _points(each: dict[str, Any]) -> list[SeriesPoint]:
    """Pair times and values; a series may have gaps, the lists hold only what exists."""
    stamps, values = each.get("Timestamps") or (), each.get("Values") or ()
    return [
        SeriesPoint(datetime.fromtimestamp(int(stamp), UTC), float(value))
        for stamp, value in zip(stamps, values, strict=False)
    ]
