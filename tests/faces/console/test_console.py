"""What holds for the console as a whole: rights, forms, live changes, scripts, hostile names."""

import re
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.async_api import expect

from api.console.assets import STATIC
from api.console.routes import NEEDS_OF_PAGE, ROOT
from domain.events.events import Event, EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.people.access import Access, decide
from tests.faces.console.test_pages import own, pages_of
from tests.fakes.api_services import APPROVAL, INCIDENT, sign_in
from tests.fakes.face_services import ADMIN, APPROVER, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

HERE = Path(__file__).parent
INCIDENT_PAGE = f"{ROOT}/incidents/{INCIDENT.id}"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e{{7*7}}' + "长" * 60


def test_vendored_scripts_are_what_their_record_says():
    """CON-2: nothing is built, nothing is loaded from elsewhere, and nothing was changed."""
    vendor = STATIC / "vendor"
    kept = tomllib.loads((vendor / "vendor.toml").read_text())["script"]
    for each in kept:
        assert sha256((vendor / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        assert (vendor / each["licence_file"]).exists()
        assert each["version"] in each["file"]
    named = {name for each in kept for name in (each["file"], each["licence_file"])}
    assert {path.name for path in vendor.iterdir()} == named | {"vendor.toml"}


def test_templates_hold_nothing_inline_and_quote_every_attribute():
    """SEC-3: what the policy forbids is not written, and autoescape can do its work."""
    for path in (STATIC.parent / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b", text), path
        assert not re.search(r"[\s<][\w:-]+=\{\{", text), path
        if path.name != "briefing.html":
            assert not re.search(r"\s(style|on\w+)=", text), path


async def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(nobody):
    """CON-1, SEC-3: a page with a redirect, a part of one with a header; never elsewhere."""
    whole = await nobody.get(f"{INCIDENT_PAGE}?x=1")
    part = await nobody.get(INCIDENT_PAGE, headers={"HX-Request": "true"})
    elsewhere = await nobody.get("/", params={"next": "//evil.example/"}, headers=BROWSER)

    assert whole.status_code == 303
    assert whole.headers["location"].startswith(f"/?next={ROOT}")
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/")
    assert "evil" not in elsewhere.text


BROWSER = {"Accept": "text/html"}


async def test_no_page_is_without_a_right_and_no_form_without_its_token(client, app):
    """SEC-3: a form without the token of the sign-in changes nothing."""
    http = await client(ADMIN, by_session=True)
    del http.headers["X-CSRF-Token"]
    answer = await http.post(f"{INCIDENT_PAGE}/steer/abort", data={"reason": "no"})

    assert answer.status_code == 403
    assert all(needs is not None or "/console" in path for path, needs in pages_of(app).items())
    assert len(NEEDS_OF_PAGE) >= len(pages_of(app))


async def test_a_browser_that_is_lost_gets_a_page_and_a_program_a_problem(client):
    """CON-1: below the console only; both say 404."""
    http = await client(MEI, by_session=True)
    page = await http.get(f"{ROOT}/nowhere/at/all", headers={"accept": "text/html,*/*"})
    told = await http.get(f"{ROOT}/nowhere/at/all", headers={"accept": "application/json"})
    api = await http.get("/api/v1/nowhere", headers={"accept": "text/html,*/*"})

    assert [each.status_code for each in (page, told, api)] == [404, 404, 404]
    assert "There is no such page." in page.text
    assert 'href="/console"' in page.text
    assert told.headers["content-type"] == api.headers["content-type"]
    assert "problem+json" in api.headers["content-type"]


async def test_a_form_says_at_its_field_what_the_other_faces_say(client):
    """CON-2: the same model, the same sentence."""
    http = await client(OPERATOR, by_session=True)
    told = (await http.post(f"/api/v1/incidents/{INCIDENT.id}/abort", json={})).json()
    page = await http.post(f"{INCIDENT_PAGE}/steer/abort", data={"reason": ""})

    assert page.status_code == 422
    assert told["rule"] in page.text.replace("&#39;", "'")


async def test_two_people_see_each_others_answers(look, serve, world):
    """CON-2: one answers, the other's page says so by itself."""
    served = serve()
    async with (
        look(APPROVER, served=served) as one,
        look(OPERATOR, served=served) as other,
    ):
        page = await one.open(f"{ROOT}/approvals/{APPROVAL.id}")
        watching = await other.open(f"{ROOT}/approvals/{APPROVAL.id}")
        await expect(watching.locator("#connection")).to_have_attribute("data-state", "live")
        await page.get_by_role("link", name="Deny").click()
        await page.get_by_role("dialog").get_by_label("reason").fill("not now")
        await page.get_by_role("dialog").get_by_role("button", name="Deny").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await tell(world, APPROVAL.incident_id)
        await expect(watching.locator("#region .badge.bad").first).to_be_visible()
        assert one.complaints + other.complaints == []
    assert world.questions.kept[APPROVAL.id].state is ApprovalState.DENIED


async def tell(world, subject):
    await world.events.append(
        Event(
            id=world.ids.new(),
            type=EventType.APPROVAL_ANSWERED,
            source="/incidents",
            subject=subject,
            time=world.clock.now(),
        )
    )


async def test_a_question_shows_both_values_and_where_each_answer_leads(client):
    """RBK-17: the difference itself, on the list, the page, the incident and before the answer."""
    http = await client(APPROVER, by_session=True)
    at = f"{ROOT}/approvals/{APPROVAL.id}"
    for path in (f"{ROOT}/approvals", at, f"{at}/approve", f"{at}/deny"):
        text = (await http.get(path)).text
        assert "checkout:1.4.2" in text.split("checkout:1.4.1")[0], path
        assert text.index('class="del"') < text.index('class="ins"'), path
    assert "runs at once" in (await http.get(at)).text


async def test_on_a_phone_actions_stand_before_the_ladder_and_nothing_under_the_header(look):
    """CON-1: whoever is woken acts first; on a desk both stand side by side."""
    async with look(OPERATOR, size="phone") as seen:
        page = await seen.open(INCIDENT_PAGE)
        act, ladder = [await page.locator(each).bounding_box() for each in ("#h-do", "#h-ladder")]
        assert act["y"] < ladder["y"]
    async with look(OPERATOR, size="desk") as seen:
        page = await seen.open(INCIDENT_PAGE)
        act, ladder = [await page.locator(each).bounding_box() for each in ("#h-do", "#h-ladder")]
        assert act["x"] > ladder["x"]
        assert abs(act["y"] - ladder["y"]) < 2
        header = await page.locator("header.top").bounding_box()
        first = await page.locator("#menu-1").bounding_box()
        assert first["y"] >= header["y"] + header["height"]


async def test_a_step_that_was_passed_over_is_shown_once(client):
    """RBK-10: it is not among what could follow."""
    http = await client(OPERATOR, by_session=True)
    text = (await http.get(INCIDENT_PAGE)).text
    ladder = text[text.index('class="ladder"') : text.index("</ol>")]
    assert ladder.count("<strong>scale-out</strong>") == 1


async def test_names_of_others_are_text_wherever_they_stand(look, world, app):
    """SEC-4, CON-2: nothing runs, nothing overflows, on a phone."""
    alert = replace(INCIDENT.newest, name=HOSTILE, text=HOSTILE * 3, labels={HOSTILE: HOSTILE})
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, newest=alert, acknowledged_by=HOSTILE)
    question = replace(APPROVAL, preview=HOSTILE, requested_by=HOSTILE, asked=(HOSTILE,))
    world.questions.kept[APPROVAL.id] = question
    world.people.kept["u_mei"] = replace(world.people.kept["u_mei"], name=HOSTILE)
    async with look(MEI, size="phone") as seen:
        for path, needs in pages_of(app).items():
            if needs is None or decide(MEI, needs) is Access.ALLOWED:
                await seen.open(path)
                assert await seen.broken() == [], path
                # Ours are of this server; that of the hostile name is of `x`.
                assert await seen.page.locator('main img:not([src^="/"])').count() == 0


async def test_pages_work_before_their_script_does(look, world):
    """CON-2: a question is a page, its form a form."""
    async with look(OPERATOR, script=False) as seen:
        page = await seen.open(INCIDENT_PAGE)
        await page.get_by_role("link", name="Stop repair for good").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Stop repair for good")
        await page.get_by_label("reason").fill("enough")
        await page.get_by_role("button", name="Stop repair for good").click()
        assert page.url.endswith(INCIDENT_PAGE)


async def test_signing_in_by_cookie_is_enough_for_every_page(client, app):
    """CON-1."""
    http = await client()
    await sign_in(http, ADMIN)
    for path in pages_of(app):
        assert (await http.get(own(path, ADMIN))).status_code == 200, path


async def test_two_people_on_one_incident_see_each_others_answers(look, serve, world):
    """CON-2: who takes it over, and what was said to its question, without loading anew."""
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, approval=APPROVAL.id)
    served = serve()
    async with look(APPROVER, served=served) as one, look(OPERATOR, served=served) as other:
        page, watching = await one.open(INCIDENT_PAGE), await other.open(INCIDENT_PAGE)
        for each in (page, watching):
            await expect(each.locator("#connection")).to_have_attribute("data-state", "live")
        await expect(watching.locator("#h-ask")).to_be_visible()
        await page.get_by_role("link", name="Deny").click()
        await page.get_by_role("dialog").get_by_label("reason").fill("not now")
        await page.get_by_role("dialog").get_by_role("button", name="Deny").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await tell(world, INCIDENT.id)
        await expect(watching.locator("#h-ask")).to_have_count(0)
        await watching.get_by_role("button", name="Acknowledge").click()
        await tell(world, INCIDENT.id)
        taker = world.people.kept[OPERATOR.person_id].name
        await expect(page.get_by_text(taker).first).to_be_visible()
        assert one.complaints + other.complaints == []


async def test_a_page_recovers_by_itself_when_the_server_restarts(look, serve, world):
    """CON-2: what happened meanwhile stands there without loading anew."""
    served = serve()
    async with look(OPERATOR, served=served) as seen:
        page = await seen.open(INCIDENT_PAGE)
        mark = page.locator("#connection")
        await expect(mark).to_have_attribute("data-state", "live")
        await page.evaluate("window.same = true")
        await served.stop()
        await expect(mark).to_have_attribute("data-state", "lost", timeout=20_000)
        world.incidents.kept[INCIDENT.id] = replace(INCIDENT, acknowledged_by="u_bo")
        await tell(world, INCIDENT.id)
        serve(at=served.port)
        await expect(mark).to_have_attribute("data-state", "live", timeout=30_000)
        await expect(page.locator("#region").get_by_text("u_bo").first).to_be_visible()
        await expect(page.locator("#lost")).to_be_hidden()
        assert await page.evaluate("window.same")


async def test_everything_on_an_incident_is_reached_by_the_keyboard_alone(look, world):
    """CON-2: Tab comes to each link, button and summary in the order of the page, and sees it."""
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, approval=APPROVAL.id)
    async with look(ADMIN) as seen:
        page = await seen.open(INCIDENT_PAGE)
        wanted = await page.evaluate(
            "[...document.querySelectorAll('main a[href], main button, main summary, "
            'main [tabindex="0"]\')].filter(e => e.checkVisibility())'
            ".map((e, n) => (e.dataset.n = n, n))"
        )
        met, outlined = [], []
        for _ in range(len(wanted) + 40):
            await page.keyboard.press("Tab")
            number, outline = await page.evaluate(
                "[document.activeElement.dataset.n ?? null, "
                "getComputedStyle(document.activeElement).outlineStyle]"
            )
            if number is not None:
                met.append(int(number))
                outlined.append(outline != "none")
        assert met[: len(wanted)] == wanted
        assert all(outlined)
        stop = page.get_by_role("link", name="Stop repair for good")
        await stop.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(stop).to_be_focused()


async def test_people_are_named_and_a_new_name_is_shown_within_a_minute(client, world):
    """CON-1: an id is not what colleagues call each other; names are looked up once a minute."""
    http = await client(ADMIN, by_session=True)
    first = (await http.get(f"{ROOT}/tasks")).text
    kept = world.people.kept
    kept[MEI.person_id] = replace(kept[MEI.person_id], name="<b>梅\u202e</b>")
    world.clock.move(seconds=59)
    early = (await http.get(f"{ROOT}/tasks")).text
    world.clock.move(seconds=2)
    late = (await http.get(f"{ROOT}/tasks")).text

    assert ">小梅<" in first
    assert ">小梅<" in early
    assert "&lt;b&gt;梅�&lt;/b&gt;" in late
    assert ">小梅<" not in late
