"""Dashboards of logs: which there are, and what their charts say over a period (ANL-4, CLD-1)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.common.wording import message_for
from application.logs.logs import LONGEST_PERIOD
from application.ports.clock import Clock
from application.ports.dashboards import DashboardStore, Painter, no_browser
from application.ports.logs import LogStore
from domain.analytics.dashboards import (
    MOST_POINTS,
    Chart,
    ChartData,
    Dashboard,
    DashboardRun,
    Look,
    data_of,
)
from domain.common.errors import InvalidRequest, NotFound, ZhibanError
from domain.common.messages import Alternatives, Foreign, message
from domain.logs.logs import LogQuery
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
MOST_CHARTS = 20
"""Charts of one answer; the others are said to be left out."""

AT_ONCE = 4
"""Queries under way; CLS refuses a 16th at once on one topic."""

PATIENCE = timedelta(seconds=25)
"""For all of them together; a chart whose query has not answered by then says so."""

USUAL = timedelta(hours=24)
_LONGEST_NAME = 200
_SOME = 5


@dataclass(frozen=True)
class DashboardService:
    """The one door to dashboards.

    Attributes:
        painter: makes pixels; None where the browser is switched off.
    """

    dashboards: DashboardStore
    logs: LogStore
    clock: Clock
    painter: Painter | None = None
    patience: timedelta = PATIENCE

    async def list(self, *, by: Actor, name: str = "", limit: int = 50) -> list[Dashboard]:
        """Return dashboards whose name holds `name`, by name."""
        require(by, Permission.READ_LOGS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        found = await self.dashboards.dashboards(name=name.strip()[:_LONGEST_NAME])
        return found[:limit]

    async def run(
        self,
        *,
        by: Actor,
        dashboard: str,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> DashboardRun:
        """Run the queries of a dashboard's charts over a period.

        A chart whose query cannot be run, fails or takes too long says why; the others are shown.

        Args:
            by: who asks.
            dashboard: its id or name, or a part of a name that fits one only.
            start: 24 hours before the end when None.
            end: now when None.

        Raises:
            NotFound: there is no such dashboard.
            InvalidRequest: the name fits several, or the period is empty or over 31 days.
        """
        require(by, Permission.READ_LOGS)
        end = end or self.clock.now()
        start = start or end - USUAL
        if not timedelta() < end - start <= LONGEST_PERIOD:
            raise InvalidRequest("start", message("rule.before_end", most=LONGEST_PERIOD))
        found = await self._named(dashboard.strip()[:_LONGEST_NAME])
        shown = replace(found, charts=found.charts[:MOST_CHARTS])
        slots = asyncio.Semaphore(AT_ONCE)
        until = asyncio.get_running_loop().time() + self.patience.total_seconds()
        asked = [self._asked(each, start, end, slots, until) for each in shown.charts]
        charts = tuple(await asyncio.gather(*asked))
        return DashboardRun(dashboard=found, start=start, end=end, charts=charts)

    async def png(self, svg: str) -> bytes:
        """Return a picture of ours as PNG.

        Raises:
            Unavailable: there is no browser here that could paint it, or it does not answer.
        """
        if self.painter is None:
            raise no_browser()
        return await self.painter.png(svg)

    async def _asked(
        self, chart: Chart, start: datetime, end: datetime, slots: asyncio.Semaphore, until: float
    ) -> ChartData:
        if chart.left_out is not None:
            return ChartData(chart=chart, look=Look.FAILED, problem=chart.left_out)
        query = LogQuery(chart.topic_id, chart.query, start, end, chart.region)
        try:
            async with asyncio.timeout_at(until), slots:
                page = await self.logs.search(query, limit=MOST_POINTS)
        except TimeoutError:
            return ChartData(chart=chart, look=Look.FAILED, problem=message("chart.too_slow"))
        except ZhibanError as error:
            return ChartData(chart=chart, look=Look.FAILED, problem=message_for(error))
        return data_of(chart, page.columns, page.records)

    async def _named(self, called: str) -> Dashboard:
        if not called:
            raise InvalidRequest("dashboard", message("rule.not_empty"))
        if called.startswith("dashboard-"):
            found = await self.dashboards.dashboards(id_=called)
            if found:
                return found[0]
        found = await self.dashboards.dashboards(name=called)
        exact = [each for each in found if each.name.casefold() == called.casefold()]
        return _one(exact or found, called)


def _one(found: Sequence[Dashboard], called: str) -> Dashboard:
    if not found:
        raise NotFound("dashboard", called)
    if len(found) > 1:
        some = Alternatives(tuple(Foreign(f"{each.name} ({each.id})") for each in found[:_SOME]))
        raise InvalidRequest("dashboard", message("dashboard.fits", dashboards=some))
    return found[0]
