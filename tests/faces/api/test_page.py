"""The page: what people see, in their language, and what it cannot be made to do (CON-1, SEC-3)."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import httpx
import pytest

from api.app import build_api
from application.approvals.answers import digest_of_token
from domain.briefings.briefings import GreetingKind
from domain.common.errors import Unavailable
from domain.common.readers import Language, language_asked
from tests.fakes.api_services import APPROVAL, DAY, sign_in
from tests.fakes.face_services import MEI, PASSWORD
from tests.fakes.words import LANGUAGES, bracketed, outside_brackets

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en-GB,en"}


class Elements(HTMLParser):
    """Collects (tag, attributes)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
async def browser(client):
    http = await client()
    http.headers.update(BROWSER)
    return http


@pytest.fixture
async def meis_browser(browser):
    await sign_in(browser, MEI)
    return browser


async def test_programs_get_an_index_and_browsers_a_page(nobody, browser):
    """EVT-2, CON-1."""
    index = await nobody.get("/")
    page = await browser.get("/")

    assert index.json()["name"] == "zhiban"
    assert index.json()["links"]["temporal_ui"] == "http://127.0.0.1:8233"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == "Accept, Accept-Language, Cookie"


async def test_strangers_see_a_door_and_nothing_behind_it(browser):
    """CON-1."""
    page = Elements((await browser.get("/")).text)

    assert {each.get("name") for each in page.of("input")} == {"login", "password"}
    assert page.of("iframe") == []


async def test_whoever_signed_in_sees_today_and_the_newest_briefing(meis_browser, world):
    """CON-1, BRF-8."""
    await world.happen("u_mei")
    response = await meis_browser.get("/")
    page = Elements(response.text)

    (frame,) = page.of("iframe")
    assert frame["src"] == f"/api/v1/briefings/u_mei/{DAY}?form=html"
    assert frame["sandbox"] == "allow-popups"
    assert (await meis_browser.get(frame["src"])).status_code == 200
    for words in ("小梅", "06:00–10:00", "Asia/Shanghai", "mei@example.cn", "zhiban.briefing.prep"):
        assert words in response.text
    assert "http://127.0.0.1:8233" in {each.get("href") for each in page.of("a")}


async def a_link(world):
    """Keep a question with a link of the approver."""
    world.questions.kept[APPROVAL.id] = APPROVAL
    until = world.clock.now() + timedelta(hours=1)
    await world.questions.add_link(digest_of_token("t"), APPROVAL.id, "u_approver", until=until)
    return "/a/t"


async def a_task_of_mei(world):
    return await world.services.tasks.create(
        by=MEI, type="web_monitor", config={"urls": ["https://a.example/"]}, name="价格 <b>页</b>"
    )


async def test_every_button_calls_a_route_that_exists(meis_browser, app, world):
    """CON-1."""
    await a_task_of_mei(world)
    buttons = Elements((await meis_browser.get("/")).text).of("button")
    calls = {
        re.sub("/t_[a-z0-9]+/", "/{task_id}/", each["data-call"])
        for each in buttons
        if "data-call" in each
    }

    described = {
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert "POST /api/v1/briefings/greetings" in calls
    assert "POST /api/v1/tasks/{task_id}/pause" in calls
    assert calls <= described


async def test_tasks_are_shown_with_what_they_do_and_their_names_are_text(meis_browser, world):
    """TSK-3, CON-1, SEC-4."""
    task = await a_task_of_mei(world)
    running = (await meis_browser.get("/")).text
    await meis_browser.post(f"/api/v1/tasks/{task.id}/pause", json={})
    paused = (await meis_browser.get("/")).text

    assert "价格 &lt;b&gt;页&lt;/b&gt;" in running
    assert f"/api/v1/tasks/{task.id}/trigger" in running
    assert f"/api/v1/tasks/{task.id}/resume" in paused
    assert f"/api/v1/tasks/{task.id}/trigger" not in paused


async def test_a_paused_briefing_offers_to_resume(meis_browser):
    """BRF-8."""
    await meis_browser.post("/api/v1/briefings/pause", json={})

    page = (await meis_browser.get("/")).text

    assert "/api/v1/briefings/resume" in page
    assert "/api/v1/briefings/pause" not in page


async def test_the_page_stands_when_something_behind_it_does_not(meis_browser, world):
    """REL-1."""

    async def down(*_args):
        raise Unavailable("Temporal does not answer; try again in a minute.")

    world.life.today = down
    response = await meis_browser.get("/")

    assert response.status_code == 200
    assert "Temporal does not answer" in response.text
    assert "<iframe" in response.text


async def test_nothing_on_our_pages_runs_inline_or_comes_from_elsewhere(meis_browser, browser):
    """SEC-3: the policy forbids it, so a page that did it would be broken."""
    for path in ("/", "/docs", "/s/unknown"):
        response = await meis_browser.get(path)
        policy = response.headers["content-security-policy"]
        page = Elements(response.text)
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert page.of("style") == []
        assert all(each["src"].startswith("/static/") for each in page.of("script"))
        assert all(each["href"].startswith("/static/") for each in page.of("link"))
        assert not any(
            name.startswith("on") or name == "style" for _, each in page.found for name in each
        )


async def test_names_from_people_and_logs_are_text(meis_browser, world):
    """SEC-4."""
    kept = world.people.kept
    kept["u_mei"] = replace(kept["u_mei"], name="<script>alert(1)</script>")
    await world.happen("u_mei", "<img src=x onerror=alert(2)>")

    text = (await meis_browser.get("/")).text

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", Language.CHINESE),
        ("en", Language.ENGLISH),
        ("en-GB,zh;q=0.4", Language.ENGLISH),
        ("en;q=0.3, zh-TW;q=0.9", Language.CHINESE),
        ("fr, de", Language.CHINESE),
        ("fr, en;q=0.1", Language.ENGLISH),
        ("en;q=nonsense", Language.CHINESE),
    ],
)
def test_a_page_speaks_the_language_the_browser_prefers(accept, expected):
    """CON-1."""
    assert language_asked(accept, LANGUAGES) == expected


async def test_a_chosen_language_stays_chosen(browser):
    """CON-1."""
    chinese = await browser.get("/", params={"lang": "zh-CN"})
    later = await browser.get("/")

    assert '<html lang="zh-CN">' in chinese.text
    assert later.headers["content-language"] == "zh-CN"


async def test_a_one_time_password_leads_to_a_page_that_changes_it(browser, world):
    """SEC-6: and to nothing else."""
    world.people.kept["u_mei"] = replace(world.people.kept["u_mei"], password_due=True)
    await sign_in(browser, MEI)
    page = (await browser.get("/")).text
    body = {"old": PASSWORD, "new": "another good phrase"}
    changed = await browser.put("/api/v1/people/me/password", json=body)
    del browser.headers["X-CSRF-Token"]
    again = {"login": "u_mei", "password": "another good phrase"}
    await browser.post("/api/v1/sessions", json=again)

    assert 'id="new-password"' in page
    assert 'data-login="u_mei"' in page
    assert "/api/v1/briefings" not in page
    assert changed.status_code == 204
    assert "/api/v1/briefings" in (await browser.get("/")).text


async def test_the_command_for_a_first_task_can_be_copied(meis_browser, world):
    """CON-1: what is to be typed is shown as it is."""
    world.tasks.kept.clear()
    page = (await meis_browser.get("/")).text

    assert "<code>zhiban task watch https://example.com</code>" in page


async def test_every_text_of_the_pages_is_from_the_catalogues(tmp_path, world, options):
    """I18-1: in a made-up language no word of ours stands outside its brackets."""
    words = bracketed(tmp_path)
    app = build_api(replace(world.services, words=words), options=options)
    address = await a_link(world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=BROWSER
    ) as http:
        for path in ("/", "/s/unknown", "/a/unknown"):
            assert_bracketed((await http.get(path)).text)
        assert_bracketed((await http.get(address)).text, tags=OURS)
        await sign_in(http, MEI)
        await a_task_of_mei(world)
        await world.happen("u_mei")
        assert_bracketed((await http.get("/")).text, tags=OURS)


OURS = frozenset({"title", "h1", "h2", "dt", "label", "button"})
"""What on pages about somebody's things is always ours."""


class Texts(HTMLParser):
    """Collects texts with the element that they stand in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tag = tag

    def handle_data(self, data):
        self.found.append((self.tag, data))


def assert_bracketed(page, *, tags=frozenset()):
    shown = [text for tag, text in Texts(page).found if text.strip() and (not tags or tag in tags)]
    assert shown
    for text in shown:
        assert not re.search(r"[A-Za-z\u4e00-\u9fff]{2,}", outside_brackets(text)), text


async def test_a_sandbox_is_loud(meis_browser, world, options):
    """OPS-6."""
    real = build_api(replace(world.services, sandbox=False), options=options)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(real), base_url="http://test", headers=BROWSER
    ) as http:
        assert "SANDBOX" not in (await http.get("/")).text
        assert (await http.get("/", headers={"Accept": "*/*"})).json()["sandbox"] is False
    assert "SANDBOX" in (await meis_browser.get("/")).text


async def test_the_page_fits_a_phone_and_both_schemes(browser):
    """CON-1."""
    page = (await browser.get("/")).text
    css = (await browser.get("/static/page.css")).text

    assert "width=device-width" in page
    assert "light dark" in page
    assert "light-dark(" in css
    assert "44px" in css


async def test_the_docs_list_every_route_from_our_own_pages(nobody, app):
    """EVT-3."""
    text = (await nobody.get("/docs")).text

    for path in app.openapi()["paths"]:
        assert f"<code>{path}</code>" in text
    assert "https://" not in text


async def test_the_script_is_served_as_one(nobody):
    """CON-1."""
    script = await nobody.get("/static/page.js")

    assert re.match(r"(text|application)/javascript", script.headers["content-type"])
    assert (await nobody.get("/static/../app.py")).status_code == 404
    assert (await nobody.get("/static/%2e%2e/app.py")).status_code == 404


async def test_a_greeting_outside_the_window_still_has_words_to_show(meis_browser, world):
    """BRF-2."""
    world.life.refusal = GreetingKind.OUTSIDE_WINDOW

    response = await meis_browser.post("/api/v1/briefings/greetings", json={})

    assert response.json()["text"]
