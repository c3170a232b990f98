"""Newest values and the past of series on the Observability Platform (API 2018-07-24; THR-1)."""

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

_Points = Sequence[tuple[Any, Any]]
"""Unix seconds and values, as they came."""

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

_LONGEST_PAST = timedelta(days=30, hours=-1)
"""DescribeStatisticData gives hours of less than 30 days at once (says its SDK)."""


@dataclass(frozen=True)
class TencentMonitorReader:
    """Reads `tencent_monitor` sources with GetMonitorData."""

    calls: TencentCalls

    async def read(self, source: TencentMonitor, *, now: datetime) -> list[Sample]:
        """Return the newest finished point of the object's series."""
        found = []
        for points in await self._points(source, _window(source.period, now)):
            found += _newest(points, source.period, now, "")
        return found

    async def history(
        self,
        source: TencentMonitor,
        *,
        since: datetime,
        until: datetime,
        step: Period = Period.HOUR,
    ) -> list[Sample]:
        """Return its finished hours, or other steps."""
        asked = _span(step, since, until)
        return [
            sample
            for points in await self._points(source, asked)
            for sample in _finished(points, step, until, "")
        ]

    async def _points(self, source: TencentMonitor, asked: dict[str, Any]) -> list[_Points]:
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
                **asked,
            },
            region=source.region,
        )
        return [
            list(
                zip(
                    each.get("Timestamps") or (),
                    each.get(name) or each.get("Values") or (),
                    strict=False,
                )
            )
            for each in _list(answer, "DataPoints", "GetMonitorData")
        ]


@dataclass(frozen=True)
class TencentStatisticReader:
    """Reads `tencent_statistic` sources with DescribeStatisticData."""

    calls: TencentCalls

    async def read(self, source: TencentStatistic, *, now: datetime) -> list[Sample]:
        """Return the newest finished point of each group."""
        found = []
        for label, points in await self._groups(source, _window(source.period, now)):
            found += _newest(points, source.period, now, label)
        return found

    async def history(
        self,
        source: TencentStatistic,
        *,
        since: datetime,
        until: datetime,
        step: Period = Period.HOUR,
    ) -> list[Sample]:
        """Return the finished hours of each group, or other steps; of 30 days not the first."""
        asked = _span(step, max(since, until - _LONGEST_PAST), until)
        return [
            sample
            for label, points in await self._groups(source, asked)
            for sample in _finished(points, step, until, label)
        ]

    async def _groups(
        self, source: TencentStatistic, asked: dict[str, Any]
    ) -> list[tuple[str, _Points]]:
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
                **asked,
            },
            region=source.region,
        )
        groups = [
            group
            for each in _list(answer, "Data", "DescribeStatisticData")
            for group in each.get("Points") or ()
        ]
        return [
            (
                _label(group) if len(groups) > 1 else "",
                [(each["Timestamp"], each.get("Value")) for each in group.get("Values") or ()],
            )
            for group in groups
        ]


def _window(period: Period, now: datetime) -> dict[str, Any]:
    back = max(_LOOK_BACK, _PERIODS * timedelta(seconds=period))
    return _span(period, now - back, now)


def _span(period: Period, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "Period": int(period),
        "StartTime": start.isoformat(timespec="seconds"),
        "EndTime": end.isoformat(timespec="seconds"),
    }


def _newest(points: _Points, period: Period, now: datetime, label: str) -> list[Sample]:
    """Return the newest point whose period is over; none when there is none."""
    finished = _finished(points, period, now, label)
    return [max(finished, key=lambda sample: (sample.at, sample.value))] if finished else []


def _finished(points: _Points, period: Period, now: datetime, label: str) -> list[Sample]:
    """Return the points whose period is over; one that still runs would change again."""
    over = int(now.timestamp()) - period
    return [
        Sample(datetime.fromtimestamp(int(stamp), UTC), float(value), label)
        for stamp, value in points
        if value is not None and int(stamp) <= over and isfinite(value)
    ]


def _label(group: dict[str, Any]) -> str:
    pairs = group.get("Dimensions") or ()
    return ", ".join(f"{each.get('Name')}={each.get('Value')}" for each in pairs)[:200]


def _list(answer: dict[str, Any], name: str, action: str) -> list[dict[str, Any]]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    return found
