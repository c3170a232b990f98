"""Dashboards: which there are, what their charts answer, and how they are drawn."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from application.analytics.dashboard_views import run_view
from application.analytics.dashboards import MOST_CHARTS, DashboardService
from application.analytics.drawings import Theme, chart_drawn, picture
from application.common.wording import Localizer
from domain.analytics.dashboards import Look
from domain.common.errors import (
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyRequests,
    Unavailable,
)
from domain.common.messages import message
from domain.people.access import Actor, Role
from tests.fakes.clock import ManualClock
from tests.fakes.dashboards import Answers, SmallDashboards, StillPainter, a_board, a_chart
from tests.fakes.incident_examples import NOW
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
NOBODY = replace(MEI, scopes=frozenset())
READERS = pytest.mark.parametrize("reader", [IN_ENGLISH, IN_CHINESE])


class World:
    def __init__(self):
        self.store, self.logs, self.painter = SmallDashboards(), Answers(), StillPainter()
        self.service = DashboardService(self.store, self.logs, ManualClock(NOW), self.painter)

    async def run(self, dashboard="shop", **asked):
        return await self.service.run(by=MEI, dashboard=dashboard, **asked)


@pytest.fixture
def world():
    return World()


async def test_a_dashboard_is_run_by_id_name_or_part_of_it(world):
    """ANL-4: an exact name goes before a part of one."""
    world.store.kept.append(a_board("shop", "dashboard-2"))
    for called, id_ in (("SHOP", "dashboard-2"), ("overview", "dashboard-0f3a")):
        assert (await world.run(called)).dashboard.id == id_
    assert (await world.run("dashboard-2")).dashboard.name == "shop"


async def test_each_chart_is_asked_over_the_period_where_it_lies(world):
    """ANL-4, CLD-1: and those that cannot be are not."""
    run = await world.run(start=NOW - timedelta(hours=2))
    assert len(world.logs.asked) == 6
    assert {(each.topic_id, each.region) for each in world.logs.asked} == {("t1", "ap-guangzhou")}
    assert {(each.start, each.end) for each in world.logs.asked} == {
        (NOW - timedelta(hours=2), NOW)
    }
    assert [each.look for each in run.charts] == [
        *(Look.TIME, Look.TIME, Look.PARTS, Look.NUMBER, Look.EMPTY, Look.TABLE),
        *(Look.FAILED, Look.FAILED),
    ]


async def test_one_chart_that_fails_leaves_the_others(world):
    """ANL-4: it says why."""
    world.logs.broken["parts"] = TooManyRequests(message("chart.too_slow"))
    run = await world.run()
    assert run.charts[2].problem == message("chart.too_slow")
    assert run.charts[3].look is Look.NUMBER


async def test_a_query_that_takes_too_long_ends(world):
    """ANL-4: all of them together have one bound."""

    async def never(*_, **__):
        await asyncio.sleep(60)

    world.logs.search = never
    service = replace(world.service, patience=timedelta(milliseconds=20))
    run = await service.run(by=MEI, dashboard="shop")
    assert run.charts[0].problem == message("chart.too_slow")


async def test_only_so_many_charts_are_run(world):
    """ANL-4: the others are said to be left out."""
    charts = tuple(a_chart(number) for number in range(MOST_CHARTS + 3))
    world.store.kept = [a_board(charts=charts)]
    view = run_view(await world.run(), Localizer(WORDS, IN_ENGLISH))
    assert (len(view.charts), view.left_out) == (MOST_CHARTS, 3)
    assert view.said.endswith("3 more charts were not run.")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"dashboard": " "}, "dashboard"),
        ({"start": NOW}, "start"),
        ({"start": NOW - timedelta(days=32)}, "start"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_field(world, asked, words):
    """ANL-4."""
    with pytest.raises(InvalidRequest, check=says(words)):
        await world.run(**asked)
    assert world.logs.asked == []


async def test_none_or_several_of_a_name_are_refused(world):
    """ANL-4."""
    world.store.kept.append(a_board("shop 2", "dashboard-2"))
    with pytest.raises(InvalidRequest, check=says("dashboard-2")):
        await world.run("shop")
    with pytest.raises(NotFound):
        await world.run("nowhere")


async def test_only_those_who_read_logs_see_dashboards(world):
    """ANL-4, SEC-4."""
    with pytest.raises(Forbidden):
        await world.service.run(by=NOBODY, dashboard="shop")
    with pytest.raises(Forbidden):
        await world.service.list(by=NOBODY)
    with pytest.raises(InvalidRequest, check=says("limit")):
        await world.service.list(by=MEI, limit=101)


@READERS
@pytest.mark.parametrize("theme", Theme)
async def test_a_picture_is_a_whole_document_in_which_strangers_are_text(world, reader, theme):
    """ANL-4, SEC-4: in both themes and languages."""
    svg = picture(await world.run(), Localizer(WORDS, reader), theme, sandbox=True)
    root = ET.fromstring(svg)
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert tags == {"svg", "style", "rect", "text", "g", "path", "circle"}
    assert "<script" not in svg
    texts = [each.text for each in root.iter() if each.tag.endswith("}text")]
    assert "by<b>service</b>" in texts
    assert any(each.startswith("SANDBOX") for each in texts)
    assert not re.search(r"\b(?:nan|inf)\b", svg)


async def test_each_drawing_has_its_sentences_for_who_cannot_see_it(world):
    """ANL-4, CON-1."""
    run, reader = await world.run(), Localizer(WORDS, IN_ENGLISH)
    view = run_view(run, reader)
    for data, chart in zip(run.charts, view.charts, strict=True):
        drawn = ET.fromstring(chart_drawn(data, run, reader))
        assert drawn.attrib["aria-label"] == chart.said
    assert all(chart.said in view.said for chart in view.charts)


async def test_without_a_browser_there_is_no_png(world):
    """ANL-4: and the sentence says what there is."""
    assert (await world.service.png("<svg/>")).startswith(b"\x89PNG")
    with pytest.raises(Unavailable, check=says("SVG")):
        await replace(world.service, painter=None).png("<svg/>")


async def test_an_empty_dashboard_says_so(world):
    """ANL-4."""
    world.store.kept = [a_board(charts=())]
    svg = picture(await world.run(), Localizer(WORDS, IN_ENGLISH), Theme.DARK, sandbox=False)
    assert "This dashboard has no charts." in svg
