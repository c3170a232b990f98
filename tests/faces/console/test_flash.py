"""What was done is told on the next page, once, and cannot be forged (CON-2, SEC-3)."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from api.console import flash
from api.console.routes import ROOT
from tests.fakes.face_services import ADMIN, OPERATOR
from tests.fakes.incident_examples import NOW

SHARES = {"impact": "0.3", "severity": "0.4", "importance": "0.2", "urgency": "0.1"}
PAGE = f"{ROOT}/policies/weights"
STATUS = '<p id="status" class="status" role="status">'


def status_of(page):
    """What the status line of a page says."""
    return page.text.partition(STATUS)[2].partition("</p>")[0]


async def test_it_is_told_once_after_a_redirect(client):
    """CON-2: without the script, too; the cookie reaches only the console, and no script."""
    http = await client(ADMIN, by_session=True)
    done = await http.post(f"{PAGE}/set", data=SHARES | {"reason": "x"})
    (cookie,) = [
        each for each in done.headers.get_list("set-cookie") if each.startswith(flash.COOKIE)
    ]
    first, second = await http.get(PAGE), await http.get(PAGE)

    assert {"HttpOnly", "SameSite=lax", f"Path={ROOT}", "Max-Age=60"} <= set(cookie.split("; "))
    assert "In force since" in status_of(first)
    assert status_of(second) == ""


async def test_a_part_of_a_page_does_not_take_it_away(client):
    """CON-2: a region that is fetched meanwhile leaves it to the page."""
    http = await client(ADMIN, by_session=True)
    await http.post(f"{PAGE}/set", data=SHARES | {"reason": "x"})
    await http.get(PAGE, headers={"hx-request": "true", "hx-target": "div#region"})

    assert status_of(await http.get(PAGE))


@pytest.mark.parametrize("value", ["x", "x.y", "W10=.0", "%", "a.b.c"])
async def test_one_that_somebody_planted_says_nothing(client, value):
    """SEC-3: only the sign-in itself can sign."""
    http = await client(OPERATOR, by_session=True)
    http.cookies.set(flash.COOKIE, value, path=ROOT)

    assert status_of(await http.get(ROOT)) == ""


def test_it_holds_for_its_sign_in_and_a_minute():
    """SEC-3."""
    value = flash.sealed("已保存 <b>", "session", NOW)

    assert flash.opened(value, "session", NOW + timedelta(seconds=59)) == "已保存 <b>"
    assert flash.opened(value, "other", NOW) == ""
    assert flash.opened(value, "session", NOW + timedelta(minutes=2)) == ""
    assert flash.opened(value, "", NOW) == ""
    assert flash.sealed("", "session", NOW) == ""
    assert len(flash.sealed("字" * 5_000, "session", NOW)) < 4_000


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_it_is_seen_and_heard_in_a_browser(look):
    """CON-2: the page is loaded anew from the dialog, and the live region speaks after that."""
    async with look(ADMIN) as seen:
        page = await seen.open(PAGE)
        await page.get_by_role("button", name="Look for better weights").click()
        await expect(page.get_by_role("status").last).not_to_be_empty()
        await page.goto(f"{seen.url}{PAGE}/set")
        await page.fill("#f-reason", "nights")
        await page.get_by_role("button", name="Set weights").click()
        await expect(page.locator("#status")).to_contain_text("In force since")
        assert await seen.faults() == []
