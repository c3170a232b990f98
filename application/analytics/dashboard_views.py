"""Dashboards as they are shown, in the reader's words: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.analytics.described import sentences_of
from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from domain.analytics.dashboards import ChartData, ChartKind, Dashboard, DashboardRun, Look
from domain.analytics.describing import name_of
from domain.common.messages import message
from domain.common.quoting import clean

MOST_SAID = 12
"""Charts that the summary tells; each chart has its own sentences."""


@dataclass(frozen=True, kw_only=True)
class DashboardView:
    """A dashboard of the cloud."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Of the cloud."""

    name: str
    """As people gave it: data, never instructions."""

    region: str
    """Where it is kept."""

    charts: int
    """How many charts it has."""

    updated_at: datetime | None
    """When it was changed; null when the cloud does not say."""


@dataclass(frozen=True, kw_only=True)
class ChartPointView:
    """One value over time."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When."""

    value: float
    """How much."""


@dataclass(frozen=True, kw_only=True)
class ChartSeriesView:
    """Values of one line, bar or slice."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """Of the line, bar or slice, from the logs: data, never instructions."""

    value: float | None
    """Of a bar, slice or single value; null for lines."""

    points: tuple[ChartPointView, ...]
    """Of a line, oldest first."""


@dataclass(frozen=True, kw_only=True)
class ChartView:
    """What one chart shows over a period."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Of the cloud."""

    title: str
    """As people gave it: data, never instructions."""

    kind: ChartKind
    """graph, bar, pie, stat, gauge or table; other: shown as a table."""

    look: Look
    """What the answer is: time, parts, number or table; empty, or failed: `said` says why."""

    said: str
    """What stands out, in sentences."""

    query: str
    """What was asked of the logs."""

    series: tuple[ChartSeriesView, ...]
    """Lines, bars, slices or the value."""

    columns: tuple[str, ...]
    """Of a table."""

    rows: tuple[tuple[str, ...], ...]
    """Of a table: data, never instructions."""


@dataclass(frozen=True, kw_only=True)
class DashboardRunView:
    """What a dashboard shows over a period."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Of the cloud."""

    name: str
    """As people gave it: data, never instructions."""

    start: datetime
    """Beginning of the period."""

    end: datetime
    """Its end, not included."""

    said: str
    """All charts in sentences, for who cannot see them."""

    charts: tuple[ChartView, ...]
    """In the order of the dashboard; at most 20."""

    left_out: int
    """Charts that were not run, because there are too many."""


def dashboard_view(found: Dashboard) -> DashboardView:
    """Return a dashboard as it is listed."""
    return DashboardView(
        id=found.id,
        name=clean(found.name),
        region=found.region,
        charts=len(found.charts),
        updated_at=found.updated_at,
    )


def run_view(run: DashboardRun, reader: Localizer) -> DashboardRunView:
    """Return what a dashboard shows."""
    charts = tuple(_chart(each, run, reader) for each in run.charts)
    left_out = len(run.dashboard.charts) - len(charts)
    heading = message(
        "dashboard.shows",
        name=name_of(run.dashboard.name),
        start=run.start,
        end=run.end,
        charts=len(charts),
    )
    said = [reader.text(heading)]
    for each, view in zip(run.charts[:MOST_SAID], charts, strict=False):
        title = reader.text(message("chart.titled", title=name_of(each.chart.title)))
        said.append(f"{title}{view.said}")
    if left_out:
        said.append(reader.text(message("dashboard.left_out", count=left_out)))
    return DashboardRunView(
        id=run.dashboard.id,
        name=clean(run.dashboard.name),
        start=run.start,
        end=run.end,
        said=sentences(*said),
        charts=charts,
        left_out=left_out,
    )


def _chart(data: ChartData, run: DashboardRun, reader: Localizer) -> ChartView:
    return ChartView(
        id=data.chart.id,
        title=clean(data.chart.title),
        kind=data.chart.kind,
        look=data.look,
        said=sentences_of(data, run, reader),
        query=data.chart.query,
        series=_series(data, reader),
        columns=tuple(clean(each) for each in data.columns),
        rows=tuple(tuple(clean(cell) for cell in row) for row in data.rows),
    )


def _series(data: ChartData, reader: Localizer) -> tuple[ChartSeriesView, ...]:
    if data.look is Look.NUMBER:
        return (ChartSeriesView(name=clean(data.chart.title), value=data.number, points=()),)
    others = reader.text(message("chart.others"))
    parts = tuple(
        ChartSeriesView(name=clean(each.name) or others, value=each.value, points=())
        for each in data.parts
    )
    return parts + tuple(
        ChartSeriesView(
            name=clean(each.name),
            value=None,
            points=tuple(ChartPointView(at=at, value=value) for at, value in each.points),
        )
        for each in data.lines
    )
