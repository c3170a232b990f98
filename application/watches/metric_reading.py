"""Reads every kind of metric source, each where it belongs (THR-1)."""

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports.logs import LogStore
from application.ports.watches.metrics import ExpressionReader, HistoryReader, SourceReader
from domain.common.messages import Message, message
from domain.logs.logs import LogQuery
from domain.watches.metrics.numbers import number_of
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import (
    ClsNumber,
    HttpJson,
    MetricSource,
    Period,
    Prometheus,
    Sample,
    TencentMonitor,
    TencentStatistic,
)

MOST_SERIES = 1_000
"""Series of one answer that are compared; a query that gives more was not meant for a watch."""


@dataclass(frozen=True)
class MetricReading:
    """The `MetricReader` of all sources."""

    http_json: ExpressionReader
    prometheus: SourceReader[Prometheus]
    monitor: SourceReader[TencentMonitor]
    statistic: SourceReader[TencentStatistic]
    logs: LogStore

    async def read(self, source: MetricSource, *, now: datetime, owner: str) -> list[Sample]:
        """Return the newest finished value of each series."""
        samples = await self._read(source, now=now, owner=owner)
        if len(samples) > MOST_SERIES:
            raise MetricUnreadable(MetricProblem.TOO_MANY_SERIES, _count(samples))
        return samples

    async def _read(self, source: MetricSource, *, now: datetime, owner: str) -> list[Sample]:
        match source:
            case HttpJson():
                return await self.http_json.read(source, now=now, owner=owner)
            case Prometheus():
                return await self.prometheus.read(source, now=now)
            case TencentMonitor():
                return await self.monitor.read(source, now=now)
            case TencentStatistic():
                return await self.statistic.read(source, now=now)
            case ClsNumber():
                return await self._from_logs(source, now=now)

    async def _from_logs(self, source: ClsNumber, *, now: datetime) -> list[Sample]:
        """Run the SQL; its last column is the number, the others tell series apart."""
        start = now - timedelta(minutes=source.minutes)
        query = LogQuery(source.topic_id, source.query, start, now, source.region)
        page = await self.logs.search(query, limit=1)
        if page.lines and not page.columns:
            raise MetricUnreadable(MetricProblem.NO_NUMBER, message("metric.kind_lines"))
        found = (_sample(page.columns, record, now) for record in page.records)
        return [sample for sample in found if sample is not None]


def _count(samples: Sized) -> Message:
    return message("value.plain", value=len(samples))


def _sample(
    columns: tuple[str, ...], record: Mapping[str, str | int | float | None], now: datetime
) -> Sample | None:
    """Return a row's number; None when it is empty, such as the average of no lines."""
    *names, last = columns or tuple(record)
    value = record.get(last)
    if value is None:
        return None
    label = ", ".join(f"{name}={record.get(name)}" for name in names)
    return Sample(now, number_of(value), label[:200])


@dataclass(frozen=True)
class HistoryReading:
    """The `MetricHistories` of all sources that keep a past."""

    prometheus: HistoryReader[Prometheus]
    monitor: HistoryReader[TencentMonitor]
    statistic: HistoryReader[TencentStatistic]

    async def history(
        self, source: MetricSource, *, since: datetime, until: datetime, step: Period = Period.HOUR
    ) -> list[Sample]:
        """Return the finished values of each series."""
        match source:
            case Prometheus():
                return await self.prometheus.history(source, since=since, until=until, step=step)
            case TencentMonitor():
                return await self.monitor.history(source, since=since, until=until, step=step)
            case TencentStatistic():
                return await self.statistic.history(source, since=since, until=until, step=step)
            case _:
                raise MetricUnreadable(MetricProblem.NO_HISTORY)
