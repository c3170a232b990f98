"""The search of the console and its palette: what somebody may open, by keyboard alone (CON-2)."""

import pytest
from fastapi.routing import iter_route_contexts
from playwright.async_api import expect

from api.console.finding import ACTIONS
from api.console.routes import NEEDS_OF_PAGE, ROOT
from tests.fakes.api_services import INCIDENT
from tests.fakes.face_incidents import CHECKOUT
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

SEARCH = f"{ROOT}/search"


async def found(http, words):
    return (await http.get(SEARCH, params={"q": words})).text


async def test_each_kind_is_found(client):
    """CON-2: incidents by id and words, tasks by name, workloads, pages, actions."""
    http = await client(ADMIN, by_session=True)

    assert f"{ROOT}/incidents/{INCIDENT.id}" in await found(http, INCIDENT.id)
    assert f"{ROOT}/incidents/{INCIDENT.id}" in await found(http, "checkout")
    assert f"/Deployment/{CHECKOUT.name}" in await found(http, "checkout")
    assert f"{ROOT}/tasks/t_" in await found(http, "status")
    assert f'class="hit" href="{ROOT}/audit"' in await found(http, "audit")
    assert f'class="hit" href="{ROOT}/controls/freeze"' in await found(http, "FREEZE")


async def test_what_somebody_may_not_open_is_not_found(client):
    """SEC-3: neither pages nor actions, nor what is of others."""
    http = await client(MEI, by_session=True)

    assert f"{ROOT}/controls/freeze" not in await found(http, "freeze")
    assert f'class="hit" href="{ROOT}/audit"' not in await found(http, "audit")
    assert "t_wwwwwwwwwwwwwwwwwwwwwadmin" not in await found(http, "status")


@pytest.mark.parametrize("words", ["", "zzz-nothing", "<b>'\"", "a" * 100, "状态", "%_\\", "x y z"])
async def test_any_words_are_answered(client, words):
    """CON-2: words of others are text."""
    http = await client(OPERATOR, by_session=True)
    answer = await http.get(SEARCH, params={"q": words})

    assert answer.status_code == 200
    assert "<b>'" not in answer.text


async def test_words_are_bounded(client):
    """CON-2."""
    http = await client(OPERATOR, by_session=True)

    assert (await http.get(SEARCH, params={"q": "a" * 101})).status_code == 404


def test_each_action_is_a_page_with_the_same_right(app):
    """SEC-3: what is offered opens."""
    needs = {
        context.path: NEEDS_OF_PAGE[context.endpoint]
        for context in iter_route_contexts(app.routes)
        if context.endpoint in NEEDS_OF_PAGE and "GET" in context.methods
    }
    for each in ACTIONS:
        assert needs[ROOT + each.address] is each.needs, each.address


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_the_palette_is_used_by_keyboard_alone(look):
    """CON-2: opened, searched, walked and left without a mouse; axe finds nothing in it."""
    async with look(ADMIN) as seen:
        page = await seen.open(ROOT)
        await page.keyboard.press("Control+k")
        await expect(page.locator("#palette-q")).to_be_focused()
        await expect(page.locator("#palette-count")).not_to_be_empty()
        await page.keyboard.type("audit")
        await expect(page.locator("#palette-count")).to_contain_text("2 results")
        assert await seen.faults() == []
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#palette-found a.hit").first).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(page.locator("#palette-q")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#palette")).not_to_be_visible()
        await page.keyboard.press("Meta+k")
        await expect(page.locator("#palette-count")).to_contain_text("2 results")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{ROOT}/audit")


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_without_script_it_is_a_page(look):
    """CON-2."""
    async with look(ADMIN, script=False) as seen:
        page = await seen.open(ROOT)
        await page.locator("#palette-open").click()
        await page.fill("#q", "audit")
        await page.get_by_role("button", name="Search").click()
        await page.locator("a.hit").first.click()
        assert page.url.endswith(f"{ROOT}/audit")
