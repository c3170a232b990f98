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
from domain.common.readers import Language, language_asked
from tests.fakes.api_services import APPROVAL, sign_in
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

    assert {each.get("name") for each in page.of("input")} == {"login", "password", "code"}
    assert page.of("iframe") == []


async def test_whoever_signed_in_is_led_to_the_console(meis_browser):
    """CON-1: or to the page of it that they came for, and never elsewhere."""
    for asked, to in (
        ({}, "/console"),
        ({"next": "/console/tasks?health=failing"}, "/console/tasks?health=failing"),
        ({"next": "https://elsewhere.example/"}, "/console"),
        ({"next": "//elsewhere.example/console"}, "/console"),
    ):
        response = await meis_browser.get("/", params=asked)
        assert (response.status_code, response.headers["location"]) == (303, to)


async def a_link(world):
    """Keep a question with a link of the approver."""
    world.questions.kept[APPROVAL.id] = APPROVAL
    until = world.clock.now() + timedelta(hours=1)
    await world.questions.add_link(digest_of_token("t"), APPROVAL.id, "u_approver", until=until)
    return "/a/t"


async def test_nothing_on_our_pages_runs_inline_or_comes_from_elsewhere(browser):
    """SEC-3: the policy forbids it, so a page that did it would be broken."""
    for path in ("/", "/docs", "/s/unknown"):
        response = await browser.get(path)
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
    assert "/console" not in page
    assert changed.status_code == 204
    assert (await browser.get("/")).headers["location"] == "/console"


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


async def test_a_sandbox_is_loud(browser, world, options):
    """OPS-6."""
    real = build_api(replace(world.services, sandbox=False), options=options)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(real), base_url="http://test", headers=BROWSER
    ) as http:
        assert "SANDBOX" not in (await http.get("/")).text
        assert (await http.get("/", headers={"Accept": "*/*"})).json()["sandbox"] is False
    assert "SANDBOX" in (await browser.get("/")).text


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
