"""What grows, what is near its limit and when: clusters, workloads, topics, metrics (ANL-2)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.clusters.clusters import plain_name
from application.common.wording import message_for
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.logs import LogStore, MetricStore
from application.ports.usage import UsageSources
from domain.analytics.usage import (
    Measure,
    Usage,
    UsageOf,
    UsageSeries,
    ranked,
    usage_of,
)
from domain.common.errors import InvalidRequest, ZhibanError
from domain.common.messages import Called, Message, message
from domain.logs.logs import LogQuery
from domain.monitoring.capacity import Series
from domain.monitoring.metric_names import metric_called
from domain.people.access import Actor, Permission, require

LOOK_BACK = timedelta(days=29)
"""Hours of less than 30 days are given at once."""

TOPICS_BACK = timedelta(days=15)
"""As a rule lines are kept for 30 days; two weeks and a day show what a week changes."""

MOST_AHEAD = 14
USUAL_AHEAD = 7
MOST_CLUSTERS = 20
MOST_WORKLOADS = 20
MOST_TOPICS = 20
AT_ONCE = 4
PATIENCE = timedelta(seconds=25)
"""For all that is read; what has not answered by then is told as not read."""

_DAY_S = 86_400
_USUAL = (UsageOf.CLUSTERS, UsageOf.CAPACITY, UsageOf.TOPICS)


@dataclass(frozen=True)
class Unread:
    """What could not be looked at."""

    what: UsageOf
    name: str
    why: Message


@dataclass(frozen=True, kw_only=True)
class UsageTrends:
    """Where everything stands, the gravest first.

    Attributes:
        looked: how many series were looked at.
        ahead: how far ahead limits were looked for.
        unread: what could not be looked at, and why.
    """

    found: tuple[Usage, ...]
    looked: int
    ahead: timedelta
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class UsageService:
    """The one door to usage trends and bottlenecks."""

    sources: UsageSources
    clusters: Clusters
    metrics: MetricStore
    logs: LogStore
    clock: Clock
    patience: timedelta = PATIENCE

    async def trends(
        self,
        *,
        by: Actor,
        of: Sequence[UsageOf] = (),
        cluster: str = "",
        namespace: str = "",
        days: int = USUAL_AHEAD,
    ) -> UsageTrends:
        """Say what grows, what is near its limit, and when it gets there.

        What cannot be read is named with the reason, and hides nothing else.

        Args:
            by: who asks; needs to read logs, and clusters where those are asked for.
            of: whose use; none: clusters, configured metrics and topics, and workloads where a
                cluster and a namespace are named.
            cluster: only this one.
            namespace: of the workloads.
            days: how far ahead limits are looked for.

        Raises:
            InvalidRequest: a value is out of bounds, or workloads lack their cluster or namespace.
        """
        require(by, Permission.READ_LOGS)
        if not 1 <= days <= MOST_AHEAD:
            raise InvalidRequest("days", message("rule.between", least=1, most=MOST_AHEAD))
        wanted = _wanted(of, cluster, namespace)
        if {UsageOf.CLUSTERS, UsageOf.WORKLOADS} & set(wanted):
            require(by, Permission.READ_CLUSTERS)
        cluster = plain_name("cluster", cluster) if cluster else ""
        namespace = plain_name("namespace", namespace) if namespace else ""
        reading = _Reading(self, self.clock.now(), cluster, namespace)
        series = await reading.all(wanted)
        ahead = timedelta(days=days)
        looked = await asyncio.to_thread(
            lambda: [usage for each in series if (usage := usage_of(each, horizon=ahead))]
        )
        return UsageTrends(
            found=tuple(ranked(looked)),
            looked=len(looked),
            ahead=ahead,
            unread=tuple(reading.unread),
        )


def _wanted(of: Sequence[UsageOf], cluster: str, namespace: str) -> tuple[UsageOf, ...]:
    wanted = tuple(dict.fromkeys(of)) or _USUAL
    if not of and cluster:
        wanted = (UsageOf.CLUSTERS, *((UsageOf.WORKLOADS,) if namespace else ()))
    if UsageOf.WORKLOADS in wanted:
        for field, given in (("cluster", cluster), ("namespace", namespace)):
            if not given:
                raise InvalidRequest(field, message("usage_trend.workloads_where"))
    return wanted


class _Reading:
    """Reads everything at once, within the patience; what fails is named."""

    def __init__(self, service: UsageService, now: datetime, cluster: str, namespace: str) -> None:
        self.service = service
        self.now, self.cluster, self.namespace = now, cluster, namespace
        self.unread: list[Unread] = []
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def all(self, wanted: Sequence[UsageOf]) -> list[UsageSeries]:
        kinds: dict[UsageOf, Callable[[], Awaitable[list[UsageSeries]]]] = {
            UsageOf.CLUSTERS: self._clusters,
            UsageOf.WORKLOADS: self._workloads,
            UsageOf.CAPACITY: self._capacity,
            UsageOf.TOPICS: self._topics,
        }
        found = await asyncio.gather(*(self._tried(each, "", kinds[each]()) for each in wanted))
        return [series for each in found for series in each]

    async def _tried(
        self, of: UsageOf, name: str, reading: Awaitable[list[UsageSeries]]
    ) -> list[UsageSeries]:
        try:
            async with asyncio.timeout(self.service.patience.total_seconds()):
                return await reading
        except TimeoutError:
            self.unread.append(Unread(of, name, message("usage_trend.late")))
        except ZhibanError as error:
            self.unread.append(Unread(of, name, message_for(error)))
        return []

    async def _clusters(self) -> list[UsageSeries]:
        if self.cluster:
            names = [self.cluster]
        else:
            names = [each.id for each in await self.service.clusters.clusters()]
        for left in names[MOST_CLUSTERS:]:
            why = message("usage_trend.not_looked", most=MOST_CLUSTERS)
            self.unread.append(Unread(UsageOf.CLUSTERS, left, why))

        async def one(name: str) -> list[UsageSeries]:
            async with self.turns:
                return await self.service.sources.clusters(
                    [name], since=self.now - LOOK_BACK, until=self.now
                )

        answers = await asyncio.gather(
            *(self._tried(UsageOf.CLUSTERS, each, one(each)) for each in names[:MOST_CLUSTERS])
        )
        return [series for each in answers for series in each]

    async def _workloads(self) -> list[UsageSeries]:
        page = await self.service.clusters.workloads(
            self.cluster, namespace=self.namespace, limit=MOST_WORKLOADS
        )
        names = sorted({each.ref.name for each in page.workloads})
        return await self.service.sources.workloads(
            self.cluster, self.namespace, names, since=self.now - LOOK_BACK, until=self.now
        )

    async def _capacity(self) -> list[UsageSeries]:
        found = await self.service.metrics.capacity_series(start=self.now - LOOK_BACK, end=self.now)
        return [_configured(each) for each in found]

    async def _topics(self) -> list[UsageSeries]:
        topics = await self.service.logs.topics(limit=MOST_TOPICS + 1)
        for left in topics[MOST_TOPICS:]:
            why = message("usage_trend.not_looked", most=MOST_TOPICS)
            self.unread.append(Unread(UsageOf.TOPICS, left.name, why))

        async def one(topic_id: str, name: str, region: str) -> list[UsageSeries]:
            query = LogQuery(topic_id, "*", self.now - TOPICS_BACK, self.now, region)
            async with self.turns:
                bars = await self.service.logs.histogram(query, interval_seconds=_DAY_S)
            # The first and the last bar are parts of days.
            whole = bars.bars[1:-1]
            points = tuple((each.start, float(each.count)) for each in whole)
            return [
                UsageSeries(
                    of=UsageOf.TOPICS,
                    name=name,
                    where=region,
                    measure=Measure.LINES,
                    unit="",
                    points=points,
                )
            ]

        answers = await asyncio.gather(
            *(
                self._tried(UsageOf.TOPICS, each.name, one(each.id, each.name, each.region))
                for each in topics[:MOST_TOPICS]
                if each.indexed
            )
        )
        return [series for each in answers for series in each]


def _configured(series: Series) -> UsageSeries:
    called = metric_called(series.metric)
    return UsageSeries(
        of=UsageOf.CAPACITY,
        name=series.target,
        measure=called if not isinstance(called, Called) else Called(series.metric),
        unit=series.unit,
        limit=series.limit,
        points=tuple((each.at, each.value) for each in series.points),
    )
