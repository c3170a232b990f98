"""Dashboards of the cloud, and what their queries answer, in memory."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.analytics.dashboards import Chart, ChartKind, Dashboard
from domain.common.errors import ZhibanError
from domain.common.messages import message
from domain.logs.logs import LogPage, LogQuery
from tests.fakes.incident_examples import NOW

BOARD = "dashboard-0f3a"
HOURS = 24


def a_chart(number, kind=ChartKind.LINE, title="visits", **changes):
    """Return a chart whose query says how it is answered."""
    told = {"query": f"* | {kind}", "topic_id": "t1", "region": "ap-guangzhou"}
    return Chart(id=f"c{number}", title=title, kind=kind, **told | changes)


def eight_charts():
    """Return one chart of each kind, one that asks nothing, and one with variables."""
    return (
        a_chart(1, x="t", y="n"),
        a_chart(2, ChartKind.BAR, "errors", query="* | few", x="t", y="n"),
        a_chart(3, ChartKind.PIE, "by<b>service</b>", query="* | parts", x="service", y="n"),
        a_chart(4, ChartKind.STAT, "lines", query="* | one"),
        a_chart(5, ChartKind.GAUGE, "rate", query="* | none"),
        a_chart(6, ChartKind.TABLE, "top", query="* | table"),
        a_chart(7, ChartKind.OTHER, "map", query="", left_out=message("chart.no_query")),
        a_chart(8, title="by-env", left_out=message("chart.variables")),
    )


def a_board(name="shop-overview", id_=BOARD, charts=None):
    return Dashboard(
        id=id_,
        name=name,
        region="ap-guangzhou",
        updated_at=NOW,
        charts=eight_charts() if charts is None else charts,
    )


@dataclass
class SmallDashboards:
    """A `DashboardStore`."""

    kept: list[Dashboard] = field(default_factory=lambda: [a_board()])
    error: ZhibanError | None = None

    async def dashboards(self, *, name: str = "", id_: str = "") -> list[Dashboard]:
        if self.error is not None:
            raise self.error
        if id_:
            return [each for each in self.kept if each.id == id_]
        return [each for each in self.kept if name.casefold() in each.name.casefold()]


@dataclass
class Answers:
    """Answers queries of charts by their last word; keeps what was asked.

    Attributes:
        broken: raised for queries that end so.
    """

    broken: dict[str, ZhibanError] = field(default_factory=dict)
    asked: list[LogQuery] = field(default_factory=list)

    async def search(self, query: LogQuery, *, limit: int = 20, **_: object) -> LogPage:
        self.asked.append(query)
        word = query.text.rpartition(" ")[2]
        if word in self.broken:
            raise self.broken[word]
        columns, records = self._of(word, query)
        return LogPage((), columns=columns, records=tuple(records[:limit]))

    def _of(self, word: str, query: LogQuery):
        if word in {"graph", "few"}:
            span = (query.end - query.start) / HOURS
            ms = [int((query.start + n * span).timestamp() * 1_000) for n in range(HOURS)]
            told = [{"t": at, "n": 100 + n} for n, at in enumerate(ms)]
            return ("t", "n"), told if word == "graph" else [told[5], told[6]]
        if word == "parts":
            told = [("payments<script>", 30), ("orders", 60), ("stock", 10)]
            return ("service", "n"), [{"service": name, "n": n} for name, n in told]
        if word == "one":
            return ("n",), [{"n": 8_682}]
        if word == "table":
            return ("message", "n"), [{"message": f"error {n}", "n": n} for n in range(9)]
        return ("n",), []


@dataclass
class StillPainter:
    """A `Painter` that paints nothing, and keeps what it was given."""

    given: list[str] = field(default_factory=list)
    error: ZhibanError | None = None

    async def png(self, svg: str) -> bytes:
        self.given.append(svg)
        if self.error is not None:
            raise self.error
        return b"\x89PNG\r\n\x1a\n still"


def hours(count: int) -> timedelta:
    return timedelta(hours=count)
