"""Logs and alarms in the console: search, counts, and a cloud that does not answer (CLD-1)."""

from datetime import timedelta

import pytest

from api.console.routes import ROOT
from application.logs.logs import MOST_LINES
from domain.common.errors import InvalidRequest, Unavailable
from domain.common.messages import message
from tests.fakes.face_services import MEI, some_lines

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/logs"


@pytest.fixture
async def http(client):
    return await client(MEI, by_session=True)


async def test_the_address_is_the_search(http, world):
    """CLD-1: topic, words, period and its end, on the reader's wall clock; the topic's region."""
    asked = {"topic": "t-web", "query": "level:ERROR", "period": "4h", "until": "2026-11-20 08:30"}
    page = await http.get(PAGE, params=asked)
    query = world.cloud.asked[0]

    assert page.status_code == 200
    assert (query.topic_id, query.text, query.region) == ("t-web", "level:ERROR", "ap-shanghai")
    assert query.end.isoformat() == "2026-11-20T00:30:00+00:00"
    assert query.end - query.start == timedelta(hours=4)


async def test_lines_and_counts_stand_on_one_page(http):
    """CLD-1: newest first."""
    page = (await http.get(PAGE)).text

    assert page.index("order 0 failed") < page.index("order 29 failed")
    assert 'class="plot columns"' in page


async def test_older_lines_are_a_link_away_and_none_is_lost(http, world):
    """CON-2: the last line shown stands on the next page, too."""
    world.cloud.lines = some_lines(MOST_LINES + 5)
    page = (await http.get(PAGE)).text
    last = world.cloud.lines[MOST_LINES - 1].at + timedelta(milliseconds=1)

    assert f"until={last:%Y-%m-%dT%H%%3A%M%%3A%S}.001" in page


async def test_a_query_that_computes_answers_a_table(http):
    """CLD-1: SQL."""
    page = (await http.get(PAGE, params={"query": "* | select level, count(*)"})).text

    assert '<th scope="col">level</th>' in page
    assert 'class="plot columns"' not in page


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/alarms"])
async def test_a_cloud_that_does_not_answer_leaves_a_sentence(http, world, path):
    """CLD-1: never a broken page."""
    world.cloud.error = Unavailable("down")
    page = await http.get(path)

    assert page.status_code == 200
    assert 'class="notice warn"' in page.text


async def test_what_is_wrong_with_a_query_is_said_beside_it(http, world, monkeypatch):
    """CON-2: and the query stays in its field."""

    async def refuse(*_args, **_values):
        raise InvalidRequest("query", message("rule.not_empty"))

    monkeypatch.setattr(world.cloud, "search", refuse, raising=False)
    page = await http.get(PAGE, params={"query": "level:("})
    late = await http.get(PAGE, params={"until": "soon"})

    assert (page.status_code, late.status_code) == (200, 200)
    assert 'class="notice warn"' in page.text
    assert 'value="level:("' in page.text
    assert 'class="notice warn"' in late.text


async def test_lines_of_others_are_text(look, world):
    """SEC-4: whatever they say, on a phone."""
    world.cloud.lines = some_lines(3, "<script>alert(1)</script>\u202e{{{{7*7}}}}" + "长" * 300)
    async with look(MEI, size="phone") as seen:
        page = await seen.open(PAGE)
        assert "<script>alert(1)</script>" in await page.locator("main").inner_text()
        assert await seen.faults() == []


async def test_a_line_leads_to_the_lines_around_it(http, world):
    """CLD-1, CON-2: and a line that is gone is said to be."""
    world.cloud.lines = some_lines(30)
    search = (await http.get(PAGE)).text
    page = await http.get(f"{PAGE}/context", params={"line": "t-pay:p:10"})
    gone = await http.get(f"{PAGE}/context", params={"line": "t-pay:p:99"})

    assert (
        "/logs/context?line=t-pay%3Ap%3A10" in search or "/logs/context?line=t-pay:p:10" in search
    )
    assert page.text.index("order 20 failed") < page.text.index("order 0 failed")
    assert 'aria-current="true"' in page.text
    assert (gone.status_code, "order 0 failed" in gone.text) == (200, False)
