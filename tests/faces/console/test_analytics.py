"""What changed in the logs, in the console."""

import re
from datetime import timedelta
from html import unescape

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import AttemptState
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.common.readers import Language
from domain.incidents.incidents import IncidentState
from tests.fakes.dashboards import BOARD
from tests.fakes.face_services import MEI
from tests.fakes.incident_examples import an_attempt, an_incident
from tests.fakes.logs import two_periods

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/analytics"


@pytest.fixture
async def http(client):
    return await client(MEI, by_session=True)


async def test_the_page_asks_before_it_reads(http, world):
    """ANL-1, CON-2."""
    page = await http.get(PAGE)

    assert page.status_code == 200
    assert world.compared.calls == []


async def test_what_is_new_stands_first_with_its_line(http, world):
    """ANL-1: since when, and from which topic."""
    world.read_in(Language.CHINESE)
    page = (await http.get(PAGE, params={"since": "05:30"})).text

    assert page.index("新出现一种错误") < page.index("pool exhausted after 0 ms")
    assert "payments" in page
    assert 'class="plot columns"' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "soon"},
        {"since": "-40d"},
        {"since": "-1h", "before": "-30m"},
        {"since": "-1h", "before_until": "-90m"},
        {"since": "-1h", "topic": "nowhere"},
    ],
)
async def test_what_is_wrong_is_said_beside_the_question(http, asked):
    """ANL-1, CON-2: and the question stays."""
    page = await http.get(PAGE, params=asked)

    assert page.status_code == 200
    assert 'class="notice warn"' in page.text
    assert f'value="{asked["since"]}"' in page.text


async def test_a_cloud_that_does_not_answer_leaves_a_sentence(http, world):
    """ANL-1: never a broken page, never "no change"."""
    world.compared.broken["histogram"] = Unavailable(message("gap.nothing_visible"))
    page = await http.get(PAGE, params={"since": "-1h"})

    assert page.status_code == 200
    assert 'class="notice warn"' in page.text


async def test_lines_of_others_are_text(look, world):
    """SEC-4: whatever they say, on a phone."""
    world.compared.lines = two_periods(
        world.clock.now(), text="<script>alert({n})</script>" + "长" * 300
    )
    async with look(MEI, size="phone") as seen:
        page = await seen.open(f"{PAGE}?since=-1h")
        assert "<script>alert(0)</script>" in await page.locator("main").inner_text()
        assert await seen.faults() == []
        await page.screenshot(path="/tmp/anl/changes.png", full_page=True)


@pytest.fixture
def suggesting(world):
    """Let the numbers suggest to pass the restart over."""
    failed = (an_attempt(1, AttemptState.FAILED),)
    for number in range(9):
        incident = an_incident(
            300 + number,
            opened_at=world.clock.now() - timedelta(days=1, minutes=number),
            attempts=failed,
            state=IncidentState.HANDED_OVER,
        )
        world.incidents.kept[incident.id] = incident
    return world


async def test_a_suggestion_is_tried_by_its_button(http, suggesting):
    """ANL-3: it shows the lines of the policy, what they mean, and what they would have changed."""
    page = (await http.get(f"{ROOT}/incident-metrics")).text
    link = f"{ROOT}/policies/back-test?suggestion=pass_over%3Arestart%3Acrash_loop"
    tried = await http.get(link)

    assert "rolling restart fixed 0 of 10: skip it" in page
    assert f'href="{link}"' in page
    assert "[ladder.cannot_help]" in tried.text
    assert 'class="notice' in tried.text


async def test_a_suggestion_that_is_none_is_refused_on_the_page(http):
    """ANL-3."""
    page = await http.get(f"{ROOT}/policies/back-test", params={"suggestion": "dance<b>"})
    assert page.status_code == 200
    assert "must be the id of a suggestion" in page.text


async def test_too_little_evidence_says_so_and_the_rule(http):
    """ANL-3."""
    page = (await http.get(f"{ROOT}/incident-metrics")).text
    assert "No suggestion: the evidence is not enough." in page
    assert "at least 5 attempts of each" in page


async def test_a_dashboard_is_drawn_and_described(http, world):
    """ANL-4, I18-1: each chart with what stands out; names of strangers are text."""
    world.read_in(Language.CHINESE)
    listed = (await http.get(f"{ROOT}/dashboards")).text
    page = (await http.get(f"{ROOT}/dashboards/{BOARD}", params={"hours": "4"})).text

    assert f'href="{ROOT}/dashboards/{BOARD}"' in listed
    assert page.count('<svg class="chart"') == 5
    assert "最低" in page
    assert "by&lt;b&gt;service&lt;/b&gt;" in page
    assert "语句里有变量" in page
    assert "浅色图片" in page


async def test_the_picture_of_the_period_is_a_link(http):
    """ANL-4: to the same charts, light and dark."""
    page = (await http.get(f"{ROOT}/dashboards/{BOARD}")).text
    links = [unescape(each) for each in re.findall(r'href="(/api/v1/dashboards/[^"]+)"', page)]
    answers = [await http.get(each) for each in links]
    assert [each.headers["content-type"] for each in answers] == ["image/svg+xml"] * 2
    assert answers[0].text != answers[1].text


async def test_a_dashboard_that_is_none_is_not_found(http):
    """ANL-4."""
    assert (await http.get(f"{ROOT}/dashboards/nowhere")).status_code == 404


async def test_a_cloud_that_lists_no_dashboards_leaves_a_sentence(http, world):
    """ANL-4."""
    world.dashboards.error = Unavailable(message("gap.nothing_visible"))
    assert 'class="notice warn"' in (await http.get(f"{ROOT}/dashboards")).text


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_charts_fit_a_phone_in_both_themes(look, theme):
    """ANL-4, CON-1."""
    async with look(MEI, size="phone", theme=theme) as seen:
        page = await seen.open(f"{ROOT}/dashboards/{BOARD}")
        assert await page.locator("svg.chart").count() == 5
        assert await seen.faults() == []
