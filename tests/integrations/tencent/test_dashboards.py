"""Dashboards of CLS, on the real SDK against the stand-in."""

import json

import pytest

from application.analytics.dashboards import DashboardService
from bootstrap.system import SystemClock
from domain.analytics.dashboards import ChartKind, Look
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.people.access import Actor, Role
from integrations.tencent.dashboards import TencentDashboards
from integrations.tencent.logs import TencentLogs
from sandbox import boards
from tests.integrations.tencent.conftest import NOON

MEI = Actor("u_mei", frozenset({Role.VIEWER}))


@pytest.fixture
def store(calls):
    return TencentDashboards(calls)


async def test_the_shops_dashboard_is_read_and_run(cloud, calls, store, topic):
    """ANL-4: each of its eight charts gives what its kind draws."""
    cloud.add_dashboard(boards.NAME, boards.panels(topic.topic_id, topic.topic_id))
    service = DashboardService(store, TencentLogs(calls), SystemClock())
    run = await service.run(by=MEI, dashboard="shop OVERVIEW", end=NOON)

    assert [each.chart.kind for each in run.charts] == [
        *(ChartKind.LINE, ChartKind.LINE, ChartKind.BAR, ChartKind.PIE, ChartKind.BAR),
        *(ChartKind.STAT, ChartKind.GAUGE, ChartKind.TABLE),
    ]
    assert [each.look for each in run.charts] == [
        *(Look.TIME, Look.TIME, Look.TIME, Look.PARTS, Look.PARTS),
        *(Look.NUMBER, Look.NUMBER, Look.TABLE),
    ]
    assert run.charts[5].number == 249
    assert [each.name for each in run.charts[1].lines] == ["INFO", "ERROR"]
    assert run.charts[0].lines[0].points[-1][0] < NOON


async def test_all_pages_are_read_and_remembered_for_a_minute(cloud, store):
    """ANL-4, CLD-5."""
    for number in range(130):
        cloud.add_dashboard(f"board {number:03d}", [])
    assert len(await store.dashboards()) == 130
    assert [each.name for each in await store.dashboards(name="BOARD 007")] == ["board 007"]
    asked = cloud.ledger.entries(action="DescribeDashboards")
    assert len(asked) == 2


async def test_one_is_found_by_its_id(cloud, store):
    """ANL-4."""
    id_ = cloud.add_dashboard("a", [])
    cloud.add_dashboard("b", [])
    (found,) = await store.dashboards(id_=id_)
    assert (found.name, found.region, found.charts) == ("a", "ap-guangzhou", ())
    assert found.updated_at is not None
    assert await store.dashboards(id_="dashboard-none") == []


TARGET = {"RegionId": 4, "TopicId": "t", "Query": "* | select count(*) as n"}


@pytest.mark.parametrize(
    ("panel", "why"),
    [
        ({"target": TARGET}, None),
        ({"targets": [TARGET]}, None),
        ({}, message("chart.no_query")),
        ({"target": "x"}, message("chart.no_query")),
        ({"target": {**TARGET, "TopicId": ""}}, message("chart.no_query")),
        ({"target": {**TARGET, "Query": "level:ERROR"}}, message("chart.no_analysis")),
        ({"target": {**TARGET, "Query": "env:${env} | select 1"}}, message("chart.variables")),
        ({"target": {**TARGET, "Query": "|" * 13_000}}, message("chart.too_long")),
    ],
)
async def test_a_chart_that_cannot_be_run_says_why(cloud, store, panel, why):
    """ANL-4."""
    cloud.cls.add_dashboard("x", [], region="ap-guangzhou")
    (kept,) = cloud.cls.dashboards.values()
    kept["Data"] = json.dumps({"panels": [{"id": "c", "type": "graph", **panel}, {"type": "row"}]})
    ((chart,),) = [each.charts for each in await store.dashboards()]
    assert chart.left_out == why
    if why is None:
        assert (chart.region, chart.topic_id) == ("ap-shanghai", "t")


@pytest.mark.parametrize(
    "data", ["", "{", "[]", '{"panels": {}}', '{"panels": [1, null]}', "[" * 9_999]
)
async def test_what_is_no_dashboard_of_a_known_form_has_no_charts(cloud, store, data):
    """ANL-4: an empty `Data` is what a new dashboard has."""
    cloud.add_dashboard("x", [])
    (kept,) = cloud.cls.dashboards.values()
    kept["Data"] = data
    (found,) = await store.dashboards()
    assert found.charts == ()


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"Limit": 101}, "InvalidParameter"),
        ({"Limit": 0}, "InvalidParameter"),
        ({"Offset": -1}, "InvalidParameter"),
        ({"Filters": [{"Key": "name", "Values": ["x"]}]}, "InvalidFilter"),
        ({"Filters": [{"Key": "dashboardName", "Values": ["x"] * 101}]}, "InvalidParameter"),
        ({"Filters": [{"Key": "dashboardId", "Values": ["x"]}] * 11}, "InvalidParameter"),
    ],
)
async def test_the_stand_in_refuses_what_the_vendor_documents(calls, params, why):
    """ANL-4: page size, filters and their values."""
    with pytest.raises(InvalidRequest, match=why):
        await calls.call("cls", "DescribeDashboards", params)


async def test_the_stand_in_filters_as_the_vendor_does(cloud, calls, topic):
    """ANL-4: names by a part, topics and regions exactly."""
    cloud.add_dashboard("shop one", boards.panels(topic.topic_id, topic.topic_id))
    cloud.add_dashboard("bank", [])
    cloud.add_dashboard("shop two", [], region="ap-shanghai")

    async def named(**params):
        answer = await calls.call("cls", "DescribeDashboards", params)
        return answer["TotalCount"], [each["DashboardName"] for each in answer["DashboardInfos"]]

    part = [{"Key": "dashboardName", "Values": ["shop"]}]
    assert await named(Filters=part) == (1, ["shop one"])
    assert await named(Limit=1, Offset=1) == (2, ["bank"])
    of_topic = [{"TopicId": topic.topic_id, "RegionId": 1}]
    assert await named(TopicIdRegionFilter=of_topic) == (1, ["shop one"])
