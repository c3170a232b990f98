"""Newest values of series on the Observability Platform (API 2018-07-24), for watches (THR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from domain.watches.metrics.sources import (
    Period,
    Sample,
    Statistic,
    TencentMonitor,
    TencentStatistic,
)
from integrations.tencent.calls import TencentCalls

_STATISTICS = {
    Statistic.AVERAGE: (1, "AvgValues"),
    Statistic.MAXIMUM: (2, "MaxValues"),
    Statistic.MINIMUM: (4, "MinValues"),
}
"""Bits of SpecifyStatistics, and where their values are."""

_LOOK_BACK = timedelta(minutes=15)
"""At least; points come minutes late."""

_PERIODS = 4
"""Periods that are asked for: the running one, and some in case the newest are late."""


@dataclass(frozen=True)
class TencentMonitorReader:
    """Reads `tencent_monitor` sources with GetMonitorData."""

    calls: TencentCalls

    async def read(self, source: TencentMonitor, *, now: datetime) -> list[Sample]:
        """Return the newest finished point of the object's series."""
        bit, name = _STATISTICS[source.statistic]
        dimensions = [{"Name": key, "Value": value} for key, value in source.dimensions]
        answer = await self.calls.call(
            "monitor",
            "GetMonitorData",
            {
                "Namespace": source.namespace,
                "MetricName": source.metric,
                "Instances": [{"Dimensions": dimensions}],
                "SpecifyStatistics": bit,
                **_window(source.period, now),
            },
            region=source.region,
        )
        found = []
        for each in _list(answer, "DataPoints", "GetMonitorData"):
            values = each.get(name) or each.get("Values") or ()
            points = list(zip(each.get("Timestamps") or (), values, strict=False))
            found += _newest(points, source.period, now, "")
        return found


@dataclass(frozen=True)
class TencentStatisticReader:
    """Reads `tencent_statistic` sources with DescribeStatisticData."""

    calls: TencentCalls

    async def read(self, source: TencentStatistic, *, now: datetime) -> list[Sample]:
        """Return the newest finished point of each group."""
        answer = await self.calls.call(
            "monitor",
            "DescribeStatisticData",
            {
                "Module": "monitor",
                "Namespace": source.namespace,
                "MetricNames": [source.metric],
                "Conditions": [
                    {"Key": key, "Operator": "in" if len(values) > 1 else "=", "Value": [*values]}
                    for key, values in source.conditions
                ],
                "GroupBys": list(source.group),
                **_window(source.period, now),
            },
            region=source.region,
        )
        groups = [
            group
            for each in _list(answer, "Data", "DescribeStatisticData")
            for group in each.get("Points") or ()
        ]
        found = []
        for group in groups:
            points = [(each["Timestamp"], each.get("Value")) for each in group.get("Values") or ()]
            label = _label(group) if len(groups) > 1 else ""
            found += _newest(points, source.period, now, label)
        return found


def _window(period: Period, now: datetime) -> dict[str, Any]:
    back = max(_LOOK_BACK, _PERIODS * timedelta(seconds=period))
    return {
        "Period": int(period),
        "StartTime": (now - back).isoformat(timespec="seconds"),
        "EndTime": now.isoformat(timespec="seconds"),
    }


def _newest(
    points: Sequence[tuple[Any, Any]], period: Period, now: datetime, label: str
) -> list[Sample]:
    """Return the newest point whose period is over; one that still runs would change again."""
    over = int(now.timestamp()) - period
    finished = [
        (int(stamp), float(value))
        for stamp, value in points
        if value is not None and int(stamp) <= over and isfinite(value)
    ]
    if not finished:
        return []
    stamp, value = max(finished)
    return [Sample(datetime.fromtimestamp(stamp, UTC), value, label)]


def _label(group: dict[str, Any]) -> str:
    pairs = group.get("Dimensions") or ()
    return ", ".join(f"{each.get('Name')}={each.get('Value')}" for each in pairs)[:200]


def _list(answer: dict[str, Any], name: str, action: str) -> list[dict[str, Any]]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    return found
