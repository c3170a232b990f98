"""The page Audit: browsed by each of its sides, and checked (RBK-13, CON-2)."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from api.console.lists import PAGE_SIZE
from api.console.routes import ROOT
from domain.common.readers import Language
from tests.faces.console.examples import FurnishedWorld
from tests.fakes.audits import decided
from tests.fakes.face_services import ADMIN, MEI, OPERATOR
from tests.fakes.incident_examples import an_entry

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

AUDIT = f"{ROOT}/audit"


@pytest.fixture
async def world() -> FurnishedWorld:
    """A world with six rows, whose numbers the tests name."""
    world = FurnishedWorld()
    for entry in decided():
        await world.audit.append(entry)
    return world


async def rows_of(http, **query):
    text = (await http.get(AUDIT, params=query)).text
    return [each.partition('"')[0] for each in text.split('<tr id="row-')[1:]]


async def test_rows_are_narrowed_by_each_filter(client):
    """RBK-13, CON-2: the whole state is the address; newest first."""
    http = await client(OPERATOR, by_session=True)
    assert await rows_of(http) == ["6", "5", "4", "3", "2", "1"]
    assert await rows_of(http, actor="u_mei") == ["4"]
    assert await rows_of(http, actor="zhiban") == ["3", "2"]
    assert await rows_of(http, decision="approved") == ["5"]
    assert await rows_of(http, action="control.kill_switch") == ["1"]
    assert await rows_of(http, target="cls-1/payments/") == ["5", "4", "3", "2"]
    assert await rows_of(http, subject="kill_switch") == ["1"]
    assert await rows_of(http, until="2026-11-21T06:02+08:00") == ["2", "1"]


async def test_names_and_reasons_stand_in_words(client, world):
    """RBK-13, I18-1."""
    http = await client(OPERATOR, by_session=True)
    english = (await http.get(AUDIT)).text
    world.read_in(Language.CHINESE)
    chinese = (await http.get(AUDIT)).text

    name = world.people.kept["u_mei"].name
    assert f"Zhiban, for {name}" in english
    assert f"值班（代 {name}）" in chinese
    assert "release week" in english
    assert "修复步骤被安全检查拦下" in chinese
    assert "not on a Friday" in english


async def test_more_rows_than_a_page_are_a_link_away(client, world):
    """CON-2: by cursor, and what comes meanwhile shifts nothing."""
    for number in range(7, PAGE_SIZE + 10):
        await world.audit.append(an_entry(number))
    http = await client(OPERATOR, by_session=True)
    first = await rows_of(http)
    assert f'?after={first[-1]}" rel="next"' in (await http.get(AUDIT)).text
    await world.audit.append(an_entry(999))
    rest = await rows_of(http, after=first[-1])

    assert len(first) == PAGE_SIZE
    assert [int(each) for each in first + rest] == list(range(PAGE_SIZE + 9, 0, -1))


async def test_a_time_that_is_none_is_refused_in_the_page(client):
    """CON-2."""
    http = await client(OPERATOR, by_session=True)
    answer = await http.get(AUDIT, params={"since": "the day after"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


async def test_whoever_may_not_read_the_audit_sees_neither_page_nor_entry(client):
    """RBK-13, SEC-3."""
    http = await client(MEI, by_session=True)
    assert [(await http.get(f"{AUDIT}{each}")).status_code for each in ("", "/check")] == [403] * 2
    assert f'href="{AUDIT}"' not in (await http.get(ROOT)).text


async def test_the_chain_is_checked_in_the_dialog(look, world):
    """RBK-13: sound first; then a row is changed, and the page names it."""
    async with look(ADMIN, size="phone") as seen:
        page = await seen.open(AUDIT)
        await page.get_by_role("link", name="Check the audit").click()
        await expect(page.get_by_role("dialog")).to_contain_text("All 6 rows are intact")
        await page.get_by_role("dialog").get_by_role("link", name="Close").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        row = world.audit.rows_kept[2]
        world.audit.rows_kept[2] = replace(row, entry=replace(row.entry, reason="other"))
        await page.get_by_role("link", name="Check the audit").click()
        await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("at row 3")
        assert seen.complaints == []
